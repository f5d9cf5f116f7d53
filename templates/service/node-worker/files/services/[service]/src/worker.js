import { setTimeout } from "node:timers/promises";
import { SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import { log } from "./log.js";

// One piece after the other until `stopping` is aborted; the piece in hand is finished. A piece that takes longer than `limit`
// rejects: what hangs in this process is unknown then, so the caller ends it.
export async function run({ next, work }, { stopping, limit, pause = 1_000 }) {
  while (!stopping.aborted) {
    let item;
    try {
      item = await next(stopping);
    } catch (error) {
      if (stopping.aborted) return;
      log("error", "no work to be had", { error: error.stack });
      // The source is away; asking without a pause would not bring it back.
      await setTimeout(pause, undefined, { signal: stopping }).catch(() => {});
      continue;
    }
    await handle(item, work, limit);
  }
}

async function handle(item, work, limit) {
  const started = process.hrtime.bigint();
  const parent = propagation.extract(context.active(), item.headers ?? {});
  const span = trace
    .getTracer("worker")
    .startSpan("work", { kind: SpanKind.CONSUMER, attributes: { "messaging.message.id": item.id } }, parent);

  await context.with(trace.setSpan(parent, span), async () => {
    const seconds = () => Number(process.hrtime.bigint() - started) / 1e9;
    try {
      await within(limit, () => work(item));
      log("info", "worked", { id: item.id, seconds: seconds() });
    } catch (error) {
      log("error", "work failed", { id: item.id, seconds: seconds(), error: error.stack });
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (error instanceof Overdue) throw error;
    } finally {
      span.end();
    }
  });
}

class Overdue extends Error {}

async function within(limit, work) {
  const over = new AbortController();
  const overdue = setTimeout(limit, undefined, { signal: over.signal }).then(
    () => Promise.reject(new Overdue(`not done after ${limit} ms`)),
    () => {},
  );
  try {
    await Promise.race([overdue, Promise.resolve().then(work)]);
  } finally {
    over.abort();
  }
}
