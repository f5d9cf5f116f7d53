import { Histogram, Registry, collectDefaultMetrics } from "prom-client";

export const metrics = new Registry();

collectDefaultMetrics({ register: metrics });

const duration = new Histogram({
  name: "http_request_duration_seconds",
  help: "Time from the arrival of a request to its answer",
  labelNames: ["method", "route", "status"],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
});

export function observeRequest(labels, seconds) {
  duration.observe(labels, seconds);
}
