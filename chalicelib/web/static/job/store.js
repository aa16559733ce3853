/**
 * What this browser remembers of its uploads: the delete tokens, and what became of them. Works, forgetfully, where
 * storage is switched off.
 */

const KEY = "goodreads-stats:jobs";

/**
 * @typedef {object} Job
 * @property {string} started when the upload began
 * @property {string} [token] deletes it
 * @property {string} [name] of the file
 * @property {boolean} [tokenShown] whether the reader has seen the delete link
 * @property {string} [unanswered] the file of an upload that the server has not answered (see `fingerprint`): nobody
 *   knows whether the job is there
 * @property {boolean} [updating] whether a newer export was sent, of which the end was not seen
 * @property {boolean} [deleting] whether the reader wants it gone
 */

/** What could not be stored: known to this page only. @type {Record<string, Job>|null} */
let unstored = null;

/** @returns {Record<string, Job>} */
export function jobs() {
  if (unstored) return unstored;
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return value && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** @param {string} jobId @returns {Partial<Job>} nothing of a job that this browser does not know */
export function jobOf(jobId) {
  const all = jobs();
  return Object.hasOwn(all, jobId) ? all[jobId] : {};
}

/** @param {Record<string, Job>} all */
function save(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    unstored = null;
  } catch {
    unstored = all; // storage is full or forbidden: this page remembers, the next one does not
  }
}

/** Add to what is known of a job. @param {string} jobId @param {Partial<Job>} facts */
export function remember(jobId, facts) {
  save({ ...jobs(), [jobId]: { started: new Date().toISOString(), ...jobOf(jobId), ...facts } });
}

/** @param {string} jobId */
export function forget(jobId) {
  const { [jobId]: _, ...rest } = jobs();
  save(rest);
  keepCorrections(jobId, null);
  keepGoal(jobId, null);
}

/** @param {string} jobId */
const correctionsKey = (jobId) => `goodreads-stats:corrections:${jobId}`;

/** @param {string} jobId */
const goalKey = (jobId) => `goodreads-stats:goal:${jobId}`;

/** @param {string} key @returns {string|null} */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string|null} text null: keep none @returns {boolean} false where storage is full or forbidden */
function keep(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

/** The corrections of a dashboard that only this browser keeps, as text. @param {string} jobId */
export const keptCorrections = (jobId) => kept(correctionsKey(jobId));
/** @param {string} jobId @param {string|null} text null: keep none @returns {boolean} false where storage is full or forbidden */
export const keepCorrections = (jobId, text) => keep(correctionsKey(jobId), text);
/** How many books the reader of a dashboard wants to read in a year, as text; only this browser knows. @param {string} jobId */
export const keptGoal = (jobId) => kept(goalKey(jobId));
/** @param {string} jobId @param {string|null} text null: keep none @returns {boolean} false where storage is full or forbidden */
export const keepGoal = (jobId, text) => keep(goalKey(jobId), text);

/** What tells a chosen file from others without reading it. @param {Blob & {name?: string, lastModified?: number}} file */
export const fingerprint = (file) => `${file.name ?? ""}|${file.size}|${file.lastModified ?? ""}`;

/** The upload of this file that was not answered: sent again with its token, it stays one job. @param {string} print */
export function unansweredUpload(print) {
  const found = Object.entries(jobs()).find(([, job]) => job.unanswered === print && job.token && !job.deleting);
  return found ? { jobId: found[0], token: /** @type {string} */ (found[1].token) } : null;
}

/** The dashboards to offer, the newest first. @returns {[string, Job][]} */
export function dashboards() {
  return Object.entries(jobs())
    .filter(([, job]) => !job.deleting && job.unanswered === undefined)
    .sort(([, a], [, b]) => (a.started < b.started ? 1 : -1));
}
