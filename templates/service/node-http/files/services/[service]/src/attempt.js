import { SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import { Histogram } from "prom-client";
import { metrics } from "./metrics.js";

const duration = new Histogram({
  name: "upstream_attempt_duration_seconds",
  help: "Time of each attempt to reach an upstream; outcome is a status, timeout, error or cancelled",
  labelNames: ["upstream", "method", "outcome"],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
});

const REASONS = { cancelled: "was no longer waited for", timeout: "did not answer in time", error: "gave no answer that can be read" };

// One request and its whole answer, in `limit` milliseconds: { outcome, answer } or { outcome, error }, and a span that the upstream continues.
export async function attempt({ upstream, number, limit }, { url, method, headers, body, signal }) {
  const started = performance.now();
  const span = trace.getTracer("client").startSpan(method, {
    kind: SpanKind.CLIENT,
    attributes: {
      "peer.service": upstream,
      "http.request.method": method,
      "http.request.resend_count": number,
      "server.address": url.hostname,
      // Without the query, which may hold what no trace should.
      "url.full": `${url.origin}${url.pathname}`,
    },
  });
  const traced = new Headers(headers);
  propagation.inject(trace.setSpan(context.active(), span), traced, { set: (carrier, key, value) => carrier.set(key, value) });

  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), limit);
  const either = AbortSignal.any([over.signal, ...(signal ? [signal] : [])]);
  const result = await ask(url, { method, headers: traced, body, signal: either }).catch((cause) => {
    const outcome = signal?.aborted ? "cancelled" : over.signal.aborted ? "timeout" : "error";
    return { outcome, error: new Error(`${upstream} ${REASONS[outcome]}`, { cause }) };
  });
  clearTimeout(timer);

  if (result.answer) span.setAttribute("http.response.status_code", result.answer.status);
  if (result.error) span.recordException(result.error);
  if (result.error || result.answer.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
  duration.observe({ upstream, method, outcome: result.outcome }, (performance.now() - started) / 1_000);
  return result;
}

async function ask(url, request) {
  // A redirect is an answer: followed, it could take the headers to somebody else.
  const response = await fetch(url, { ...request, redirect: "manual" });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const body = /^application\/(.+\+)?json\b/.test(type) ? JSON.parse(text) : text;
  const after = Number(response.headers.get("retry-after")) * 1_000 || 0;
  return { outcome: String(response.status), answer: { status: response.status, body, after } };
}
