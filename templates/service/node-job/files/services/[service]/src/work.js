// One run. A run may be tried again after it failed or was cut off, so doing it twice must be the same as doing it once. When
// `stopping` is aborted, end soon. What is thrown makes the run a failed one.
export async function work(stopping) {
  stopping.throwIfAborted();
}
