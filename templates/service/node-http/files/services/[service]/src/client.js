import { setTimeout } from "node:timers/promises";
import { Counter, Gauge } from "prom-client";
import { attempt } from "./attempt.js";
import { createBreaker } from "./breaker.js";
import { log } from "./log.js";
import { metrics } from "./metrics.js";

const calls = new Counter({
  name: "upstream_calls_total",
  help: "Calls of an upstream: answered, degraded (the fallback answered) or failed",
  labelNames: ["upstream", "outcome"],
  registers: [metrics],
});
const breakers = new Gauge({
  name: "upstream_breaker_state",
  help: "0 closed, 1 half-open, 2 open: the upstream is not asked",
  labelNames: ["upstream"],
  registers: [metrics],
});

const STATES = ["closed", "half-open", "open"];
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
// What another attempt may find gone.
const PASSING = new Set(["429", "502", "503", "504", "timeout", "error"]);

// A function that calls one upstream; times are milliseconds. `timeout` bounds an attempt, `budget` the call with all its attempts and
// pauses. A request is tried again only where that does no harm: by its method, or because it says `idempotent: true` and carries a key.
export function createClient({ name, url, timeout = 1_000, budget = 3_000, attempts = 3, pause = 100, breaker = {} }) {
  const base = url.replace(/\/+$/, "");
  const changed = (state) => {
    breakers.set({ upstream: name }, STATES.indexOf(state));
    log(state === "open" ? "warn" : "info", "breaker", { upstream: name, state });
  };
  const gate = createBreaker({ ...breaker, changed });
  breakers.set({ upstream: name }, 0);

  async function once(number, deadline, request) {
    const leave = gate.enter();
    if (!leave) return { outcome: "open", error: new Error(`${name} is not asked, its breaker is open`) };
    let result;
    try {
      const limit = Math.min(timeout, deadline - performance.now());
      result = await attempt({ upstream: name, number, limit }, request);
      return result;
    } finally {
      // A request that cannot even be made says nothing of the upstream.
      leave(result && isGood(result));
    }
  }

  async function persist(request) {
    const deadline = performance.now() + budget;
    const repeatable = request.idempotent ?? IDEMPOTENT.has(request.method);
    for (let number = 0; ; number += 1) {
      const result = await once(number, deadline, request);
      // Random, so that those who failed together do not come back together.
      const wait = Math.max(result.answer?.after ?? 0, Math.random() * pause * 2 ** number);
      const hopeless = !PASSING.has(result.outcome) || number + 1 >= attempts || performance.now() + wait >= deadline;
      if (hopeless || !repeatable) return result;
      await setTimeout(wait, undefined, { signal: request.signal }).catch(() => {});
      if (request.signal?.aborted) return result;
    }
  }

  // Gives { status, body } of every answer that is no fault. Where there is none, `fallback` gives a lesser one; without it the call throws.
  return async function call(path, { method = "GET", fallback, ...rest } = {}) {
    if (!path.startsWith("/")) throw new TypeError(`a path begins with a slash: ${path}`);
    const result = await persist({ url: new URL(`${base}${path}`), method, ...rest });
    if (isGood(result) && result.outcome !== "429") {
      calls.inc({ upstream: name, outcome: "answered" });
      return { status: result.answer.status, body: result.answer.body };
    }
    const error = result.error ?? new Error(`${name} answered ${result.outcome}`);
    const degraded = fallback !== undefined && result.outcome !== "cancelled";
    calls.inc({ upstream: name, outcome: degraded ? "degraded" : "failed" });
    if (!degraded) throw error;
    log("warn", "degraded", { upstream: name, error: error.message });
    return fallback(error);
  };
}

// Of the upstream, not of the request: what the caller gave up says nothing.
function isGood({ outcome, answer }) {
  return outcome === "cancelled" ? undefined : answer !== undefined && answer.status < 500;
}
