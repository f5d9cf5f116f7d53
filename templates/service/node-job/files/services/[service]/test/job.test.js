import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { run } from "../src/job.js";

const main = fileURLToPath(new URL("../src/main.js", import.meta.url));
const forever = () => new Promise(() => {});

describe("a run", () => {
  it("is done when its work is", async () => {
    assert.equal(await run(async () => {}, new AbortController().signal), true);
  });

  it("fails with its work", async () => {
    const work = () => {
      throw new Error("the reason");
    };
    assert.equal(await run(work, new AbortController().signal), false);
  });

  it("is over when it is told to stop, even if the work does not listen", async () => {
    const stopping = new AbortController();
    const running = run(forever, stopping.signal);
    stopping.abort(new Error("enough"));
    assert.equal(await running, false);
  });

  it("that has no time left fails", async () => {
    assert.equal(await run(forever, AbortSignal.abort()), false);
  });
});

it("leaves with 0 when it is done", { timeout: 20_000 }, async (t) => {
  const child = spawn(process.execPath, [main], { stdio: ["ignore", "ignore", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
});

it("does not start with a setting that is wrong, and says which", () => {
  const env = { ...process.env, RUN_TIMEOUT_MS: "soon" };
  const { status, stdout } = spawnSync(process.execPath, [main], { env, encoding: "utf8", timeout: 20_000 });
  assert.equal(status, 1);
  assert.equal(JSON.parse(stdout).problem, "RUN_TIMEOUT_MS takes a whole number from 1 to 2147483647");
});
