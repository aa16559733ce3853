/** What this browser remembers of its uploads: the delete tokens. Works, forgetfully, where storage is switched off. */

const KEY = "goodreads-stats:jobs";

/** @typedef {{token?: string, name?: string, started: string, done?: boolean, tokenShown?: boolean}} Job */

/** @returns {Record<string, Job>} */
export function jobs() {
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return value && typeof value === "object" && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

function save(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Storage is full or forbidden: the page works, only the memory of it is lost.
  }
}

/** Add to what is known of a job. @param {string} jobId @param {Partial<Job>} facts */
export function remember(jobId, facts) {
  const all = jobs();
  save({ ...all, [jobId]: { started: new Date().toISOString(), ...all[jobId], ...facts } });
}

/** @param {string} jobId */
export function forget(jobId) {
  const { [jobId]: _, ...rest } = jobs();
  save(rest);
}
