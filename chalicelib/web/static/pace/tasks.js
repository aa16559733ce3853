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
 * Do something with each item, in as many tasks as it takes.
 * @template T, R @param {readonly T[]} items @param {(item: T) => R} work @param {() => number} [now] in milliseconds
 * @returns {Promise<R[]>}
 */
export async function inPieces(items, work, now = () => performance.now()) {
  const results = [];
  let began = now();
  for (const item of items) {
    if (now() - began >= PIECE_MS) {
      await nextTask();
      began = now();
    }
    results.push(work(item));
  }
  return results;
}
