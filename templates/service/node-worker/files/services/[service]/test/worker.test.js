import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { run } from "../src/worker.js";

// Hands out `items`, then tells the worker to stop.
function source(items, stopping) {
  return async () => {
    if (items.length === 0) {
      stopping.abort();
      throw stopping.signal.reason;
    }
    return items.shift();
  };
}

describe("the worker", () => {
  it("takes one piece after the other", async () => {
    const stopping = new AbortController();
    const seen = [];
    const work = async ({ id }) => {
      seen.push(`${id} begins`);
      await setTimeout(5);
      seen.push(`${id} ends`);
    };
    await run({ next: source([{ id: "1" }, { id: "2" }], stopping), work }, { stopping: stopping.signal, limit: 1_000 });
    assert.deepEqual(seen, ["1 begins", "1 ends", "2 begins", "2 ends"]);
  });

  it("finishes the piece in hand and takes no other", async () => {
    const stopping = new AbortController();
    const done = [];
    const work = async ({ id }) => {
      stopping.abort();
      await setTimeout(20);
      done.push(id);
    };
    await run({ next: source([{ id: "1" }, { id: "2" }], stopping), work }, { stopping: stopping.signal, limit: 1_000 });
    assert.deepEqual(done, ["1"]);
  });

  it("goes on after a piece that failed", async () => {
    const stopping = new AbortController();
    const done = [];
    const work = async ({ id }) => {
      if (id === "1") throw new Error("the reason");
      done.push(id);
    };
    await run({ next: source([{ id: "1" }, { id: "2" }], stopping), work }, { stopping: stopping.signal, limit: 1_000 });
    assert.deepEqual(done, ["2"]);
  });

  it("asks again when the source was away", async () => {
    const stopping = new AbortController();
    const items = source([{ id: "1" }], stopping);
    const done = [];
    let asked = 0;
    const next = async () => {
      asked += 1;
      if (asked === 1) throw new Error("away");
      return items();
    };
    await run({ next, work: async ({ id }) => done.push(id) }, { stopping: stopping.signal, limit: 1_000, pause: 5 });
    assert.deepEqual(done, ["1"]);
  });

  it("gives up on a piece that hangs", { timeout: 5_000 }, async () => {
    const stopping = new AbortController();
    const work = () => setTimeout(60_000, undefined, { ref: false });
    await assert.rejects(
      run({ next: source([{ id: "1" }], stopping), work }, { stopping: stopping.signal, limit: 20 }),
      /not done after 20 ms/,
    );
  });
});
