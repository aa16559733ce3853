/** What the charts about ratings show, as data. Pure; the shape is `ChartModel` in models/types.js. */

import { quarter } from "../models/filters.js";
import { gapOf } from "../models/sorting.js";
import { hundredth, plural } from "../models/format.js";
import { agree, distance, list, standing } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";
import { compared, greatest, groupBy, mean, rated } from "../models/stats.js";
import { ratingBins } from "./rating-bins.js";
import { READ, scopeOf } from "./scope.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Row} Row */

/** @param {Library} library @param {number|null} [year] only the books of one year @returns {ChartModel} */
export function ratingDistribution(library, year = null) {
  const { books, noun, params, suffix } = scopeOf(library, year);
  const known = rated(books);
  const { bins, startOf, binAt } = ratingBins(known);
  const groups = groupBy(known, startOf);
  const rows = bins.map(({ start, span, words, filter }) => {
    const count = groups.get(start)?.length ?? 0;
    return {
      x: start,
      value: count,
      cells: [span, count],
      label: `${words}: ${plural(count, "book")}`,
      href: booksHref({ ...params, rating: filter }),
    };
  });
  return {
    id: "rating-distribution",
    title: "How you rate",
    kind: "columns",
    basis: standing(known.length, books.length, noun, "your rating"),
    summary: howYouRate(rows, binAt, known, suffix),
    columns: ["Stars", "Books"],
    rows,
    xs: bins.map(({ start }) => start),
    xName: (start) => binAt(start).short,
    tone: "gold",
  };
}

/** @param {Row[]} rows @param {(start: number) => import("./rating-bins.js").Bin} binAt @param {Book[]} known @param {string} suffix */
function howYouRate(rows, binAt, known, suffix) {
  if (!known.length) return suffix ? `You rated no book${suffix}.` : "You have not rated any book.";
  const given = rows.filter((row) => row.value);
  const best = greatest(rows);
  const average = `the mean is ${hundredth(mean(known.map((book) => book.my_rating ?? 0)))}`;
  if (known.length === 1) return `You rated one book${suffix}, with ${plural(known[0].my_rating ?? 0, "star")}.`;
  if (given.length === 1)
    return `You gave ${binAt(best[0].x).words} to each of ${plural(known.length, "book")}${suffix}.`;
  if (best.length > 5) return `You gave ${plural(best.length, "rating")} equally often; ${average}.`;
  const names = list(best.map(({ x }, index) => (index + 1 < best.length ? binAt(x).span : binAt(x).words)));
  const often = best.length === given.length ? "equally often" : "most often";
  return `You ${suffix ? "gave" : "give"} ${names} ${often}; ${average}.`;
}

/** @param {Library} library @returns {ChartModel} */
export function mineAgainstCommunity({ books }) {
  const known = compared(books);
  const { bins, startOf, binAt } = ratingBins(known);
  /** @type {Row[]} */
  const rows = [];
  for (const [bucket, own] of groupBy(known, (book) => quarter(book.average_rating ?? 0))) {
    for (const [start, some] of groupBy(own, startOf)) {
      const { span, words, filter } = binAt(start);
      rows.push({
        x: bucket,
        y: start,
        value: some.length,
        cells: [hundredth(bucket), span, some.length],
        label: `Community ${hundredth(bucket)} and up, you ${words}: ${plural(some.length, "book")}`,
        href: booksHref({ community: bucket, rating: filter }),
      });
    }
  }
  return {
    id: "mine-against-community",
    title: "You and the community",
    kind: "bubbles",
    basis: standing(known.length, books.length, READ, "your rating and the community's"),
    summary: againstCommunity(known),
    columns: ["Community from", "My stars", "Books"],
    rows,
    xs: quarters(rows.map((row) => row.x)),
    ys: bins.map(({ start }) => start),
    xName: (bucket) => (Number.isInteger(bucket * 2) ? bucket.toFixed(1) : ""),
    yName: (start) => binAt(start).short,
    xLabel: "community's rating",
  };
}

/** @param {Book[]} known */
function againstCommunity(known) {
  if (!known.length) return "No book has both your rating and the community's.";
  const gap = mean(known.map((book) => gapOf(book) ?? 0)) ?? 0;
  const apart = distance(gap);
  const yours = agree(known.length, "Your rating is", "Your ratings are");
  const spread = known.length > 1 ? " on average" : "";
  if (apart === null) return `${yours}${spread} the same as the community's.`;
  return `You are ${gap < 0 ? "sterner" : "kinder"} than the community: ${apart} its rating${spread}.`;
}

/** @param {number[]} buckets */
function quarters(buckets) {
  if (!buckets.length) return [];
  const [low, high] = [Math.min(...buckets), Math.max(...buckets)];
  return Array.from({ length: (high - low) * 4 + 1 }, (_, index) => low + index / 4);
}
