import { createServer } from "node:http";
import { SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import { log } from "./log.js";
import { metrics, observeRequest } from "./metrics.js";
import { routes } from "./routes.js";

// Asked every few seconds by machines: no trace and no log line for these.
const probes = {
  "/healthz": () => ({ body: { status: "ok" } }),
  "/readyz": (state) => (state.ready ? { body: { status: "ready" } } : { status: 503, body: { status: "not ready" } }),
  "/metrics": async () => ({ type: metrics.contentType, body: await metrics.metrics() }),
};

export function createApp() {
  const state = { ready: false };
  const server = createServer((request, response) => {
    // A leaving process tells its callers to connect to another one.
    if (!state.ready) response.setHeader("connection", "close");
    const [pathname] = request.url.split("?", 1);
    const handling = Object.hasOwn(probes, pathname)
      ? probe(probes[pathname], request, response, state)
      : serve(pathname, request, response);
    handling.catch((error) => {
      log("error", "response failed", { error: error.stack });
      response.destroy();
    });
  });
  // Longer than a load balancer keeps an idle connection, so that it is never the one to find it closed.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  return { server, state };
}

async function probe(answer, request, response, state) {
  request.resume();
  send(response, await answer(state));
}

async function serve(pathname, request, response) {
  const started = process.hrtime.bigint();
  const found = find(request.method, pathname);
  const parent = propagation.extract(context.active(), request.headers);
  const span = trace.getTracer("http").startSpan(
    `${request.method} ${found.route}`,
    {
      kind: SpanKind.SERVER,
      attributes: { "http.request.method": request.method, "http.route": found.route, "url.path": pathname },
    },
    parent,
  );

  await context.with(trace.setSpan(parent, span), async () => {
    const result = await run(found, request, span);
    send(response, result);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const status = result.status ?? 200;
    span.setAttribute("http.response.status_code", status);
    span.end();
    observeRequest({ method: request.method, route: found.route, status }, seconds);
    log("info", "request", { method: request.method, route: found.route, status, seconds });
  });
}

// An unknown path gets one common name, so that a stranger cannot fill the metrics with names.
function find(method, pathname) {
  const methods = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
  if (!methods) return { route: "unknown", handle: () => ({ status: 404, body: { error: "not found" } }) };
  const handle = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handle) return { route: pathname, handle };
  return { route: pathname, handle: () => ({ status: 405, body: { error: "method not allowed" } }) };
}

async function run({ handle }, request, span) {
  try {
    return await handle(request);
  } catch (error) {
    log("error", "request failed", { error: error.stack });
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    return { status: 500, body: { error: "internal error" } };
  } finally {
    // What the handler left unread must not keep the connection busy.
    request.resume();
  }
}

function send(response, { status = 200, type = "application/json", body }) {
  response.writeHead(status, { "content-type": type });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
