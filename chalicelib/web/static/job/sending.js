/** Sending a file so that it becomes one job, however often it has to be sent. */

import { ApiError, replace, upload } from "../pages/api.js";
import { packed } from "./file.js";
import { fingerprint, forget, remember, unansweredUpload } from "./store.js";
import { jobIdOf, newDeleteToken } from "./token.js";

/** @typedef {Blob & {name?: string, lastModified?: number}} Upload a chosen file, or the sample */

/** Whether the server has certainly not kept an upload that it answered with this. @param {unknown} error */
export const isRefusal = (error) =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && ![408, 429].includes(error.status);

/**
 * The job of a file: the one that a lost connection left unanswered, or a new one, kept before anything is sent.
 * @param {Upload} file @param {string} name @returns {Promise<{jobId: string, token: string}|null>} null where the
 *   browser cannot tell the id of a token: the server makes both
 */
async function jobFor(file, name) {
  const print = fingerprint(file);
  const before = unansweredUpload(print);
  if (before) {
    remember(before.jobId, { started: new Date().toISOString() }); // from now on it may be on its way again
    return before;
  }
  const token = newDeleteToken();
  const jobId = await jobIdOf(token);
  if (!jobId) return null;
  remember(jobId, { token, name, unanswered: print });
  return { jobId, token };
}

/**
 * @param {Upload} file @param {string} name how the reader knows it @param {AbortSignal} signal
 * @param {(jobId: string) => void} began told which job it will be
 * @param {(answer: import("../pages/api.js").UploadAnswer) => void} [heard] told what the server understood
 * @returns {Promise<string>} the job's id; rejects with an `ApiError`, after which the file may be sent again unless that
 *   `isRefusal`
 */
export async function send(file, name, signal, began, heard) {
  const { body, type } = await packed(file);
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const job = await jobFor(file, name);
    signal.throwIfAborted();
    if (job) began(job.jobId);
    try {
      const answer = await upload(body, type, job?.token ?? null, signal);
      heard?.(answer);
      if (job && job.jobId !== answer.job_id) forget(job.jobId);
      remember(answer.job_id, { name, token: answer.delete_token ?? job?.token, unanswered: undefined });
      return answer.job_id;
    } catch (error) {
      if (signal.aborted || !job || !(error instanceof ApiError)) throw error;
      if (error.code === "JobFailedError") {
        remember(job.jobId, { deleting: true }); // its token is used up, and what is left of it is of use to nobody
      } else if (error.status === 409) {
        remember(job.jobId, { unanswered: undefined }); // the job is there, with another file of that name and size
      } else {
        if (isRefusal(error)) forget(job.jobId);
        throw error;
      }
      if (attempt > 1) throw error;
    }
  }
}

/**
 * Send a newer export for a dashboard that is there. Sending the file again is harmless: the server knows it.
 * @param {Upload} file @param {string} jobId @param {string} token @param {AbortSignal} signal
 */
export async function sendNewer(file, jobId, token, signal) {
  const { body, type } = await packed(file);
  signal.throwIfAborted();
  const answer = await replace(jobId, token, body, type, signal);
  // The token was right, so this browser may keep it, as it does where the upload was sent from here.
  remember(jobId, {
    token,
    tokenShown: true,
    name: file.name,
    updating: answer.status === "complete" ? undefined : true,
  });
  return answer;
}
