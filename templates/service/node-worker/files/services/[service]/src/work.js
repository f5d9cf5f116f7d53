import { setTimeout } from "node:timers/promises";
import { config } from "./config.js";

let number = 0;

// The next piece of work, as soon as there is one: { id, headers }. A timer stands here until a queue does; `headers` may carry the
// trace of whoever sent it. When `stopping` is aborted nothing more is taken: throw, as the timer does.
export async function next(stopping) {
  await setTimeout(config.workInterval, undefined, { signal: stopping });
  number += 1;
  return { id: String(number) };
}

// Do it. Acknowledge it to the queue at the end and not before, so that what was cut off is handed out again. What is thrown is logged.
export async function work() {}
