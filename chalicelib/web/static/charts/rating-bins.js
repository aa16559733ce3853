/** Ratings in the places of an axis. Pure. */

import { number, plural } from "../models/format.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {{start: number, short: string, span: string, words: string, filter: string}} Bin `words` are its `span` with a noun, `filter` finds its books in the list */

const STARS = [1, 2, 3, 4, 5];

/** @param {number} start @param {boolean} exact @returns {Bin} */
function bin(start, exact) {
  const short = `${number(start)} ★`;
  if (exact) return { start, short, span: number(start), words: plural(start, "star"), filter: String(start) };
  const end = start + 0.5 - 0.01;
  const span = `${number(start)} to ${number(end)}`;
  return { start, short, span, words: `${span} stars`, filter: `${start}..${end}` };
}

/**
 * The places for these books' ratings, ascending, and each book's. Whole stars where the reader gives no others,
 * otherwise halves: each from its half star up to the next, and named as the span it is where it holds a quarter.
 * @param {Book[]} books rated ones
 * @returns {{bins: Bin[], startOf: (book: Book) => number, binAt: (start: number) => Bin}}
 */
export function ratingBins(books) {
  const bins = binsOf(new Set(books.map((book) => book.my_rating ?? 0)));
  const byStart = new Map(bins.map((one) => [one.start, one]));
  return {
    bins,
    startOf: (book) => Math.floor((book.my_rating ?? 0) * 2) / 2,
    binAt: (start) => /** @type {Bin} */ (byStart.get(start)),
  };
}

/** @param {Set<number>} ratings */
function binsOf(ratings) {
  if ([...ratings].every(Number.isInteger)) return STARS.map((stars) => bin(stars, true));
  const first = Math.min(1, ...[...ratings].map((rating) => Math.floor(rating * 2) / 2));
  const starts = Array.from({ length: (5 - first) * 2 + 1 }, (_, index) => first + index / 2);
  const broken = new Set(
    [...ratings].filter((rating) => !Number.isInteger(rating * 2)).map((rating) => Math.floor(rating * 2) / 2),
  );
  return starts.map((start) => bin(start, !broken.has(start)));
}
