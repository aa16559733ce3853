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
 * @template T @param {Promise<T>} arriving @param {AbortSignal} [signal]
 */
async function arrived(arriving, signal) {
  try {
    return await arriving;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(UNREACHABLE, 0);
  }
}

/** The texts of a body as they come; a connection that breaks becomes an `ApiError`. @param {Response} response @param {AbortSignal} signal */
async function* arriving(response, signal) {
  const texts = textsOf(response);
  for (;;) {
    const { value, done } = await arrived(texts.next(), signal);
    if (done) return;
    yield value;
  }
}

/** @param {string} jobId */
const dataUrl = (jobId) => new URL(`data/${encodeURIComponent(jobId)}`, ROOT);
/** @param {string} jobId */
export const dashboardUrl = (jobId) => new URL(`dashboard/${encodeURIComponent(jobId)}`, ROOT).href;
/** The address that deletes a job, for whoever has it. @param {string} jobId @param {string} token */
export const deleteLink = (jobId, token) => `${dashboardUrl(jobId)}#/delete?token=${encodeURIComponent(token)}`;

/** @typedef {{method?: string, headers?: Record<string, string>, body?: string, signal?: AbortSignal}} Request */

/** Ask a route below the root of the site. @param {string} path @param {Request} [request] */
export async function asked(path, request = {}) {
  const response = await arrived(fetch(new URL(path, ROOT), request), request.signal);
  if (!response.ok) throw await failure(response);
  return response;
}

/** The same for a route that answers JSON. @param {string} path @param {Request} [request] @returns {Promise<any>} */
export const jsonOf = async (path, request) => arrived((await asked(path, request)).json(), request?.signal);

/** The books of an answer, read as they come. @param {Response} response @param {AbortSignal} signal @param {(json: any) => void} [onHead] as in `dashboardOf` */
export const libraryIn = (response, signal, onHead) => readInPieces(arriving(response, signal), onHead);

/** The sample library. Not a file of this page's version: the reader asks for it later, when a newer version may be deployed. @param {AbortSignal} signal */
export async function fetchSample(signal) {
  const address = new URL("static/goodreads_library_export.csv", ROOT);
  // Asked for by its type: API Gateway gives binary types only to those who name them.
  const response = await arrived(fetch(address, { headers: { Accept: "text/csv" }, signal }), signal);
  if (!response.ok) throw await failure(response);
  return arrived(response.blob(), signal);
}

/** @typedef {import("../job/file.js").Understood & {job_id: string, status: string, delete_token?: string}} UploadAnswer */

/**
 * Send an export. With a token of its own, sending it again answers for the same job.
 * @param {Blob} body @param {string} type @param {string|null} token @param {AbortSignal} signal
 * @returns {Promise<UploadAnswer>}
 */
export async function upload(body, type, token, signal) {
  const address = new URL("api/upload?wait=0", ROOT);
  const headers = { "Content-Type": type, ...(token ? { "Idempotency-Key": token } : {}) };
  const response = await arrived(fetch(address, { method: "POST", body, headers, signal }), signal);
  if (!response.ok) throw await failure(response);
  return arrived(response.json(), signal);
}

/**
 * Send a newer export for a dashboard that is there.
 * @param {string} jobId @param {string} token @param {Blob} body @param {string} type @param {AbortSignal} signal
 * @returns {Promise<UploadAnswer>} `complete` where the dashboard is made of this very file
 */
export async function replace(jobId, token, body, type, signal) {
  const address = dataUrl(jobId);
  address.searchParams.set("wait", "0");
  const headers = { "Content-Type": type, Authorization: `Bearer ${token}` };
  const response = await arrived(fetch(address, { method: "PUT", body, headers, signal }), signal);
  if (!response.ok) throw await failure(response);
  return arrived(response.json(), signal);
}

/**
 * Delete everything of a job.
 * @param {string} jobId @param {string} token @returns {Promise<boolean>} false when it was not there
 */
export async function remove(jobId, token) {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await arrived(fetch(dataUrl(jobId), { method: "DELETE", headers }));
  if (!response.ok && response.status !== 404) throw await failure(response);
  return response.ok;
}

/**
 * Let corrections take the place of all that a dashboard has.
 * @param {string} jobId @param {string} token @param {string} body
 */
export async function sendCorrections(jobId, token, body) {
  const address = `${dataUrl(jobId).href}/corrections`;
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const response = await arrived(fetch(address, { method: "PUT", body, headers }));
  if (!response.ok) throw await failure(response);
}

/**
 * Ask for the dashboard of a job. Without a header: the answer may be a redirect to storage, on another host. The first
 * question is the one that the page's own answer names for the browser to ask early (`early_data` in pages.py).
 * @param {string} jobId @param {{soFar?: boolean, update?: boolean, signal?: AbortSignal, redirect?: RequestRedirect}} [options]
 */
async function ask(jobId, { soFar = false, update = false, signal, redirect } = {}) {
  const address = dataUrl(jobId);
  if (update) address.searchParams.set("update", "1");
  if (soFar) address.searchParams.set("so_far", "1");
  const response = await arrived(fetch(address, { signal, redirect }), signal);
  if (!response.ok && response.type !== "opaqueredirect") throw await failure(response);
  return response;
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
