import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.js", import.meta.url));

it("stops in order on SIGTERM", { timeout: 20_000 }, async (t) => {
  const child = spawn(process.execPath, [main], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const messages = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    messages.push(JSON.parse(line).message);
    if (messages.length === 1) child.kill("SIGTERM");
  });
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  assert.deepEqual([messages[0], ...messages.slice(-2)], ["working", "stopping", "stopped"]);
});

it("does not start with a setting that is wrong, and says which", () => {
  const env = { ...process.env, WORK_TIMEOUT_MS: "soon" };
  const { status, stdout } = spawnSync(process.execPath, [main], { env, encoding: "utf8", timeout: 20_000 });
  assert.equal(status, 1);
  assert.equal(JSON.parse(stdout).problem, "WORK_TIMEOUT_MS takes a whole number from 1 to 2147483647");
});
