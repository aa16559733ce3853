/** The routes of shares. Failures are those of `api.js`. */

import { asked, bearer, dataPath, jsonOf, libraryIn } from "../pages/api.js";
import { ROOT } from "../pages/site.js";

/** @typedef {import("./share-words.js").Share} Share */

/** @param {string} jobId */
const sharesOf = (jobId) => `${dataPath(jobId)}/shares`;

/** The address that one gives to friends. @param {string} shareId */
export const shareUrl = (shareId) => new URL(`share/${encodeURIComponent(shareId)}`, ROOT).href;

/** Copy a year, or with null the overview, as it is now. @param {string} jobId @param {string} token @param {number|null} year @returns {Promise<Share>} */
export async function makeShare(jobId, token, year) {
  const headers = { "Content-Type": "application/json", ...bearer(token) };
  const body = JSON.stringify(year === null ? { view: "overview" } : { year });
  return jsonOf(sharesOf(jobId), { method: "POST", headers, body });
}

/** @param {string} jobId @param {string} token @returns {Promise<Share[]>} the oldest first */
export async function listShares(jobId, token) {
  return (await jsonOf(sharesOf(jobId), { headers: bearer(token) })).shares;
}

/** @param {string} jobId @param {string} token @param {string} shareId */
export async function takeBack(jobId, token, shareId) {
  const address = `${sharesOf(jobId)}/${encodeURIComponent(shareId)}`;
  await asked(address, { method: "DELETE", headers: bearer(token) });
}

/** What is shared. Asked for as the page's own answer names it (`early_share` in pages.py). @param {string} shareId */
export async function sharedLibrary(shareId) {
  return libraryIn(await asked(`share/${encodeURIComponent(shareId)}.json`));
}
