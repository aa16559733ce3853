/** The views that are about one idea each, by their address. */

import { topAuthors, toReadByGenre } from "../charts/taste.js";
import { once } from "../pace/once.js";
import { card } from "../ui/chart-card.js";
import { chapter } from "./chapter.js";
import { milestoneWords } from "./milestones.js";
import { gapCard, roundNumbers, stackCard } from "./milestones-view.js";
import { authorsByRating, authorsOverYears, peopleWords } from "./people.js";
import { pileWords, toReadByAge, toReadByLength } from "./pile.js";
import { tonightCard } from "./tonight-card.js";

/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

/** @param {Library} library @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
const chart = (library, count, wide) => () => card(once(library, count), wide);

/** A chart that says nothing with a single place. @param {Library} library @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
const telling = (library, count, wide) => () =>
  once(library, count).rows.length > 1 ? card(once(library, count), wide) : null;

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
