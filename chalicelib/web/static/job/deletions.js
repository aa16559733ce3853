/** Deletions that the reader asked for and that have not been carried out: tried until they are, on each visit. */

import { pauseAfter } from "./watching.js";
import { forget, jobs } from "./store.js";

/** An upload that was cut off may still arrive: only after this time does "not there" mean that it never will. */
const ON_ITS_WAY_MS = 10 * 60_000;

/**
 * @param {import("./store.js").Job} job @param {number} now
 * @returns {boolean} whether a job that the server does not have may still come
 */
export const mayStillCome = (job, now) => job.unanswered !== undefined && now - Date.parse(job.started) < ON_ITS_WAY_MS;

/**
 * Try each deletion once.
 * @param {(jobId: string, token: string) => Promise<boolean>} remove false when the job is not there
 * @returns {Promise<number>} how many are left
 */
export async function deleteOnce(remove, now = Date.now()) {
  let left = 0;
  for (const [jobId, job] of Object.entries(jobs()).filter(([, job]) => job.deleting)) {
    try {
      const was = await remove(jobId, job.token ?? "");
      if (!was && mayStillCome(job, now)) left += 1;
      else forget(jobId);
    } catch (error) {
      if (/** @type {any} */ (error)?.status === 403)
        forget(jobId); // the token was never this job's
      else left += 1;
    }
  }
  return left;
}

/**
 * Try until nothing is left to delete.
 * @param {(jobId: string, token: string) => Promise<boolean>} remove @param {import("./watching.js").Pause} pause
 * @param {(left: number) => void} [tell] told after each round
 */
export async function deleteAll(remove, pause, tell) {
  for (let rounds = 1; ; rounds += 1) {
    const left = await deleteOnce(remove);
    tell?.(left);
    if (left === 0) return;
    await pause(pauseAfter(rounds));
  }
}
