// Requests at a steady rate, whether they are answered in time or not, as callers send them: task service:load
import http from "k6/http";

const { SERVICE, URL, RATE, DURATION } = __ENV;
const file = `observability/slos/${SERVICE}.yaml`;
const objectives = open(`../${file}`);

function find(what, pattern) {
  const [, value] = pattern.exec(objectives) ?? [];
  if (value === undefined) throw new Error(`${file} has no ${what}`);
  return Number(value);
}

const round = (number) => Number(number.toFixed(6));
const available = find("objective of availability", /slo: availability\b[^]*?vector\(([\d.]+)\)/);
const fast = find("objective of latency", /slo: latency\b[^]*?vector\(([\d.]+)\)/);
const limit = find("limit of latency", /slo: latency\b[^]*?le="([\d.]+)"/);

// As the objectives count: an answer of the service that says no is an answer.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 499 }));

export const options = {
  scenarios: {
    steady: { executor: "constant-arrival-rate", rate: Number(RATE), duration: DURATION, preAllocatedVUs: 200 },
  },
  thresholds: {
    http_req_failed: [`rate<=${round(1 - available)}`],
    http_req_duration: [`p(${round(fast * 100)})<=${round(limit * 1000)}`],
    // A request that this machine could not send was not measured.
    dropped_iterations: ["count==0"],
  },
};

export default function load() {
  http.get(URL, { timeout: "5s" });
}
