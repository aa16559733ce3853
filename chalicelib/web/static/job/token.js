/**
 * The delete token of a job, made here before anything is sent: whatever becomes of the upload, this browser can delete
 * it. The rules are those of `chalicelib/jobs/job_id.py`.
 */

/** 43 URL-safe characters, 256 bits from the browser's random source. */
export function newDeleteToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** A pasted delete link counts as its token. @param {string} text */
export const tokenIn = (text) => /[?&]token=([^&\s]+)/.exec(text)?.[1] ?? text.trim();

/**
 * The id of the job that a token deletes: its SHA-256 hash in the form of a random UUID.
 * @param {string} token
 * @returns {Promise<string|null>} null on a page that came over plain http from another machine, where browsers do not hash
 */
export async function jobIdOf(token) {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const bytes = new Uint8Array(digest).slice(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What a reader is told of a token that is another job's. */
export const WRONG = "This is not the delete link of this dashboard.";
