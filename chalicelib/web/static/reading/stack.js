/** All pages that were read as one stack of paper, beside things one knows. Pure. */

import { number, plural } from "../models/format.js";
import { standing } from "../models/grammar.js";
import { measured, sum } from "../models/stats.js";
import { READ } from "../charts/scope.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{name: string, metres: number}} Height */

/**
 * A leaf of common book paper is 0.12 mm thick: 80 g/m² with a volume of 1.5 cm³/g. A page is one side of it.
 */
const PAGE_MM = 0.06;
export const PAPER_NOTE =
  "A page counts as 0.06 mm: it is one side of a leaf, and a leaf of common book paper (80 g/m², 1.5 cm³/g) has 0.12 mm. Covers are left out.";

/** @type {Height[]} */
const THINGS = [
  { name: "a standing paperback", metres: 0.18 },
  { name: "the seat of a chair", metres: 0.45 },
  { name: "a kitchen counter", metres: 0.9 },
  { name: "a door", metres: 2 },
  { name: "a basketball hoop", metres: 3.05 },
  { name: "a double-decker bus", metres: 4.4 },
  { name: "a giraffe", metres: 5.5 },
  { name: "a ten-metre diving platform", metres: 10 },
  { name: "a letter of the Hollywood Sign", metres: 13.7 },
  { name: "the Brandenburg Gate", metres: 26 },
  { name: "the Leaning Tower of Pisa", metres: 56 },
  { name: "the tower of Big Ben", metres: 96 },
  { name: "the Great Pyramid", metres: 139 },
  { name: "the Eiffel Tower", metres: 330 },
];

/** "0.36 m", "4.53 m", "10.1 m" @param {number} metres */
export const metresOf = (metres) => {
  const places = metres < 10 ? 100 : 10;
  return `${number(Math.round(metres * places) / places)} m`;
};

/**
 * The stack, the highest thing that it reaches and the lowest that it does not; null where the pages are too few to be seen.
 * @param {Library} library
 */
export function paperStack({ books }) {
  const known = measured(books);
  const pages = sum(known.map((book) => book.num_pages ?? 0));
  const metres = (pages * PAGE_MM) / 1000;
  if (metres < 0.01) return null;
  const below = THINGS.findLast((thing) => thing.metres <= metres) ?? null;
  const above = THINGS.find((thing) => thing.metres > metres) ?? null;
  /** @param {string} word @param {Height|null} thing */
  const than = (word, thing) => (thing ? [`${word} than ${thing.name} (${metresOf(thing.metres)})`] : []);
  const same = THINGS.find((thing) => metresOf(thing.metres) === metresOf(metres));
  const compared = same ? [`as high as ${same.name}`] : [...than("higher", below), ...than("lower", above)];
  return {
    metres,
    summary: `${plural(pages, "page")} make a stack of ${metresOf(metres)}: ${compared.join(", and ")}.`,
    basis: standing(known.length, books.length, READ, "a page count"),
    heights: [below, { name: "your pages", metres }, above].filter((height) => height !== null),
  };
}
