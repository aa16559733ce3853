/** What the charts about moods and pace show, as data: of files that tell them, such as The StoryGraph's. Pure. */

import { standing } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import { tally } from "../models/stats.js";
import { bars, leading } from "./taste.js";
import { READ } from "./scope.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

/** So many books, or half of them, tell something; fewer are the ones that somebody tried it with. */
const LEAST_BOOKS = 20;
const TOP = 12;
const PACES = ["slow", "medium", "fast"];

/** @param {Book[]} known @param {Book[]} books */
const enough = (known, books) => known.length > 0 && (known.length >= LEAST_BOOKS || known.length * 2 >= books.length);
/** @param {Book[]} books */
const withMoods = (books) => books.filter((book) => book.moods.length > 0);
/** @param {Book[]} books */
const withPace = (books) => books.filter((book) => book.pace !== null);

/** @param {Library} library */
export const tellsMoods = ({ books }) => enough(withMoods(books), books);
/** @param {Library} library */
export const tellsPace = ({ books }) => enough(withPace(books), books);

/** @param {Library} library @returns {ChartModel} */
export function moods({ books }) {
  const known = withMoods(books);
  const entries = tally(known, (book) => book.moods);
  return {
    id: "moods",
    title: "Moods",
    kind: "bars",
    basis: standing(known.length, books.length, READ, "moods"),
    summary: leading(entries, "mood"),
    columns: ["Mood", "Books"],
    rows: bars(entries.slice(0, TOP), (mood) => booksHref({ mood })),
  };
}

/** Slow before fast; a word that is none of the three comes last. @param {string} pace */
const place = (pace) => (PACES.includes(pace) ? PACES.indexOf(pace) : PACES.length);

/** @param {Library} library @returns {ChartModel} */
export function pace({ books }) {
  const known = withPace(books);
  const entries = tally(known, (book) => [String(book.pace)]);
  const ordered = [...entries].sort(([a], [b]) => place(a) - place(b));
  return {
    id: "pace",
    title: "Pace",
    kind: "bars",
    basis: standing(known.length, books.length, READ, "a pace"),
    summary: leading(entries, "pace"),
    columns: ["Pace", "Books"],
    rows: bars(ordered.slice(0, TOP), (word) => booksHref({ pace: word })),
    tone: "second",
  };
}
