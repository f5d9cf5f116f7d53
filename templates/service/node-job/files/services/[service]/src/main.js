import { setTimeout } from "node:timers/promises";
import { run } from "./job.js";
import { log } from "./log.js";
import { startTracing } from "./tracing.js";
import { work } from "./work.js";

const limit = Number(process.env.RUN_TIMEOUT_MS ?? 600_000);

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
