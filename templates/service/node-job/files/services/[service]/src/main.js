import { setTimeout } from "node:timers/promises";
import { config, problems } from "./config.js";
import { run } from "./job.js";
import { log } from "./log.js";
import { startTracing } from "./tracing.js";
import { work } from "./work.js";

for (const problem of problems) log("error", "wrong setting", { problem });
if (problems.length > 0) process.exit(1);

const limit = config.runTimeout;

const stopTracing = startTracing();
const stopping = new AbortController();

setTimeout(limit).then(() => stopping.abort(new Error(`not done after ${limit} ms`)));
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
}

const done = await run(work, stopping.signal);
// A collector that does not answer must not hold the process.
await Promise.race([stopTracing(), setTimeout(5_000)]).catch((error) => {
  log("warn", "the last spans were lost", { error: error.message });
});
// Not 0: Kubernetes tries again, as often as backoffLimit says.
process.exit(done ? 0 : 1);
