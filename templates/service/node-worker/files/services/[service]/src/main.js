import { setTimeout } from "node:timers/promises";
import { config, problems } from "./config.js";
import { log } from "./log.js";
import { startTracing } from "./tracing.js";
import { next, work } from "./work.js";
import { run } from "./worker.js";

for (const problem of problems) log("error", "wrong setting", { problem });
if (problems.length > 0) process.exit(1);

const { workTimeout: limit, stopTimeout } = config;

const stopTracing = startTracing();
const stopping = new AbortController();

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    log("info", "stopping", { signal });
    stopping.abort();
    // The piece in hand may take a while, but not for ever.
    setTimeout(stopTimeout).then(() => leave(0, "warn", "work was cut off", { after_ms: stopTimeout }));
  });
}

log("info", "working");
run({ next, work }, { stopping: stopping.signal, limit }).then(
  () => leave(0, "info", "stopped"),
  // Kubernetes starts it again.
  (error) => leave(1, "error", "gave up", { error: error.stack }),
);

async function leave(code, level, message, fields) {
  // A collector that does not answer must not hold the process.
  await Promise.race([stopTracing(), setTimeout(5_000)]).catch((error) => {
    log("warn", "the last spans were lost", { error: error.message });
  });
  log(level, message, fields);
  process.exit(code);
}
