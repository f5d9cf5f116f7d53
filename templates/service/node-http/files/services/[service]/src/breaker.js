// Keeps a service from asking an upstream that is down: closed lets every attempt pass, open lets none, half-open lets one see whether
// it is back. `enter` gives what is called at the end of the attempt (true, false, or undefined for no verdict), or nothing: do not ask.
export function createBreaker({ failures = 5, rest = 10_000, changed = () => {} } = {}) {
  let state = "closed";
  let inARow = 0;
  let until = 0;
  let era = 0;

  function become(next, pause = rest) {
    state = next;
    inARow = 0;
    until = performance.now() + pause;
    era += 1;
    changed(next);
  }

  function judge(good) {
    if (state === "half-open") {
      if (good === undefined) become("open", 0);
      else become(good ? "closed" : "open");
    } else if (good !== undefined) {
      inARow = good ? 0 : inARow + 1;
      if (inARow >= failures) become("open");
    }
  }

  return {
    enter() {
      if (state === "open" && performance.now() >= until) become("half-open");
      else if (state !== "closed") return undefined;
      const mine = era;
      // What began before the state changed is no news.
      return (good) => void (mine === era && judge(good));
    },
  };
}
