/** The shelf at the head of the dashboard: the latest books as spines, as thick as they are long. */

import { putDrawing } from "./chart-keys.js";
import { cloth } from "./cover.js";
import { h } from "./dom.js";
import { clip, hash, isolate, plural, readOn } from "../models/format.js";
import { draw } from "./plot.js";
import { drawWhenSeen } from "../pace/seen.js";
import { bookHref } from "../models/addresses.js";

const HEIGHT = 206;
const TALLEST = 190;
const LETTER_PX = 5.8; // the mean width of a letter on a spine

/** Thickness from the page count; a book without one is as thick as the common book. */
const thickness = (book) => Math.max(13, Math.min(46, 8 + (book.num_pages ?? 300) / 18));

/** As many spines as fit, with their places. */
function spines(books, width) {
  const placed = [];
  let x = 0;
  for (const book of books) {
    const wide = thickness(book);
    if (x + wide > width) break;
    const seed = hash(book.goodreads_id + book.title);
    const tall = 134 + (seed % 54);
    const loved = book.my_rating === 5;
    placed.push({
      x1: x,
      x2: x + wide - 1.5,
      tall,
      middle: x + (wide - 1.5) / 2,
      fill: `var(--${cloth(book)})`,
      title:
        wide >= 15
          ? isolate(clip(book.title.replace(/\s*[(:].*$/, ""), Math.floor((tall - (loved ? 42 : 28)) / LETTER_PX)))
          : "",
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
        y1: (row) => row.tall - 12,
        y2: (row) => row.tall - 10,
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
        y: (row) => row.tall - 18,
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
