/** Which read books a chart counts: all of a library, or those of one year. Pure. */

import { year as yearName } from "../models/format.js";
import { partOf } from "../models/grammar.js";
import { readIn } from "../models/stats.js";

/** @typedef {import("../models/types.js").Library} Library */

/** What the books of a whole library are called. @type {[one: string, many: string]} */
export const READ = ["read book", "read books"];

/**
 * @param {Library} library @param {number|null} year null for all years
 * @returns {{books: import("../models/types.js").Book[], noun: [string, string], params: {year?: number}, suffix: string}}
 *   the books, what one and several are called, what their links add, and what a sentence adds
 */
export function scopeOf(library, year) {
  if (year === null) return { books: library.books, noun: READ, params: {}, suffix: "" };
  const name = yearName(year);
  return {
    books: readIn(library.books, year),
    noun: [`book of ${name}`, `books of ${name}`],
    params: { year },
    suffix: ` of ${name}`,
  };
}

/** Genres come while a job runs: until it is complete, a sentence about them says so. @param {Library} library */
export function genresSoFar({ metadata, all }) {
  if (metadata.status !== "processing") return "";
  const done = metadata.books_processed;
  return ` Genres were looked up for ${Number.isInteger(done) ? partOf(done, all.length, "book") : "a part of the books"} so far.`;
}
