/** The few rules of English that the pages' sentences need: counts, ties, names, agreement. Pure. */

import { hundredth, number, plural, year } from "./format.js";

/** A tie of more names than this is counted, not read out. */
const MOST_NAMES = 3;

/** Like a noun, a verb follows its count: (1, "is", "are") → "is". @param {number} count @param {string} one @param {string} many */
export const agree = (count, one, many) => (count === 1 ? one : many);

/** "June"; "May and June"; "May, June and July"; "" of none. @param {string[]} names */
export function list(names) {
  if (names.length < 2) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/**
 * Those who share a place: up to three by name, more as "12 genres", because "Fantasy and 11 others" would put one of
 * equals in front.
 * @param {string[]} names @param {string} one @param {string} [many]
 */
export const tied = (names, one, many) => (names.length > MOST_NAMES ? plural(names.length, one, many) : list(names));

/** "3 of 10 books", "1 of 1 book". @param {number} part @param {number} whole @param {string} one @param {string} [many] */
export const partOf = (part, whole, one, many) => `${number(part)} of ${plural(whole, one, many)}`;

/** "the one book", "both books", "all 10 books". @param {number} whole @param {string} one @param {string} [many] */
export function allOf(whole, one, many = `${one}s`) {
  if (whole === 1) return `the one ${one}`;
  return whole === 2 ? `both ${many}` : `all ${plural(whole, one, many)}`;
}

/** "3 of 10 books", and where part and whole are the same "all 10 books". @param {number} part @param {number} whole @param {string} one @param {string} [many] */
export const share = (part, whole, one, many) =>
  part === whole && whole > 0 ? allOf(whole, one, many) : partOf(part, whole, one, many);

/** "9 more than", "1 fewer than", "as many as". @param {number} now @param {number} before */
export function compared(now, before) {
  if (now === before) return "as many as";
  return now > before ? `${number(now - before)} more than` : `${number(before - now)} fewer than`;
}

/** "0.31 stars above", "0.05 stars below"; null where the two are the same to the hundredth. @param {number} gap */
export function distance(gap) {
  const size = hundredth(Math.abs(gap));
  if (size === hundredth(0)) return null;
  return `${size} stars ${gap > 0 ? "above" : "below"}`;
}

/** "2018–2019", "2018", "380 BC–1999". @param {number} first @param {number} last */
export const span = (first, last) => (first === last ? year(first) : `${year(first)}–${year(last)}`);

/** A sentence begins with a capital. @param {string} text */
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * What a chart stands on, behind its "n of m": "read books have a date", "read book has a date".
 * @param {number} n @param {number} of @param {[one: string, many: string]} noun @param {string} rest what they have
 */
export const standing = (n, of, [one, many], rest) => ({
  n,
  of,
  what: `${agree(of, one, many)} ${agree(n, "has", "have")} ${rest}`,
});
