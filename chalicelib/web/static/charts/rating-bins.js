/** Ratings in the places of an axis. Pure. */

import { number, plural } from "../models/format.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {{start: number, short: string, words: string, filter: string}} Bin `filter` finds its books in the list */

const STARS = [1, 2, 3, 4, 5];

/** @param {number} start @param {boolean} exact @returns {Bin} */
function bin(start, exact) {
  const end = start + 0.5;
  return exact
    ? { start, short: `${number(start)} ★`, words: plural(start, "star"), filter: String(start) }
    : {
        start,
        short: `${number(start)} ★`,
        words: `${number(start)} to ${number(end - 0.01)} stars`,
        filter: `${start}..${end - 0.01}`,
      };
}

/**
 * The places for these books' ratings, ascending, and each book's. Whole stars where the reader gives no others,
 * otherwise halves: each from its half star up to the next, and named as the span it is where it holds a quarter.
 * @param {Book[]} books rated ones
 * @returns {{bins: Bin[], startOf: (book: Book) => number}}
 */
export function ratingBins(books) {
  const ratings = new Set(books.map((book) => book.my_rating ?? 0));
  const startOf = (/** @type {Book} */ book) => Math.floor((book.my_rating ?? 0) * 2) / 2;
  if ([...ratings].every(Number.isInteger)) return { bins: STARS.map((stars) => bin(stars, true)), startOf };
  const first = Math.min(1, ...[...ratings].map((rating) => Math.floor(rating * 2) / 2));
  const starts = Array.from({ length: (5 - first) * 2 + 1 }, (_, index) => first + index / 2);
  const broken = new Set(
    [...ratings].filter((rating) => !Number.isInteger(rating * 2)).map((rating) => Math.floor(rating * 2) / 2),
  );
  return { bins: starts.map((start) => bin(start, !broken.has(start))), startOf };
}
