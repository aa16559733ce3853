/**
 * Asking for a job until it is over. A passing failure throws nothing away: the pauses grow, and end at once when the
 * network or the reader comes back. Pure: the document, the clock and the questions come from outside.
 */

const POLL_MS = 1000;
const FIRST_POLL_MS = 125; // a file is parsed in less than a second, and then there is something to draw
const LONGEST_PAUSE_MS = 30_000;

/** @typedef {(ms: number, signal?: AbortSignal) => Promise<void>} Pause */

/**
 * Whether asking again may help. Only two answers are final: the job is not there, or it has failed. What is no answer
 * of the server (it has no status) is a fault of the page.
 * @param {any} error
 */
export const isPassing = (error) =>
  typeof error?.status === "number" && error.status !== 404 && error.code !== "JobFailedError";

/** How long to wait after so many failures in a row. @param {number} failures */
export const pauseAfter = (failures) => Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** (failures - 1));

/**
 * Pauses that end early when the network is back or the tab is looked at again.
 * @param {EventTarget} view the window @param {EventTarget & {visibilityState: string}} page the document
 * @returns {Pause} rejects with the signal's reason when that aborts
 */
export function pausesOf(view, page) {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      const over = new AbortController();
      const end = () => {
        clearTimeout(timer);
        over.abort();
        if (signal?.aborted) reject(signal.reason);
        else resolve();
      };
      const timer = setTimeout(end, ms);
      const { signal: until } = over;
      view.addEventListener("online", end, { signal: until });
      page.addEventListener("visibilitychange", () => page.visibilityState === "visible" && end(), { signal: until });
      signal?.addEventListener("abort", end, { signal: until });
      if (signal?.aborted) end();
    });
}

/**
 * Ask again and again until `take` says that it has what it wanted.
 * @template Answer
 * @param {() => Promise<Answer>} ask
 * @param {object} how
 * @param {(answer: Answer) => boolean} how.take
 * @param {(error: any) => void} [how.trouble] told of each failure that may pass
 * @param {Pause} how.pause
 * @param {AbortSignal} [how.signal]
 * @returns {Promise<void>} rejects with the final failure, with what `take` throws, or with the signal's reason
 */
export async function watch(ask, { take, trouble, pause, signal }) {
  let answers = 0;
  for (let failures = 0; ;) {
    let answer;
    try {
      answer = await ask();
    } catch (error) {
      if (signal?.aborted || !isPassing(error)) throw error;
      failures += 1;
      trouble?.(error);
      await pause(pauseAfter(failures), signal);
      continue;
    }
    failures = 0;
    signal?.throwIfAborted();
    if (take(answer)) return;
    await pause(Math.min(POLL_MS, FIRST_POLL_MS * 2 ** answers), signal);
    answers += 1;
  }
}
