/** The shelf at the head of the dashboard: the latest books as spines, as thick as they are long. */

import { putDrawing } from "./chart-keys.js";
import { cloth } from "./cover.js";
import { h } from "./dom.js";
import { hash, isolate, plural, readOn } from "../models/format.js";
import { measureOf } from "./measure.js";
import { draw } from "./plot.js";
import { drawWhenSeen } from "../pace/seen.js";
import { bookHref } from "../models/addresses.js";

const HEIGHT = 206;
const TALLEST = 190;
const PX = (HEIGHT - 6) / TALLEST; // of one unit of height

/** @typedef {import("../models/types.js").Book} Book */

/** Thickness from the page count; a book without one is as thick as the common book. @param {Book} book @param {number} least */
const thickness = (book, least) => Math.max(least, Math.min(46, 8 + (book.num_pages ?? 300) / 18));

/** What stands on a spine: the title without its series and subtitle. @param {Book} book */
const shortTitle = (book) => book.title.replace(/\s*[(:].*$/, "") || book.title;

/** @typedef {{thick: number, tall: number, cloth: string, title: string, loved: boolean}} BookSpine in units of the shelf */

/** What a book's spine looks like, wherever it stands. @param {Book} book @param {number} [least] thickness @returns {BookSpine} */
export const spineOf = (book, least = 13) => ({
  thick: thickness(book, least),
  tall: 134 + (hash(book.goodreads_id + book.title) % 54),
  cloth: cloth(book),
  title: shortTitle(book),
  loved: book.my_rating === 5,
});

/** As many spines as fit, with their places. @param {Book[]} books @param {number} width */
function spines(books, width) {
  const measure = measureOf("spine-title");
  const least = matchMedia("(pointer: coarse)").matches ? 24 : 13; // a finger hits 24
  const placed = [];
  let x = 0;
  for (const book of books) {
    const { thick: wide, tall, cloth: colour, title, loved } = spineOf(book, least);
    if (x + wide > width) break;
    placed.push({
      x1: x,
      x2: x + wide - 1.5,
      tall,
      middle: x + (wide - 1.5) / 2,
      fill: `var(--${colour})`,
      title: wide >= 15 ? isolate(measure.fit(title, (tall - 18 - (loved ? 28 : 14)) * PX)) : "",
      loved,
      label: [
        isolate(book.title || "Untitled"),
        isolate(book.author),
        book.num_pages ? plural(book.num_pages, "page") : "",
        readOn(book),
      ]
        .filter(Boolean)
        .join(" · "),
      href: bookHref(book),
    });
    x += wide;
  }
  return placed;
}

/** @typedef {ReturnType<typeof spines>[number]} Spine */

/** @param {any} Plot @param {Book[]} books @param {number} width */
function paint(Plot, books, width) {
  const rows = spines(books, width);
  const across = { x1: "x1", x2: "x2" };
  return draw(Plot, {
    width,
    height: HEIGHT,
    margin: 0,
    marginBottom: 6,
    x: { domain: [0, width], range: [0, width], axis: null },
    y: { domain: [0, TALLEST], axis: null },
    color: { type: "identity" },
    marks: [
      Plot.rect(rows, { ...across, y1: 0, y2: "tall", fill: "fill", r1: 0, rx: 2, ariaLabel: "label", href: "href" }),
      Plot.rect(rows, {
        ...across,
        y1: (/** @type {Spine} */ row) => row.tall - 12,
        y2: (/** @type {Spine} */ row) => row.tall - 10,
        fill: "var(--foil)",
        ariaHidden: "true",
        className: "foil",
      }),
      Plot.rect(rows, { ...across, y1: 10, y2: 12, fill: "var(--foil)", ariaHidden: "true", className: "foil" }),
      Plot.text(
        rows.filter((row) => row.loved),
        { x: "middle", y: 20, text: () => "★", className: "loved", ariaHidden: "true" },
      ),
      Plot.text(rows, {
        x: "middle",
        y: (/** @type {Spine} */ row) => row.tall - 18,
        text: "title",
        rotate: 90,
        textAnchor: "start",
        className: "spine-title",
        ariaHidden: "true",
      }),
      Plot.ruleY([0], { className: "board" }),
    ],
  });
}

/** @param {import("../models/types.js").Book[]} books latest first @returns {HTMLElement} */
export function shelf(books) {
  const stage = h("div", { class: "shelf-stage" });
  // The shelf is decoration: without Plot the page is whole.
  drawWhenSeen(stage, {
    size: () => (stage.clientWidth ? String(Math.floor(stage.clientWidth)) : ""),
    draw: (Plot) => putDrawing(stage, paint(Plot, books, Math.floor(stage.clientWidth))),
  });
  return h("nav", { class: "shelf", "aria-label": "Your latest books, as spines on a shelf" }, stage);
}
