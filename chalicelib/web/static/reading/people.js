/** Authors: how they are rated, in how many years they were read, and who is the author of a year. Pure. */

import { hundredth, isolate, number, plural, year as yearName } from "../models/format.js";
import { agree, allOf, list, sentence, standing, tied } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import { yearInProgress } from "../models/library.js";
import { dated, groupBy, groupByEach, mean, rated, readIn, tally, yearsRead } from "../models/stats.js";
import { yearAxis } from "../charts/axis.js";
import { READ } from "../charts/scope.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../charts/figures.js").Sentence} Sentence */

const TOP = 12;
const MOST_ROWS = 10;
/** One or two books are a mood; three are an opinion of their author. */
const LEAST_RATED = 3;
const MOST_NAMES = 3;

/** @param {Book[]} books */
const byAuthor = (books) => groupBy(books, (book) => book.author || null);
/** @param {Book[]} books */
const meanOf = (books) => mean(rated(books).map((book) => book.my_rating ?? 0));

/** @param {Library} library @returns {string} */
export function peopleWords({ books }) {
  const counts = tally(books, (book) => (book.author ? [book.author] : []));
  if (!counts.length) return "No book on your read shelf names an author.";
  const [[name, most]] = counts;
  if (counts.length === 1) return `You have read ${plural(most, "book")} by one author, ${isolate(name)}.`;
  const again = counts.filter(([, count]) => count > 1).length;
  const words = `You have read ${plural(counts.length, "author")}`;
  if (!again) return `${words}, one book each.`;
  return `${words}, ${again === counts.length ? "each" : number(again)} of them more than once.`;
}

/** @param {Library} library @returns {ChartModel} */
export function authorsByRating({ books }) {
  const known = [...byAuthor(rated(books))].filter(([, own]) => own.length >= LEAST_RATED);
  const authors = known
    .map(([author, own]) => ({ author, books: own.length, value: meanOf(own) ?? 0 }))
    .sort((a, b) => b.value - a.value || b.books - a.books);
  const rows = authors.slice(0, TOP).map(({ author, books: count, value }) => ({
    x: author,
    value,
    text: hundredth(value),
    cells: [author, hundredth(value), count],
    label: `${isolate(author)}: ${hundredth(value)} on average, ${plural(count, "book")}`,
    href: booksHref({ author, rating: "known" }),
  }));
  return {
    id: "authors-by-rating",
    title: "Authors you rate highest",
    kind: "bars",
    basis: standing(known.flatMap(([, own]) => own).length, books.length, READ, "an author whom you rated three times"),
    summary: highest(authors),
    columns: ["Author", "Mean", "Books"],
    rows,
    tone: "gold",
  };
}

/** @param {{author: string, books: number, value: number}[]} authors the best first */
function highest(authors) {
  if (!authors.length) return "You have rated no author three times.";
  const best = authors.filter(({ value }) => value === authors[0].value);
  const stars = `a mean of ${hundredth(best[0].value)}`;
  const of = plural(authors.length, "author");
  if (authors.length === 1)
    return `${isolate(best[0].author)} is the only author whom you rated three times or more, with ${stars}.`;
  if (best.length === authors.length)
    return `${sentence(allOf(best.length, "author"))} whom you rated three times or more have ${stars}.`;
  const names = tied(
    best.map(({ author }) => isolate(author)),
    "author",
  );
  if (best.length > 1) return `${names} lead with ${stars} each, out of ${of} whom you rated three times or more.`;
  return `${names} leads with ${stars} over ${plural(best[0].books, "book")}, out of ${of} whom you rated three times or more.`;
}

/** @param {Library} library @returns {ChartModel} */
export function authorsOverYears({ books }) {
  const known = dated(books).filter((book) => book.author);
  const authors = [...byAuthor(known)]
    .map(([author, own]) => ({ author, books: own.length, years: groupByEach(own, yearsRead) }))
    .filter(({ years }) => years.size > 1)
    .sort((a, b) => b.years.size - a.years.size || b.books - a.books);
  const shown = authors.slice(0, MOST_ROWS);
  const rows = shown.flatMap(({ author, years }) =>
    [...years].map(([year, own]) => ({
      x: year,
      y: author,
      value: own.length,
      cells: [author, yearName(year), own.length],
      label: `${isolate(author)} in ${yearName(year)}: ${plural(own.length, "book")}`,
      href: booksHref({ author, year }),
    })),
  );
  return {
    id: "authors-over-years",
    title: "Authors you keep coming back to",
    kind: "heat",
    basis: standing(known.length, books.length, READ, "a date and an author"),
    summary: comingBack(authors.map(({ author, years }) => ({ author, years: years.size }))),
    columns: ["Author", "Year", "Books"],
    rows,
    xs: yearAxis(rows.map((row) => row.x)),
    ys: shown.map(({ author }) => author),
  };
}

/** @param {{author: string, years: number}[]} authors those of several years, the most first */
function comingBack(authors) {
  if (!authors.length) return "You have read no author in two different years.";
  const best = authors.filter(({ years }) => years === authors[0].years);
  const years = `${number(best[0].years)} different years`;
  if (best.length > MOST_NAMES) return `${plural(best.length, "author")} came back in ${years} each, and none in more.`;
  const names = list(best.map(({ author }) => isolate(author)));
  return `You have read ${names} in ${years}${best.length > 1 ? " each" : ""}, and no other author in as many.`;
}

/**
 * The author of the most books of a year; among several the one with the best mean rating, if all their books have one.
 * Nothing where nobody has two books, or too many are equal.
 * @param {Library} library @param {number} year @returns {Sentence}
 */
export function authorOfYear(library, year) {
  const counts = [...byAuthor(readIn(library.books, year))];
  const most = counts.reduce((best, [, own]) => Math.max(best, own.length), 0);
  const first = counts.filter(([, own]) => own.length === most);
  const means = first.map(([, own]) => (rated(own).length === most ? meanOf(own) : null));
  const highest = means.includes(null) ? null : Math.max(...means.map(Number));
  const best = first.filter((_, index) => highest === null || means[index] === highest);
  if (most < 2 || best.length > MOST_NAMES) return [];
  const links = best.map(([author]) => ({ words: isolate(author), href: booksHref({ author, year }) }));
  const rating = highest === null ? "" : `, ${hundredth(highest)} stars on average`;
  return [
    `${agree(best.length, "Author", "Authors")} of the year${year === yearInProgress(library) ? " so far" : ""}: `,
    ...links.flatMap((link, index) => [index === 0 ? "" : index + 1 < links.length ? ", " : " and ", link]),
    ` with ${plural(most, "book")}${best.length > 1 ? " each" : ""}${rating}. `,
  ];
}
