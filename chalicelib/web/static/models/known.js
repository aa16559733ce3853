/** What the providers know of a book, in words. Pure. */

import { plural } from "./format.js";

/** Fewer votes say more of these readers than of the book. */
const LEAST_VOTES = 10;

const ONE = /^\d+(\.\d+)?[a-z]?$/i;
const SEVERAL = /^\d[\d.,&\s–—-]*$/;

/** A place in a series: "1" → "book 1" in one line; "1-3" → "books 1–3"; "Prequel" stays what it is; null → "". @param {string|null} position */
export function placeInSeries(position) {
  if (!position) return "";
  if (ONE.test(position)) return `book\u00a0${position}`;
  return SEVERAL.test(position) ? `books\u00a0${position.replace(/\s*[–—-]\s*/g, "–")}` : position;
}

/**
 * "rated by 1,234 readers"; null without a mean beside it, or for less than ten. Of a provider's readers: the mean may
 * be that of the export, which has other readers, and the JSON does not say whose it is.
 * @param {Pick<import("./types.js").Book, "average_rating"|"community_ratings">} book
 */
export function ratedBy(book) {
  const votes = book.community_ratings;
  const told =
    typeof book.average_rating === "number" && votes !== null && Number.isInteger(votes) && votes >= LEAST_VOTES;
  return told ? `rated by ${plural(votes, "reader")}` : null;
}
