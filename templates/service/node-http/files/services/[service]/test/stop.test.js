import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.js", import.meta.url));
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

// Starts the process as the container does and reads its log lines.
async function start(t, settings) {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: "0", STOP_DELAY_MS: "500", ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const lines = [];
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (text) => {
    lines.push(JSON.parse(text));
    for (const look of waiting) look();
  });
  const line = (message) =>
    new Promise((resolve) => {
      const look = () => {
        const found = lines.find((entry) => entry.message === message);
        if (found) resolve(found);
      };
      waiting.push(look);
      look();
    });
  const { port } = await line("listening");
  return { child, line, base: `http://127.0.0.1:${port}` };
}

it("turns not ready on SIGTERM, still serves, then leaves in order", { timeout: 20_000 }, async (t) => {
  const { child, line, base } = await start(t, {});
  assert.equal((await fetch(`${base}/readyz`)).status, 200);

  child.kill("SIGTERM");
  await line("stopping");
  assert.equal((await fetch(`${base}/readyz`)).status, 503);
  assert.equal((await fetch(base)).status, 200);

  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  await line("stopped");
});

it("answers what had arrived before it leaves", { timeout: 20_000 }, async (t) => {
  const upstream = createServer((_, response) => setTimeout(() => response.end("late"), 800));
  await new Promise((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    upstream.close();
    upstream.closeAllConnections();
  });
  const { child, base } = await start(t, {
    STOP_DELAY_MS: "50",
    UPSTREAM_URL: `http://127.0.0.1:${upstream.address().port}`,
    UPSTREAM_TIMEOUT_MS: "5000",
    UPSTREAM_BUDGET_MS: "5000",
  });
  const left = once(child, "exit");
  const answer = fetch(`${base}/upstream`);
  await once(upstream, "request");
  child.kill("SIGTERM");
  assert.deepEqual(await (await answer).json(), { upstream: { status: 200, body: "late" } });
  assert.deepEqual(await left, [0, null]);
});

it("does not start with a setting that is wrong, and says which", () => {
  const env = { ...process.env, PORT: "http" };
  const { status, stdout } = spawnSync(process.execPath, [main], { env, encoding: "utf8", timeout: 20_000 });
  assert.equal(status, 1);
  assert.equal(JSON.parse(stdout).problem, "PORT takes a whole number from 0 to 65535");
});

it("continues the trace of its caller in its log and at the collector", { timeout: 20_000 }, async (t) => {
  const received = [];
  const collector = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ path: request.url, body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise((resolve) => collector.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    collector.close();
    collector.closeAllConnections();
  });

  const { child, line, base } = await start(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}`,
  });
  await fetch(base, { headers: { traceparent } });
  const { trace_id } = await line("request");
  assert.equal(trace_id, "0af7651916cd43dd8448eb211c80319c");

  child.kill("SIGTERM");
  await once(child, "exit");
  assert.equal(received[0].path, "/v1/traces");
  assert.match(received[0].body, /0af7651916cd43dd8448eb211c80319c/);
});
