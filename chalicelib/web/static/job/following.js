/**
 * Following a job from what its file tells to the complete dashboard. How far it is costs little to ask, the dashboard
 * as it stands much, so that is fetched again only when there is enough new in it. Pure, see `watching.js`.
 */

import { watch } from "./watching.js";

const SMALL = 1000; // books; for so many the dashboard is small enough to fetch it every few seconds
const EVERY_MS = 4000;
const AT_MOST_EVERY_MS = 2000;

/**
 * @typedef {object} Progress
 * @property {number} [books_processed]
 * @property {number} [books_total]
 * @property {number|null} [books_so_far] how many of the processed ones are in the dashboard as it stands
 */

/** @typedef {{progress: Progress, library?: undefined} | {progress?: undefined, library: import("../models/types.js").Library}} Answer */

/**
 * Whether the dashboard has changed enough since it was drawn.
 * @param {Progress} progress @param {{processed: number, at: number}} drawn @param {number} now
 */
export function isDue({ books_processed: processed = 0, books_total: total = 0, books_so_far: there }, drawn, now) {
  const more = (there ?? processed) - drawn.processed;
  const since = now - drawn.at;
  if (more <= 0) return false;
  return (more >= total / 10 && since >= AT_MOST_EVERY_MS) || (total <= SMALL && since >= EVERY_MS);
}

/**
 * Following a newer export: what is drawn stays until the new dashboard is complete.
 * @param {() => Promise<Answer>} ask
 * @param {object} how
 * @param {(library: import("../models/types.js").Library) => void} how.draw @param {(progress: Progress) => void} how.progress
 * @param {(error: any) => void} how.trouble
 * @param {import("./watching.js").Pause} how.pause @param {AbortSignal} how.signal
 * @returns {Promise<void>} rejects when there will be no new one
 */
export const followUpdate = (ask, { draw, progress, trouble, pause, signal }) =>
  watch(ask, {
    take: (answer) => {
      if (answer.progress) progress(answer.progress);
      else draw(answer.library);
      return !answer.progress;
    },
    trouble,
    pause,
    signal,
  });

/**
 * @param {(soFar: boolean) => Promise<Answer>} ask `soFar`: the dashboard as it stands, else the complete one; where
 *   there is none, the progress
 * @param {object} how
 * @param {(library: import("../models/types.js").Library) => void} how.draw @param {(progress: Progress) => void} how.progress
 * @param {(error: any) => void} how.trouble
 * @param {import("./watching.js").Pause} how.pause @param {AbortSignal} how.signal @param {() => number} [how.now]
 * @returns {Promise<"complete"|"failed">} a failed job keeps what was drawn; rejects when there is nothing to keep
 */
export async function follow(ask, { draw, progress, trouble, pause, signal, now = Date.now }) {
  /** @type {{processed: number, at: number}|null} */
  let drawn = null;
  let status = "";

  /** @param {Answer} answer */
  const take = (answer) => {
    if (answer.progress) {
      progress(answer.progress);
      return false;
    }
    draw(answer.library);
    drawn = { processed: answer.library.metadata?.books_processed ?? 0, at: now() };
    status = answer.library.metadata?.status ?? "complete";
    return status !== "processing";
  };

  const question = async () => {
    if (!drawn) return ask(true);
    const answer = await ask(false);
    if (!answer.progress || !isDue(answer.progress, drawn, now())) return answer;
    progress(answer.progress);
    return ask(true);
  };

  try {
    await watch(question, { take, trouble, pause, signal });
  } catch (error) {
    if (!drawn || /** @type {any} */ (error)?.code !== "JobFailedError") throw error;
    const last = await ask(true).catch(() => null);
    if (last?.library) draw(last.library);
    return "failed";
  }
  return status === "failed" ? "failed" : "complete";
}
