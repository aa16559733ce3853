/** The dashboard itself: head figures, charts, short lists. */

import { card, chartCard } from "../ui/chart-card.js";
import { h } from "../ui/dom.js";
import { hundredth, plural, readOn, shortDay, signed } from "../models/format.js";
import { dateNote, genreNote, libraryFigures, afterTheCount } from "../charts/figures.js";
import * as habits from "../charts/habits.js";
import * as feel from "../charts/moods.js";
import * as rating from "../charts/rating.js";
import * as taste from "../charts/taste.js";
import * as time from "../charts/time.js";
import { figure, rankedList, stars } from "../ui/pieces.js";
import { booksHref, hashFor } from "../models/addresses.js";
import { replaceHash } from "../ui/router.js";
import { shelf } from "../ui/shelf.js";
import { gapOf, sortBooks } from "../models/sorting.js";
import { changesNote } from "../job/changes.js";
import { understoodWords } from "../job/file.js";
import { emptiness, SHORT_LISTS } from "../models/stats.js";
import { once } from "../pace/once.js";
import { lovedRow, sentenceOf } from "./rows.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */

const SPINES = 160;

/** The spines of the shelf: latest first; books without a date stand at its end. @param {Library} library */
const spines = ({ books }) => sortBooks(books, "read").slice(0, SPINES);

const shortLists = Object.values(SHORT_LISTS).map(
  (list) =>
    (/** @type {Library} */ { books }) =>
      list(books),
);

/** What the view counts of a library, each asked for by `once`. */
export const COUNTS = [
  ...[libraryFigures, afterTheCount, changesNote, dateNote, genreNote, spines, ...shortLists],
  ...[time.booksPerYear, time.pagesPerYear, time.publicationByReading],
  ...[habits.yearsWithMonths, habits.tellsWeekdays, habits.weekdays, habits.tellsMonths, habits.monthPattern],
  ...[rating.ratingDistribution, rating.mineAgainstCommunity],
  ...[taste.fictionSplit, taste.topGenres, taste.topAuthors, taste.genresOverYears, taste.lengthDistribution],
  ...[taste.toReadByGenre, feel.tellsMoods, feel.moods, feel.tellsPace, feel.pace],
];

/** A chart about genres has its place while they are being looked up, so that nothing moves when they come. @param {Library} library @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
function genreCard(library, count, wide = false) {
  const model = once(library, count);
  const coming = library.metadata.status === "processing" && model.basis.of > 0 && !model.rows.length;
  return coming ? chartCard(model, { wide, coming }) : card(model, wide);
}

/** The rooms of the page: heading and its charts. @param {Library} library @param {HTMLElement|null} months */
function sections(library, months) {
  return [
    {
      title: "Through the years",
      cards: [
        card(once(library, time.booksPerYear)),
        card(once(library, time.pagesPerYear)),
        months,
        once(library, habits.tellsWeekdays) ? card(once(library, habits.weekdays)) : null,
        once(library, habits.tellsMonths) ? card(once(library, habits.monthPattern), true) : null,
      ],
    },
    {
      title: "What you think of them",
      cards: [card(once(library, rating.ratingDistribution)), card(once(library, rating.mineAgainstCommunity))],
    },
    {
      title: "What you read",
      cards: [
        genreCard(library, taste.fictionSplit, true),
        genreCard(library, taste.topGenres),
        card(once(library, taste.topAuthors)),
        genreCard(library, taste.genresOverYears, true),
        card(once(library, taste.lengthDistribution)),
        card(once(library, time.publicationByReading)),
        once(library, feel.tellsMoods) ? card(once(library, feel.moods)) : null,
        once(library, feel.tellsPace) ? card(once(library, feel.pace)) : null,
      ],
    },
    { title: "What is waiting", cards: [genreCard(library, taste.toReadByGenre, true)] },
  ].filter(({ cards }) => cards.some(Boolean));
}

/** Months of one year, with the year to choose; the choice stays in the address. @param {Library} library @param {number} chosen @returns {HTMLElement|null} */
function monthsCard(library, chosen) {
  const years = once(library, habits.yearsWithMonths).toReversed();
  if (!years.length) return null;
  const current = years.includes(chosen) ? chosen : years[0];
  const select = /** @type {HTMLSelectElement} */ (
    h(
      "select",
      { id: "months-of", "aria-label": "Year" },
      years.map((year) => h("option", { value: String(year), selected: year === current }, String(year))),
    )
  );
  const chart = chartCard(habits.booksPerMonth(library, current), { extra: select });
  select.addEventListener("change", () => {
    const year = Number(select.value);
    replaceHash(hashFor([], { months: year }));
    const next = monthsCard(library, year);
    if (!next) return;
    chart.replaceWith(next);
    next.querySelector("select")?.focus();
  });
  return chart;
}

/** @param {Library} library */
function hero(library) {
  const { books } = library;
  const changes = once(library, changesNote);
  return h(
    "header",
    { class: "hero" },
    h("p", { class: "eyebrow" }, "Your reading life"),
    h(
      "h1",
      { tabindex: "-1" },
      plural(books.length, "book"),
      h("span", { class: "and" }, once(library, afterTheCount)),
    ),
    books.length
      ? h(
          "ul",
          { class: "figures", "aria-label": "At a glance" },
          once(library, libraryFigures).map(({ value, name, note, href }) => figure(value, name, note, href)),
        )
      : null,
    changes ? h("p", { class: "changes" }, sentenceOf(changes)) : null,
    books.length ? shelf(once(library, spines)) : null,
  );
}

/** The note on what a library lacks, instead of charts with nothing in them. @param {Library} library */
function lacking(library) {
  const empty = emptiness(library);
  if (!empty) return null;
  return h(
    "section",
    { class: "card lacking", "aria-labelledby": "lacking-title" },
    h("h2", { id: "lacking-title" }, empty.title),
    h("p", {}, empty.advice),
    empty.kind === "read" ? h("a", { class: "button", href: booksHref({ status: "all" }) }, "Look at all books") : null,
  );
}

/** @param {Library} library */
function lists(library) {
  const [latest, longest, shortest, above, below] = shortLists.map((list) => once(library, list));
  const pages = (/** @type {Book} */ book) => plural(book.num_pages ?? 0, "page");
  const gap = (/** @type {Book} */ book) => [
    h("strong", {}, signed(gapOf(book))),
    h("small", {}, `${book.my_rating} ★ · ${hundredth(book.average_rating)}`),
  ];
  const when = (/** @type {Book} */ book) => [stars(book.my_rating), h("small", {}, readOn(book, shortDay))];
  /** A list without books is left out. @param {string} id @param {string} name @param {Book[]} books @param {(book: Book) => any} show @param {string} href */
  const ranked = (id, name, books, show, href) =>
    books.length ? rankedList(id, name, books, /** @type {any} */ (show), href) : null;
  const cards = [
    ranked("latest", latest.length === 10 ? "Latest ten" : "Latest", latest, when, booksHref({})),
    longest.length
      ? h(
          "div",
          { class: "stack" },
          ranked("longest", "Longest", longest, pages, booksHref({ pages: "known", sort: "pages" })),
          ranked("shortest", "Shortest", shortest, pages, booksHref({ pages: "known", sort: "pages-asc" })),
        )
      : null,
    ranked("above", "You liked more than the community", above, gap, booksHref({ sort: "gap" })),
    ranked("below", "You liked less than the community", below, gap, booksHref({ sort: "gap-asc" })),
  ];
  if (!cards.some(Boolean)) return null;
  return h(
    "section",
    { class: "rows", "aria-labelledby": "lists-title" },
    h("h2", { id: "lists-title" }, "Some of your books"),
    h("div", { class: "grid" }, cards),
  );
}

/** Where the facts come from, and how much is missing. @param {Library} library */
function colophon(library) {
  return h(
    "footer",
    { class: "colophon" },
    h("p", { class: "understood" }, understoodWords(library.metadata)),
    h("p", {}, sentenceOf(once(library, genreNote))),
    h(
      "p",
      {},
      "Genres and covers: Open Library and Google Books. Not affiliated with Goodreads. ",
      h("a", { href: "#/delete" }, "Delete my data"),
    ),
  );
}

/** @param {HTMLElement} root @param {Library} library @param {import("../models/types.js").Route} route */
export function mount(root, library, { params }) {
  const note = once(library, dateNote);
  const parts = [
    hero(library),
    lacking(library),
    ...sections(library, monthsCard(library, Number(params.get("months")))).map(({ title, cards }, index) =>
      h(
        "section",
        { class: "rows", "aria-labelledby": `section-${index}` },
        h("h2", { id: `section-${index}` }, title),
        index === 0 && note ? h("p", { class: "date-note" }, sentenceOf(note)) : null,
        h("div", { class: "grid" }, cards),
      ),
    ),
    lovedRow(library.books, {}, "rows"),
    lists(library),
    colophon(library),
  ];
  root.append(...parts.filter((part) => part !== null));
}

export const title = () => "Overview";
