/** Long work in pieces: between tasks the browser answers its reader, within one it does not. Needs no document. */

const PIECE_MS = 10; // with the item that goes over it, a task stays short on a slow processor, too

/** A new task: what waits for the browser comes first. @returns {Promise<void>} */
export function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel(); // unlike a timer, it is not slowed down in the background
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * Do a job in a task of its own, after those that were handed in before it.
 * @template T @param {() => T} job @returns {Promise<Awaited<T>>} what it answers
 */
export function inTurn(job) {
  const done = last.then(nextTask).then(job);
  last = done.catch(() => {});
  return /** @type {Promise<Awaited<T>>} */ (done);
}

/**
 * For long work: answers a function that is asked between its steps, and answers the beginning of a new task when the
 * present one has taken its time, else null.
 * @param {() => number} [now] in milliseconds @returns {() => Promise<void>|null}
 */
export function pacer(now = () => performance.now()) {
  let began = now();
  return () =>
    now() - began < PIECE_MS
      ? null
      : nextTask().then(() => {
          began = now();
        });
}

/**
 * Do something with each item, in as many tasks as it takes.
 * @template T, R @param {readonly T[]} items @param {(item: T) => R} work @param {() => number} [now] in milliseconds
 * @returns {Promise<R[]>}
 */
export async function inPieces(items, work, now) {
  const results = [];
  const breathe = pacer(now);
  for (const item of items) {
    const pause = breathe();
    if (pause) await pause;
    results.push(work(item));
  }
  return results;
}

/**
 * Take the steps of long work: as many as the present task has time for, the others in tasks of their own.
 * @param {Iterator<unknown>} steps @param {() => boolean} [goOn] whether the work is still wanted
 * @param {number} [began] when the present task began
 * @returns {Promise<void>|null} null when all was done at once
 */
export function inSteps(steps, goOn = () => true, began = performance.now()) {
  while (performance.now() - began < PIECE_MS) if (steps.next().done) return null;
  const others = async () => {
    await nextTask();
    const breathe = pacer();
    while (goOn() && !steps.next().done) {
      const pause = breathe();
      if (pause) await pause;
    }
  };
  return others();
}
