/** What the charts of given-up books show, as data: their share by genre and by length. Pure. */

import { isolate, number, plural } from "../models/format.js";
import { list, standing } from "../models/grammar.js";
import { greatest, groupBy, groupByEach, telling } from "../models/stats.js";
import { genresSoFar } from "../charts/scope.js";
import { begun, givenUpHref, isGivenUp, percent } from "./given-up.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Row} Row */

/**
 * So many books must be given up for a comparison, and so many be begun of each kind that is compared: of fewer than ten
 * a single book moves the share by more than ten percent.
 */
const LEAST_BOOKS = 10;
const TOP = 12;
const LENGTHS = ["Short (<200)", "Medium (200-350)", "Long (350-500)", "Very Long (500+)"];

/** @param {string} name @param {Book[]} own @param {Record<string, unknown>} params @returns {Row} */
function row(name, own, params) {
  const count = own.filter(isGivenUp).length;
  const part = percent(count, own.length);
  return {
    x: name,
    value: part,
    cells: [name, own.length, part, count],
    label: `${isolate(name)}: ${number(part)} % of ${number(own.length)} begun, ${plural(count, "book")}`,
    href: givenUpHref(params),
  };
}

/** @param {Row[]} rows @param {string} many */
function mostOften(rows, many) {
  const best = greatest(rows);
  if (!best.length) return `Too few of these ${many} are known.`;
  const part = `${number(best[0].value)} %`;
  if (best.length > 3) return `${number(best.length)} ${many} are given up equally often, ${part} each.`;
  const names = list(best.map(({ x }) => isolate(String(x))));
  return `Given up most often: ${names}, ${part}${best.length > 1 ? " each" : ""} of the books begun.`;
}

/**
 * A comparison needs two kinds, and one of which something is given up; without them it has no rows.
 * @param {Row[]} rows @param {Library} library
 */
function comparable(rows, { others }) {
  const enough = others.filter(isGivenUp).length >= LEAST_BOOKS && rows.length > 1;
  return enough && rows.some(({ value }) => value > 0) ? rows : [];
}

/** @type {[string, string]} */
const BEGUN = ["book begun", "books begun"];

/** @param {Library} library @returns {ChartModel} */
export function givenUpByGenre(library) {
  const all = begun(library);
  const known = all.filter((book) => book.genres.length);
  const kinds = [...groupByEach(known, (book) => [...new Set(telling(book))])].filter(
    ([, own]) => own.length >= LEAST_BOOKS && own.some(isGivenUp),
  );
  const rows = kinds
    .map(([genre, own]) => row(genre, own, { genre }))
    .sort((a, b) => b.value - a.value)
    .slice(0, TOP);
  const shown = comparable(rows, library);
  return {
    id: "given-up-by-genre",
    title: "Given up by genre, in percent",
    kind: "bars",
    basis: standing(known.length, all.length, BEGUN, "genres"),
    summary: mostOften(shown, "genres") + genresSoFar(library),
    columns: ["Genre", "Begun", "Percent", "Given up"],
    rows: shown,
    tone: "second",
  };
}

/** @param {Library} library @returns {ChartModel} */
export function givenUpByLength(library) {
  const all = begun(library);
  const groups = groupBy(all, (book) => (LENGTHS.includes(book.page_category ?? "") ? book.page_category : null));
  const rows = LENGTHS.flatMap((length) => {
    const own = groups.get(length) ?? [];
    return own.length >= LEAST_BOOKS ? [row(length.replace("-", "–"), own, { length })] : [];
  });
  const shown = comparable(rows, library);
  const known = [...groups.values()].flat().length;
  return {
    id: "given-up-by-length",
    title: "Given up by length, in percent",
    kind: "bars",
    basis: standing(known, all.length, BEGUN, "a length in pages"),
    summary: mostOften(shown, "lengths"),
    columns: ["Length", "Begun", "Percent", "Given up"],
    rows: shown,
    tone: "second",
  };
}
