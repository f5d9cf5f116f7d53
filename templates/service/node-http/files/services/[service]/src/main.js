import { setTimeout } from "node:timers/promises";
import { createApp } from "./app.js";
import { config, problems } from "./config.js";
import { log } from "./log.js";
import { startTracing } from "./tracing.js";

for (const problem of problems) log("error", "wrong setting", { problem });
if (problems.length > 0) process.exit(1);

const { port, stopDelay, stopTimeout } = config;

const stopTracing = startTracing();
const { server, state } = createApp();

server.listen(port, () => {
  state.ready = true;
  log("info", "listening", { port: server.address().port });
});

// Not ready first, so that nobody sends more; then finish what has arrived; then leave.
async function stop(signal) {
  log("info", "stopping", { signal });
  state.ready = false;
  await setTimeout(stopDelay);

  const closed = new Promise((resolve) => server.close(resolve));
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const drained = await Promise.race([closed.then(() => true), setTimeout(stopTimeout, false)]);
  clearInterval(idle);
  if (!drained) log("warn", "requests were cut off", { after_ms: stopTimeout });

  // A collector that does not answer must not hold the process.
  await Promise.race([stopTracing(), setTimeout(5_000)]).catch((error) => {
    log("warn", "the last spans were lost", { error: error.message });
  });
  log("info", "stopped");
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => stop(signal));
}
