/** Where a book stands in its series. The file writes it in many ways: "1", "1.5", "1-3", "2, 3", "Omnibus". Pure. */

/** Higher numbers are those of issues or years, which nobody counts through: below them there are no gaps. */
export const LAST_PLACE = 200;

/** A longer text is no position, and would take long to take apart. */
const LONGEST = 60;

/** @typedef {{from: number, to: number, wholes: number[]}} Place the first and last number, and the whole volumes that it holds */

const WORD = /^(?:#|books?\b|bk\b\.?|vol(?:ume)?s?\b\.?|no\b\.?|part\b|band\b|tome\b)\s*#?/i;
const NUMBER = /^(\d{1,6}(?:\.\d{1,4})?)[a-z]?$/i;
const RANGE = /^(\d{1,6}(?:\.\d{1,4})?)\s*[-–—]\s*(\d{1,6}(?:\.\d{1,4})?)$/;

/** @param {string} part @returns {[number, number]|null} */
function ends(part) {
  const one = NUMBER.exec(part);
  if (one) return [Number(one[1]), Number(one[1])];
  const several = RANGE.exec(part);
  if (!several) return null;
  const [a, b] = [Number(several[1]), Number(several[2])];
  return [Math.min(a, b), Math.max(a, b)];
}

/** The whole numbers from one to the other that can be counted through. @param {[number, number]} ends */
function wholesOf([from, to]) {
  const first = Math.ceil(from);
  return Array.from(
    { length: Math.max(0, Math.min(Math.floor(to), LAST_PLACE) - first + 1) },
    (_, step) => first + step,
  );
}

/**
 * The numbers of a position; null where it has none, as "Omnibus". A story between two volumes, "1.5", holds neither.
 * @param {string|null} position @returns {Place|null}
 */
export function placeOf(position) {
  const text = (position ?? "").trim().replace(WORD, "");
  if (text.length > LONGEST) return null;
  const parts = text.split(/\s*(?:[,;&+]|\band\b)\s*/).map(ends);
  const known = parts.filter((part) => part !== null);
  if (!known.length || known.length < parts.length) return null;
  return {
    from: Math.min(...known.map(([from]) => from)),
    to: Math.max(...known.map(([, to]) => to)),
    wholes: [...new Set(known.flatMap(wholesOf))].sort((a, b) => a - b),
  };
}

/** What stands under a cover: "1", "1–3", "2, 3", and as it is where it is no number. @param {string|null} position */
export function placeName(position) {
  const place = placeOf(position);
  const text = (position ?? "").trim();
  if (place === null) return text;
  return place.from === place.to && !/[a-z]$/i.test(text)
    ? String(place.from)
    : text.replace(WORD, "").replace(/\s*[-–—]\s*/g, "–");
}

/** The numbers from 1 to the highest that are not there, in runs: 1, 4 and 7 → [[2, 3], [5, 6]]. @param {number[]} wholes @returns {[number, number][]} */
export function gapsOf(wholes) {
  const held = [...new Set(wholes)].sort((a, b) => a - b);
  return held.flatMap((one, index) => {
    const before = index ? held[index - 1] : 0;
    return one - before > 1 ? [/** @type {[number, number]} */ ([before + 1, one - 1])] : [];
  });
}

/** "4", "6–7". @param {[number, number]} gap */
export const gapName = ([first, last]) => (first === last ? String(first) : `${first}–${last}`);
