/** The three routes the pages talk to. */

import { ROOT } from "./site.js";

const POLL_MS = 1000;
const PATIENCE = 6; // failed questions in a row before giving up

/** What the server said, in its words. */
export class ApiError extends Error {
  /** @param {string} message @param {number} status @param {string} [code] */
  constructor(message, status, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const WORDS = {
  403: "The server refused this.",
  404: "There is nothing under this address: it never was, or it was deleted.",
  413: "The file is too large.",
  429: "Too many requests at the moment. Try again in a minute.",
  500: "The server is too busy at the moment. Try again in a minute.",
  504: "The server took too long to answer. Try again.",
};

/**
 * API Gateway itself answers `message` where the application answers `Message` and `Code`. Its 500 says that no function
 * was free for the request, which may be another moment later.
 */
async function failure(response) {
  const body = await response.json().catch(() => ({}));
  const generic = WORDS[response.status] ?? `The server answered with an error (${response.status}).`;
  const useless = response.status === 504 || (response.status === 500 && !body.Code);
  const said = useless ? null : (body.Message ?? body.message);
  return new ApiError(typeof said === "string" && said ? said : generic, response.status, body.Code);
}

const dataUrl = (jobId) => new URL(`data/${encodeURIComponent(jobId)}`, ROOT);
export const dashboardUrl = (jobId) => new URL(`dashboard/${encodeURIComponent(jobId)}`, ROOT).href;
// Not a file of this page's version: the reader asks for it later, when a newer version may be deployed.
export const sampleUrl = () => new URL("static/goodreads_library_export.csv", ROOT);

/** Send an export. @param {Blob} body @param {string} type @param {AbortSignal} signal @returns {Promise<{job_id: string, status: string, delete_token?: string}>} */
export async function upload(body, type, signal) {
  const address = new URL("api/upload?wait=0", ROOT);
  const response = await fetch(address, { method: "POST", body, headers: { "Content-Type": type }, signal });
  if (!response.ok) throw await failure(response);
  return response.json();
}

/** Delete everything of a job; a job that is gone already counts as deleted. */
export async function remove(jobId, token) {
  const response = await fetch(dataUrl(jobId), { method: "DELETE", headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok && response.status !== 404) throw await failure(response);
}

const pause = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });

/**
 * Ask for a job every second until it is complete.
 * @param {string} jobId
 * @param {{signal?: AbortSignal, onProgress?: (progress: object) => void, onTrouble?: () => void, redirect?: RequestRedirect}} options
 * @returns {Promise<Response>} the complete answer, its body not read; with `redirect: "manual"` perhaps an opaque one
 */
export async function whenComplete(jobId, { signal, onProgress, onTrouble, redirect = "follow" }) {
  for (let failures = 0; ;) {
    try {
      // Without a header: the answer may be a redirect to storage, on another host. With nothing else than the preload
      // that the page's own answer named, so that it serves as the first of these (`early_data` in pages.py).
      const response = await fetch(dataUrl(jobId), { signal, redirect });
      if (response.status === 200 || response.type === "opaqueredirect") return response;
      if (response.status !== 202) throw await failure(response);
      failures = 0;
      onProgress?.(await response.json());
      await pause(POLL_MS, signal);
    } catch (error) {
      const busy = error.status === 500 && !error.code;
      const passing = error instanceof TypeError || busy || [429, 502, 503, 504].includes(error.status);
      failures += 1;
      if (signal?.aborted || !passing || failures >= PATIENCE) throw error;
      onTrouble?.();
      await pause(POLL_MS * failures, signal);
    }
  }
}

/** Words for whatever went wrong. */
export function explain(error) {
  if (error instanceof ApiError) return error.message;
  return "The server could not be reached. Check your connection and try again.";
}
