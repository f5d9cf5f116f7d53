import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { trace } from "@opentelemetry/api";
import { createClient } from "../src/client.js";
import { metrics } from "../src/metrics.js";
import { startTracing } from "../src/tracing.js";

startTracing();

const ok = (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"fine":true}');
const busy = (response) => response.writeHead(503).end();
const never = () => {};
const fine = { status: 200, body: { fine: true } };
let number = 0;

// A real upstream that answers as told, the last way for ever, and remembers what it was asked.
async function upstream(t, ways, settings = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request);
    (ways.length > 1 ? ways.shift() : ways[0])(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  number += 1;
  const name = `upstream-${number}`;
  const url = `http://127.0.0.1:${server.address().port}`;
  return { asked, name, call: createClient({ name, url, timeout: 5_000, budget: 10_000, pause: 2, ...settings }) };
}

const measured = async (line) => assert.ok((await metrics.metrics()).split("\n").includes(line), line);

describe("a call", { timeout: 20_000 }, () => {
  it("gives the answer", async (t) => {
    const { call, name } = await upstream(t, [ok]);
    assert.deepEqual(await call("/path?a=b"), fine);
    await measured(`upstream_calls_total{upstream="${name}",outcome="answered"} 1`);
  });

  it("is over when its time is, headers or not", async (t) => {
    const half = (response) => response.writeHead(200).write("{");
    for (const way of [never, half]) {
      const { call, name } = await upstream(t, [way], { attempts: 1, timeout: 100 });
      await assert.rejects(call("/"), /did not answer in time/);
      await measured(`upstream_attempt_duration_seconds_count{upstream="${name}",method="GET",outcome="timeout"} 1`);
    }
  });

  it("is made again while the trouble passes, and its attempts are counted", async (t) => {
    const { call, asked } = await upstream(t, [busy, (response) => response.destroy(), ok]);
    assert.deepEqual(await call("/"), fine);
    assert.equal(asked.length, 3);
  });

  it("is not made again where that could do harm, or no good", async (t) => {
    const { call, asked } = await upstream(t, [busy]);
    await assert.rejects(call("/", { method: "POST", body: "{}" }), /answered 503/);
    assert.equal(asked.length, 1);

    const broken = await upstream(t, [(response) => response.writeHead(500).end()]);
    await assert.rejects(broken.call("/"), /answered 500/);
    const missing = await upstream(t, [(response) => response.writeHead(404).end()]);
    assert.equal((await missing.call("/")).status, 404);
    assert.deepEqual([broken.asked.length, missing.asked.length], [1, 1]);
  });

  it("that carries a key is made again", async (t) => {
    const { call, asked } = await upstream(t, [busy, ok]);
    const headers = { "idempotency-key": "1" };
    assert.deepEqual(await call("/", { method: "POST", body: "{}", headers, idempotent: true }), fine);
    assert.deepEqual(
      asked.map((request) => request.headers["idempotency-key"]),
      ["1", "1"],
    );
  });

  it("never takes longer than its budget, whatever the upstream asks for", async (t) => {
    const later = (response) => response.writeHead(503, { "retry-after": "5" }).end();
    for (const way of [never, later]) {
      const { call, asked } = await upstream(t, [way], { timeout: 150, budget: 200, attempts: 100 });
      const started = performance.now();
      await assert.rejects(call("/"));
      assert.ok(performance.now() - started < 4_000);
      assert.ok(asked.length < 4);
    }
  });

  it("is given up with its caller, who gets no fallback", async (t) => {
    const { call } = await upstream(t, [never]);
    await assert.rejects(call("/", { signal: AbortSignal.timeout(20), fallback: () => "lesser" }), /no longer waited for/);
  });

  it("has a lesser answer where there is none", async (t) => {
    const { call, name } = await upstream(t, [busy]);
    assert.equal(await call("/", { fallback: (error) => `lesser: ${error.message}` }), `lesser: ${name} answered 503`);
    await measured(`upstream_calls_total{upstream="${name}",outcome="degraded"} 1`);
  });

  it("carries the trace on, each attempt as a span of its own", async (t) => {
    const { call, asked } = await upstream(t, [busy, ok]);
    const { traceId } = await trace.getTracer("test").startActiveSpan("caller", async (span) => {
      await call("/");
      span.end();
      return span.spanContext();
    });
    const parents = asked.map((request) => request.headers.traceparent.split("-"));
    assert.deepEqual([parents[0][1], parents[1][1]], [traceId, traceId]);
    assert.notEqual(parents[0][2], parents[1][2]);
  });

  it("stays at its upstream", async (t) => {
    const { call } = await upstream(t, [(response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()]);
    assert.equal((await call("/")).status, 302);
    await assert.rejects(call("@127.0.0.1:1/"), TypeError);
  });
});

describe("the breaker", { timeout: 20_000 }, () => {
  const rest = 500;

  it("opens after failures in a row, asks once when it has rested, and closes when that is answered", async (t) => {
    const { call, asked, name } = await upstream(t, [busy, busy, ok], { attempts: 1, breaker: { failures: 2, rest } });
    await assert.rejects(call("/"), /answered 503/);
    await assert.rejects(call("/"), /answered 503/);
    await assert.rejects(call("/"), /breaker is open/);
    assert.equal(asked.length, 2);
    await measured(`upstream_breaker_state{upstream="${name}"} 2`);

    await setTimeout(rest + 10);
    const [first, second] = await Promise.allSettled([call("/"), call("/")]);
    assert.deepEqual(first.value, fine);
    assert.match(second.reason.message, /breaker is open/);
    assert.equal(asked.length, 3);
    await measured(`upstream_breaker_state{upstream="${name}"} 0`);
    assert.deepEqual(await call("/"), fine);
  });

  it("opens again when it is no better", async (t) => {
    const { call, asked } = await upstream(t, [busy], { attempts: 1, breaker: { failures: 1, rest } });
    await assert.rejects(call("/"), /answered 503/);
    await setTimeout(rest + 10);
    await assert.rejects(call("/"), /answered 503/);
    await assert.rejects(call("/"), /breaker is open/);
    assert.equal(asked.length, 2);
  });

  it("goes on after a request that cannot be made", async (t) => {
    const { call } = await upstream(t, [busy, ok], { attempts: 1, breaker: { failures: 1, rest } });
    await assert.rejects(call("/"), /answered 503/);
    await setTimeout(rest + 10);
    await assert.rejects(call("/", { headers: { name: "\u{1F600}" } }), TypeError);
    assert.deepEqual(await call("/"), fine);
  });

  it("learns nothing from a caller who gave up, and nothing bad from a request that was wrong", async (t) => {
    const { call } = await upstream(t, [busy, never, ok], { attempts: 1, breaker: { failures: 1, rest } });
    await assert.rejects(call("/"), /answered 503/);
    await setTimeout(rest + 10);
    await assert.rejects(call("/", { signal: AbortSignal.timeout(20) }), /no longer waited for/);
    assert.deepEqual(await call("/"), fine);

    const wrong = await upstream(t, [(response) => response.writeHead(400).end()], { breaker: { failures: 1 } });
    for (const _ of [1, 2]) assert.equal((await wrong.call("/")).status, 400);
  });
});
