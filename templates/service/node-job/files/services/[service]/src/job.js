import { SpanStatusCode, context, trace } from "@opentelemetry/api";
import { log } from "./log.js";

// Run `work` once, in a span of its own; true when it is done. It fails when `stopping` is aborted, even if it does not listen.
export async function run(work, stopping) {
  const started = process.hrtime.bigint();
  const span = trace.getTracer("job").startSpan("run");
  return context.with(trace.setSpan(context.active(), span), async () => {
    const seconds = () => Number(process.hrtime.bigint() - started) / 1e9;
    log("info", "started");
    try {
      await Promise.race([aborted(stopping), Promise.resolve().then(() => work(stopping))]);
      log("info", "done", { seconds: seconds() });
      return true;
    } catch (error) {
      log("error", "failed", { seconds: seconds(), error: error.stack });
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      return false;
    } finally {
      span.end();
    }
  });
}

function aborted(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
