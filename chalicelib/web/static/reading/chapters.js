/** The views that are about one idea each, by their address. */

import { topAuthors, toReadByGenre } from "../charts/taste.js";
import { once } from "../pace/once.js";
import { booksHref } from "../models/addresses.js";
import { number } from "../models/format.js";
import { agree } from "../models/grammar.js";
import { yearsOf } from "../models/stats.js";
import { card } from "../ui/chart-card.js";
import { h } from "../ui/dom.js";
import { rankedList } from "../ui/pieces.js";
import { chapter } from "./chapter.js";
import { milestoneWords } from "./milestones.js";
import { gapCard, roundNumbers, stackCard } from "./milestones-view.js";
import { authorsByRating, authorsOverYears, peopleWords } from "./people.js";
import { pileWords, toReadByAge, toReadByLength } from "./pile.js";
import { byReaders, meanByGenre, meanByYear, ratingsOverYears, ratingsWords } from "./ratings.js";
import { besideCard, goalCard } from "./years-view.js";
import { tonightCard } from "./tonight-card.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

/** @param {Library} library @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
const chart = (library, count, wide) =>
  function* () {
    once(library, count);
    yield;
    return card(once(library, count), wide);
  };

/** A chart that says nothing with a single place. @param {Library} library @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
const telling = (library, count, wide) =>
  function* () {
    if (once(library, count).rows.length < 2) return null;
    yield;
    return card(once(library, count), wide);
  };

/** @param {Library} library @param {"widely"|"rarely"} which */
function readers(library, which) {
  const found = once(library, byReaders)[which];
  const title = which === "widely" ? "Widely read" : "Rarely read";
  /** @param {import("../models/types.js").Book} book */
  const votes = ({ community_ratings: count }) => [
    h("strong", {}, number(count)),
    h("small", {}, `${agree(count ?? 0, "reader", "readers")} rated it`),
  ];
  const books = found.map(({ book }) => book);
  const sort = which === "widely" ? "readers" : "readers-asc";
  return books.length ? rankedList(`${which}-read`, title, books, votes, booksHref({ sort })) : null;
}

/** @type {[string, import("../models/types.js").View][]} */
export const CHAPTERS = [
  [
    "milestones",
    chapter("Milestones", milestoneWords, (library) => [
      () => roundNumbers(library),
      () => stackCard(library),
      () => gapCard(library),
    ]),
  ],
  [
    "people",
    chapter("Authors", peopleWords, (library) => [
      chart(library, topAuthors),
      chart(library, authorsByRating),
      chart(library, authorsOverYears, true),
    ]),
  ],
  [
    "ratings",
    chapter("Ratings", ratingsWords, (library) => [
      chart(library, ratingsOverYears, true),
      telling(library, meanByYear),
      telling(library, meanByGenre),
      () => readers(library, "widely"),
      () => readers(library, "rarely"),
    ]),
  ],
  [
    "years",
    chapter(
      "Years side by side",
      (library) =>
        yearsOf(library.books).length > 1
          ? "Two years, or one beside the mean of those that are over."
          : "It takes two years with dates to compare them.",
      (library, params) => [() => besideCard(library, params), () => goalCard(library)],
    ),
  ],
  [
    "waiting",
    chapter(
      "Waiting to be read",
      (library) => pileWords(library) || "There is no book on your to-read shelf.",
      (library) => [
        () => tonightCard(library),
        chart(library, toReadByGenre),
        telling(library, toReadByAge),
        chart(library, toReadByLength),
      ],
    ),
  ],
];
