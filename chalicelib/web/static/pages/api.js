/** The routes that the pages talk to. Every failure becomes an `ApiError`; what is none is a fault of the page. */

import { readInPieces, textsOf } from "../pace/reading.js";
import { ROOT } from "./site.js";

/** What the server said, in its words; status 0 when it said nothing. */
export class ApiError extends Error {
  /** @param {string} message @param {number} status @param {string} [code] */
  constructor(message, status, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @type {Record<number, string>} */
const WORDS = {
  403: "The server refused this.",
  404: "There is nothing under this address: it never was, or it was deleted.",
  413: "The file is too large.",
  429: "Too many requests at the moment. Try again in a minute.",
  500: "The server is too busy at the moment. Try again in a minute.",
  504: "The server took too long to answer. Try again.",
};
const UNREACHABLE = "The server could not be reached. Check your connection and try again.";

/**
 * API Gateway itself answers `message` where the application answers `Message` and `Code`. Its 500 says that no function
 * was free for the request, which may be another moment later.
 * @param {Response} response
 */
async function failure(response) {
  const body = await response.json().catch(() => ({}));
  const generic = WORDS[response.status] ?? `The server answered with an error (${response.status}).`;
  const useless = response.status === 504 || (response.status === 500 && !body?.Code);
  const said = useless ? null : (body?.Message ?? body?.message);
  return new ApiError(typeof said === "string" && said ? said : generic, response.status, body?.Code);
}

/**
 * Wait for an answer or its body; a connection that broke becomes an `ApiError`.
 * @template T @param {Promise<T>} arriving @param {AbortSignal|null} [signal]
 */
async function arrived(arriving, signal) {
  try {
    return await arriving;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(UNREACHABLE, 0);
  }
}

/** The texts of a body as they come; a connection that breaks becomes an `ApiError`. @param {Response} response @param {AbortSignal} [signal] */
async function* arriving(response, signal) {
  const texts = textsOf(response);
  for (;;) {
    const { value, done } = await arrived(texts.next(), signal);
    if (done) return;
    yield value;
  }
}

/** @param {string} jobId */
export const dataPath = (jobId) => `data/${encodeURIComponent(jobId)}`;
/** What proves that a dashboard is the caller's. @param {string} token */
export const bearer = (token) => ({ Authorization: `Bearer ${token}` });
/** @param {string} jobId */
export const dashboardUrl = (jobId) => new URL(`dashboard/${encodeURIComponent(jobId)}`, ROOT).href;
/** The address that deletes a job, for whoever has it. @param {string} jobId @param {string} token */
export const deleteLink = (jobId, token) => `${dashboardUrl(jobId)}#/delete?token=${encodeURIComponent(token)}`;

/** Ask a route below the root of the site. @param {string} path @param {RequestInit} [request] */
export async function asked(path, request = {}) {
  const response = await arrived(fetch(new URL(path, ROOT), request), request.signal);
  // The one is the redirect that `progressOf` does not follow.
  if (!response.ok && response.type !== "opaqueredirect") throw await failure(response);
  return response;
}

/** The same for a route that answers JSON. @param {string} path @param {RequestInit} [request] @returns {Promise<any>} */
export const jsonOf = async (path, request) => arrived((await asked(path, request)).json(), request?.signal);

/** The books of an answer, read as they come. @param {Response} response @param {AbortSignal} [signal] @param {(json: any) => void} [onHead] as in `dashboardOf` */
export const libraryIn = (response, signal, onHead) => readInPieces(arriving(response, signal), onHead);

/** The sample library. Not a file of this page's version: the reader asks for it later, when a newer version may be deployed. @param {AbortSignal} signal */
export async function fetchSample(signal) {
  // Asked for by its type: API Gateway gives binary types only to those who name them.
  const request = { headers: { Accept: "text/csv" }, signal };
  return arrived((await asked("static/goodreads_library_export.csv", request)).blob(), signal);
}

/** @typedef {import("../job/file.js").Understood & {job_id: string, status: string, delete_token?: string}} UploadAnswer */

/**
 * Send an export. With a token of its own, sending it again answers for the same job.
 * @param {Blob} body @param {string} type @param {string|null} token @param {AbortSignal} signal
 * @returns {Promise<UploadAnswer>}
 */
export async function upload(body, type, token, signal) {
  const headers = { "Content-Type": type, ...(token ? { "Idempotency-Key": token } : {}) };
  return jsonOf("api/upload?wait=0", { method: "POST", body, headers, signal });
}

/**
 * Send a newer export for a dashboard that is there.
 * @param {string} jobId @param {string} token @param {Blob} body @param {string} type @param {AbortSignal} signal
 * @returns {Promise<UploadAnswer>} `complete` where the dashboard is made of this very file
 */
export async function replace(jobId, token, body, type, signal) {
  const headers = { "Content-Type": type, ...bearer(token) };
  return jsonOf(`${dataPath(jobId)}?wait=0`, { method: "PUT", body, headers, signal });
}

/**
 * Delete everything of a job.
 * @param {string} jobId @param {string} token @returns {Promise<boolean>} false when it was not there
 */
export async function remove(jobId, token) {
  try {
    await asked(dataPath(jobId), { method: "DELETE", headers: bearer(token) });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
  return true;
}

/**
 * Let corrections take the place of all that a dashboard has.
 * @param {string} jobId @param {string} token @param {string} body
 */
export async function sendCorrections(jobId, token, body) {
  const headers = { "Content-Type": "application/json", ...bearer(token) };
  await asked(`${dataPath(jobId)}/corrections`, { method: "PUT", body, headers });
}

/**
 * Ask for the dashboard of a job. Without a header: the answer may be a redirect to storage, on another host. The first
 * question is the one that the page's own answer names for the browser to ask early (`early_data` in pages.py).
 * @param {string} jobId @param {{soFar?: boolean, update?: boolean, signal?: AbortSignal, redirect?: RequestRedirect}} [options]
 */
function ask(jobId, { soFar = false, update = false, signal, redirect } = {}) {
  const query = [update && "update=1", soFar && "so_far=1"].filter(Boolean).join("&");
  return asked(dataPath(jobId) + (query && `?${query}`), { signal, redirect });
}

/**
 * The dashboard of a job, or how far the job is.
 * @param {string} jobId
 * @param {{soFar?: boolean, update?: boolean, signal: AbortSignal}} options `soFar`: the dashboard as it stands, while the
 *   job runs; `update`: of the newer export
 * @param {(json: any) => void} [onHead] what the answer says before its books, while they come
 * @returns {Promise<import("../job/following.js").Answer>}
 */
export async function dashboardOf(jobId, options, onHead) {
  const response = await ask(jobId, options);
  const { signal } = options;
  if (response.status === 202) return { progress: await arrived(response.json(), signal) };
  return { library: await libraryIn(response, signal, onHead) };
}

/**
 * How far a job is; null when there is something of it to draw, which is not fetched here.
 * @param {string} jobId @param {AbortSignal} [signal]
 * @returns {Promise<import("../job/following.js").Progress|null>}
 */
export async function progressOf(jobId, signal) {
  const response = await ask(jobId, { soFar: true, signal, redirect: "manual" });
  if (response.status === 202) return arrived(response.json(), signal);
  await response.body?.cancel();
  return null;
}

/** Words for whatever went wrong. @param {unknown} error */
export function explain(error) {
  if (error instanceof ApiError) return error.message;
  return `This page has a fault: ${error instanceof Error ? error.message : String(error)}`;
}
