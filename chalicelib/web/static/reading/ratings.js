/** Ratings by year and by genre: their mean, how far they spread, and how they stand against the community's. Pure. */

import { hundredth, isolate, number, plural, signed, year as yearName } from "../models/format.js";
import { allOf, distance, standing, tied } from "../models/grammar.js";
import { gapOf } from "../models/sorting.js";
import { booksHref } from "../models/addresses.js";
import { dated, groupBy, groupByEach, mean, rated, tally, telling, yearsOf, yearsRead } from "../models/stats.js";
import { yearAxis } from "../charts/axis.js";
import { ratingBins } from "../charts/rating-bins.js";
import { READ, genresSoFar } from "../charts/scope.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Row} Row */
/** @typedef {{name: string, mean: number, spread: number, gap: number|null, books: number}} Group */

const LEAST_OF_YEAR = 3;
const LEAST_OF_GENRE = 5;
const LEAST_VOTES = 10;
const MOST_GENRES = 12;

/** A provider's mean of fewer votes is chance; of an export's own mean nobody knows how many there were. @param {Book} book */
const hasCommunity = ({ average_rating, community_ratings, provided }) =>
  average_rating !== null && !(provided?.includes("average_rating") && (community_ratings ?? 0) < LEAST_VOTES);

/** @param {string} name @param {Book[]} own rated books @returns {Group} */
function groupOf(name, own) {
  const ratings = own.map((book) => book.my_rating ?? 0);
  const middle = mean(ratings) ?? 0;
  return {
    name,
    mean: middle,
    spread: Math.sqrt(mean(ratings.map((rating) => (rating - middle) ** 2)) ?? 0),
    gap: mean(own.filter(hasCommunity).map((book) => gapOf(book) ?? 0)),
    books: own.length,
  };
}

/** "+0.31", "the same", or a dash where the community is not known. @param {number|null} gap */
const against = (gap) => (gap === null || distance(gap) !== null ? signed(gap) : "the same");

/** @param {Group} group @param {string} href @returns {Row} */
const rowOf = ({ name, mean: middle, spread, gap, books }, href) => ({
  x: name,
  value: middle,
  text: `${hundredth(middle)} ± ${hundredth(spread)}`,
  cells: [name, hundredth(middle), hundredth(spread), against(gap), books],
  label: `${isolate(name)}: ${hundredth(middle)} on average, ${plural(books, "book")}`,
  href,
});

/**
 * Those with the highest and the lowest mean, as it is shown.
 * @param {Group[]} groups @param {string} one what each is @param {string} least how many ratings each has at least
 */
function extremes(groups, one, least) {
  if (!groups.length) return `No ${one} has ${least} ratings.`;
  const [first] = groups;
  if (groups.length === 1)
    return `${isolate(first.name)} is the only ${one} with ${least} ratings or more; their mean is ${hundredth(first.mean)}.`;
  const means = groups.map((group) => hundredth(group.mean)).sort((a, b) => Number(a) - Number(b));
  const [lowest, highest] = [means[0], means[means.length - 1]];
  if (lowest === highest) return `Your mean is ${lowest} in each of ${plural(groups.length, one)}.`;
  /** @param {string} shown */
  const names = (shown) =>
    tied(
      groups.filter((group) => hundredth(group.mean) === shown).map(({ name }) => isolate(name)),
      one,
    );
  return `Your mean is highest in ${names(highest)}, ${highest}, and lowest in ${names(lowest)}, ${lowest}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function meanByYear({ books }) {
  const known = rated(dated(books));
  const groups = [...groupByEach(known, yearsRead)]
    .filter(([, own]) => own.length >= LEAST_OF_YEAR)
    .map(([year, own]) => groupOf(yearName(year), own));
  return {
    id: "mean-by-year",
    title: "Your mean, year by year",
    kind: "bars",
    basis: standing(known.length, books.length, READ, "a date and your rating"),
    summary: extremes(groups, "year", "three"),
    columns: ["Year", "Mean", "Spread", "Against community", "Books"],
    rows: groups.map((group) => rowOf(group, booksHref({ year: group.name, rating: "known" }))),
    tone: "gold",
  };
}

/** @param {Library} library @returns {ChartModel} */
export function ratingsOverYears({ books }) {
  const known = rated(dated(books));
  const { bins, startOf, binAt } = ratingBins(known);
  /** @type {Row[]} */
  const rows = [];
  for (const [start, own] of groupBy(known, startOf)) {
    const { span, words, filter } = binAt(start);
    for (const [year, some] of groupByEach(own, yearsRead)) {
      rows.push({
        x: year,
        y: start,
        value: some.length,
        cells: [span, yearName(year), some.length],
        label: `${words} in ${yearName(year)}: ${plural(some.length, "book")}`,
        href: booksHref({ year, rating: filter }),
      });
    }
  }
  return {
    id: "ratings-over-years",
    title: "How you rated over the years",
    kind: "bubbles",
    basis: standing(known.length, books.length, READ, "a date and your rating"),
    summary: range(known),
    columns: ["Stars", "Year", "Books"],
    rows,
    xs: yearAxis(rows.map((row) => row.x)),
    ys: bins.map(({ start }) => start),
    yName: (start) => binAt(start).short,
    xLabel: "year you read it",
    tone: "gold",
  };
}

/** Of the ratings themselves: a place of the axis may hold several. @param {Book[]} known */
function range(known) {
  if (!known.length) return "No book has both a date and your rating.";
  const ratings = known.map((book) => book.my_rating ?? 0).sort((a, b) => a - b);
  const [low, high] = [ratings[0], ratings[ratings.length - 1]];
  const years = yearsOf(known);
  const when = years.length === 1 ? `in ${yearName(years[0])}` : `over ${plural(years.length, "year")}`;
  return low === high
    ? `You gave nothing but ${number(low)} ★ ${when}.`
    : `Your ratings go from ${number(low)} to ${number(high)} ★ ${when}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function meanByGenre(library) {
  const { books } = library;
  const known = rated(books).filter((book) => telling(book).length > 0);
  const common = tally(known, telling).filter(([, count]) => count >= LEAST_OF_GENRE);
  const shown = new Set(common.slice(0, MOST_GENRES).map(([genre]) => genre));
  const most = common.length > MOST_GENRES ? `Of the ${MOST_GENRES} genres that you rated most often: ` : "";
  const groups = [...groupByEach(known, (book) => telling(book).filter((genre) => shown.has(genre)))]
    .map(([genre, own]) => groupOf(genre, own))
    .sort((a, b) => b.mean - a.mean || b.books - a.books);
  return {
    id: "mean-by-genre",
    title: "Your mean, genre by genre",
    kind: "bars",
    basis: standing(known.length, books.length, READ, "genres and your rating"),
    summary: most + extremes(groups, "genre", "five") + apart(groups) + genresSoFar(library),
    columns: ["Genre", "Mean", "Spread", "Against community", "Books"],
    rows: groups.map((group) => rowOf(group, booksHref({ genre: group.name, rating: "known" }))),
    tone: "gold",
  };
}

/** The genres that are furthest from the community, one on each side. @param {Group[]} groups */
function apart(groups) {
  const known = groups.flatMap(({ name, gap }) => (gap === null || distance(gap) === null ? [] : [{ name, gap }]));
  /** @param {1|-1} sign @param {string} word */
  const furthest = (sign, word) => {
    const most = known.reduce((far, { gap }) => Math.max(far, sign * gap), 0);
    const names = known.filter(({ gap }) => sign * gap === most).map(({ name }) => isolate(name));
    return most > 0 ? [`furthest ${word} it in ${tied(names, "genre")}, by ${hundredth(most)}`] : [];
  };
  const sides = [...furthest(1, "above"), ...furthest(-1, "below")];
  return groups.length > 1 && sides.length ? ` Beside the community you are ${sides.join(", and ")}.` : "";
}

/** What the view says first. @param {Library} library */
export function ratingsWords({ books }) {
  const own = rated(books);
  if (!own.length) return "You have not rated any book.";
  const { mean: middle, spread, gap } = groupOf("", own);
  if (own.length === 1) return `You rated one book, with ${plural(middle, "star")}.`;
  const side = gap === null ? null : distance(gap);
  const known = own.filter(hasCommunity).length;
  const over = known < own.length ? ` over ${allOf(known, "book")} of which its mean is known` : "";
  const community =
    gap === null ? "" : side ? `, ${side} the community${over}` : `, the same as the community's${over}`;
  const words = `${plural(own.length, "rating")}, ${hundredth(middle)} on average`;
  return `${words} with a standard deviation of ${hundredth(spread)}${community}.`;
}

const LIST = 5;

/** The books of which the fewest and the most readers of the provider voted; none where these are the same. @param {Library} library */
export function byReaders({ books }) {
  const known = books
    .map((book) => ({ book, votes: book.community_ratings ?? 0 }))
    .filter(({ votes }) => votes > 0)
    .sort((a, b) => a.votes - b.votes);
  const [few, many] = [known.slice(0, LIST), known.slice(-LIST).reverse()];
  const apart = known.length >= 2 * LIST && few[LIST - 1].votes < many[LIST - 1].votes;
  return apart ? { rarely: few, widely: many } : { rarely: [], widely: [] };
}
