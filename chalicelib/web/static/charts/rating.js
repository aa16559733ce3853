/** What the charts about ratings show, as data. Pure; the shape is `ChartModel` in models/types.js. */

import { gapOf, quarter } from "../models/filters.js";
import { hundredth, plural, signed } from "../models/format.js";
import { booksHref } from "../models/addresses.js";
import { compared, greatest, groupBy, mean, rated } from "../models/stats.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

/** @param {Library} library @returns {ChartModel} */
export function ratingDistribution({ books }) {
  const known = rated(books);
  const groups = groupBy(known, (book) => book.my_rating);
  const rows = [1, 2, 3, 4, 5].map((stars) => {
    const count = groups.get(stars)?.length ?? 0;
    return {
      x: stars,
      value: count,
      cells: [stars, count],
      label: `${plural(stars, "star")}: ${plural(count, "book")}`,
      href: booksHref({ rating: stars }),
    };
  });
  const best = greatest(rows);
  return {
    id: "rating-distribution",
    title: "How you rate",
    kind: "columns",
    basis: { n: known.length, of: books.length, what: "read books have your rating" },
    summary: known.length
      ? `You give ${plural(best.x, "star")} most often; the mean is ${hundredth(mean(known.map((book) => book.my_rating)))}.`
      : "You have not rated any book.",
    columns: ["Stars", "Books"],
    rows,
    xs: [1, 2, 3, 4, 5],
    xName: (stars) => `${stars} ★`,
    tone: "gold",
  };
}

/** @param {Library} library @returns {ChartModel} */
export function mineAgainstCommunity({ books }) {
  const known = compared(books);
  const groups = groupBy(known, (book) => `${quarter(book.average_rating).toFixed(2)}|${book.my_rating}`);
  const rows = [...groups].map(([key, own]) => {
    const [bucket, stars] = key.split("|").map(Number);
    return {
      x: bucket,
      y: stars,
      value: own.length,
      cells: [bucket.toFixed(2), stars, own.length],
      label: `Community ${bucket.toFixed(2)} and up, you ${plural(stars, "star")}: ${plural(own.length, "book")}`,
      href: booksHref({ community: bucket, rating: stars }),
    };
  });
  const gap = mean(known.map(gapOf));
  const way = gap < 0 ? "sterner" : "kinder";
  return {
    id: "mine-against-community",
    title: "You and the community",
    kind: "bubbles",
    basis: { n: known.length, of: books.length, what: "read books have your rating and the community's" },
    summary: known.length
      ? `You are ${way} than the community: ${signed(gap)} stars on average.`
      : "No book has both your rating and the community's.",
    columns: ["Community from", "My stars", "Books"],
    rows,
    xs: quarters(rows.map((row) => row.x)),
    ys: [1, 2, 3, 4, 5],
    xName: (bucket) => (Number.isInteger(bucket * 2) ? bucket.toFixed(1) : ""),
    yName: (stars) => `${stars} ★`,
    xLabel: "community's rating",
  };
}

function quarters(buckets) {
  if (!buckets.length) return [];
  const [low, high] = [Math.min(...buckets), Math.max(...buckets)];
  return Array.from({ length: (high - low) * 4 + 1 }, (_, index) => low + index / 4);
}
