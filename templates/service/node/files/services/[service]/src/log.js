import { trace } from "@opentelemetry/api";
import { config } from "./config.js";

const levels = ["debug", "info", "warn", "error"];
const lowest = levels.indexOf(config.logLevel);

// One line of JSON per event, with the ids of the trace that it belongs to.
export function log(level, message, fields = {}) {
  if (levels.indexOf(level) < lowest) return;
  const { traceId, spanId } = trace.getActiveSpan()?.spanContext() ?? {};
  const line = {
    time: new Date().toISOString(),
    level,
    message,
    service: process.env.OTEL_SERVICE_NAME,
    trace_id: traceId,
    span_id: spanId,
    ...fields,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
