/** All series with two books or more, each with its volumes and its gaps; and the card of them on the overview. */

import { cover } from "../ui/cover.js";
import { bdi, h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";
import { isolate, plural } from "../models/format.js";
import { bookHref, hashFor } from "../models/addresses.js";
import { statusName } from "../models/library.js";
import { once } from "../pace/once.js";
import { gapName, placeName } from "./positions.js";
import { allSeries, fewOf, gapWords, readWords, seriesHref, seriesSentence } from "./series.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("./series.js").Series} Series */
/** @typedef {import("./series.js").Volume} Volume */

/** More covers than this of one series are a wall; the rest is behind one link. */
const MOST_VOLUMES = 60;
/** So many series are built at once, between which the browser answers its reader. */
const AT_ONCE = 8;
const ON_THE_CARD = 6;
/** As many covers stand beside each other in half of the width. */
const HALF = 6;

/** What stands under a cover: its number, and where the volume is when it is not read. @param {Volume} volume */
function notesOf({ book }) {
  const name = placeName(book.series?.position ?? null);
  return [name, book.status === "read" ? "" : statusName(book.status)].filter(Boolean);
}

/** @param {Volume} volume */
function volumeItem(volume) {
  const { book } = volume;
  const notes = notesOf(volume);
  return h(
    "li",
    { class: book.status === "read" ? null : "not-read" },
    h(
      "a",
      { href: bookHref(book), "aria-label": [book.title || "Untitled", ...notes].map(isolate).join(", ") },
      cover(book),
      notes.map((note) => h("span", { class: "note" }, bdi(note))),
    ),
  );
}

/** @param {[number, number]} gap */
const gapItem = (gap) =>
  h(
    "li",
    { class: "gap" },
    h("span", { class: "cover", "aria-hidden": "true" }, "–"),
    h("span", { class: "note" }, gapName(gap), h("span", { class: "sr-only" }, " not in your library")),
  );

/** The volumes in their order, and each gap before the volume that follows it. @param {Series} series */
function items({ volumes, gaps }) {
  const left = [...gaps];
  return volumes.slice(0, MOST_VOLUMES).flatMap((volume) => {
    const before = [];
    while (left.length && volume.place !== null && left[0][1] < volume.place.to)
      before.push(gapItem(left.splice(0, 1)[0]));
    return [...before, volumeItem(volume)];
  });
}

/** @param {Series} series */
function nextWords({ next }) {
  if (next === null) return null;
  return [
    "Next on your to-read shelf: ",
    h("a", { href: bookHref(next.book) }, bdi(next.book.title || "Untitled")),
    ".",
  ];
}

/** @param {Series} series */
function section(series) {
  const gaps = gapWords(series);
  const { length } = series.volumes;
  return h(
    "section",
    { class: length + series.gaps.length > HALF ? "card series wide" : "card series" },
    h(
      "div",
      { class: "card-head" },
      h("h2", {}, h("a", { class: "title", href: seriesHref(series), dir: "auto" }, series.name)),
      h("p", { class: "count" }, readWords(series)),
    ),
    gaps || series.next
      ? h("p", { class: "summary" }, nextWords(series), series.next && gaps ? " " : null, gaps)
      : null,
    h("ul", { class: "mosaic" }, items(series)),
    length > MOST_VOLUMES ? h("p", {}, h("a", { href: seriesHref(series) }, `All ${plural(length, "book")}`)) : null,
  );
}

/** @param {HTMLElement} root @param {Library} library */
export function mount(root, library) {
  const series = once(library, allSeries);
  const grid = h("div", { class: "grid" });
  root.append(viewHead("Series", seriesSentence(series)), grid);
  function* rest() {
    for (let at = 0; at < series.length; at += AT_ONCE) {
      yield;
      grid.append(...series.slice(at, at + AT_ONCE).map(section));
    }
  }
  return { rest: rest() };
}

export const title = () => "Series";

/** The title without the note of its series, which stands above it. @param {Volume} volume */
function ownTitle({ book: { title } }) {
  const bare = title.endsWith(")") ? title.slice(0, Math.max(0, title.lastIndexOf("("))).trim() : title;
  return bare || title || "Untitled";
}

/** A series in one line: its name, with which book it goes on, how much of it is read. @param {Series} series */
function line(series) {
  const { next, volumes } = series;
  const more = next
    ? h("a", { class: "author", href: bookHref(next.book), dir: "auto" }, `Next: ${ownTitle(next)}`)
    : h("span", { class: "author" }, gapWords(series) || bdi(volumes[0].book.author));
  return h(
    "li",
    {},
    cover((next ?? volumes[0]).book),
    h("div", { class: "what" }, h("a", { class: "title", href: seriesHref(series), dir: "auto" }, series.name), more),
    h(
      "div",
      { class: "figure" },
      readWords(series)
        .split(/(?<=,) /)
        .map((words) => h("small", {}, words)),
    ),
  );
}

/** The card of the overview; null where no series has two books, and in a share, which lacks the books to read. @param {Library} library @returns {HTMLElement|null} */
export function seriesCard(library) {
  const series = once(library, allSeries);
  if (!series.length || library.metadata.share) return null;
  return h(
    "section",
    { class: "card ranked wide", id: "series", "aria-labelledby": "series-title" },
    h(
      "div",
      { class: "card-head" },
      h("h3", { id: "series-title" }, "Series"),
      h("a", { class: "more", href: hashFor(["series"]), "aria-label": "All series" }, "All"),
    ),
    h("p", { class: "summary" }, seriesSentence(series)),
    h("ol", {}, fewOf(series, ON_THE_CARD).map(line)),
  );
}
