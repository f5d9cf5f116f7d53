import { createClient } from "./client.js";
import { config } from "./config.js";

const { upstreamUrl: url, upstreamTimeout: timeout, upstreamBudget: budget } = config;
const callUpstream = url && createClient({ name: "upstream", url, timeout, budget });

const degraded = () => ({ degraded: true });

// Path, method, handler. A handler gets the request and returns { status, type, body }; what it throws becomes a 500.
export const routes = {
  "/": {
    GET: () => ({ body: { service: process.env.OTEL_SERVICE_NAME } }),
  },
  // Asks another service, and says less where that does not answer: its fault is not a fault of this service.
  "/upstream": {
    GET: async () => ({ body: { upstream: callUpstream ? await callUpstream("/", { fallback: degraded }) : degraded() } }),
  },
};
