// Requests that never queue: of many changes during a request, only the last one is asked.

/** Returns a function that does some work; calls during the work lead to one repetition after it. */
export function onlyLatest(work) {
  let [isWorking, isAsked] = [false, false];
  return async () => {
    isAsked = true;
    if (isWorking) return;
    isWorking = true;
    try {
      while (isAsked) {
        isAsked = false;
        await work();
      }
    } finally {
      isWorking = false;
    }
  };
}
