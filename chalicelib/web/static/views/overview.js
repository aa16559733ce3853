/** The dashboard itself: head figures, charts, short lists. */

import { card, chartCard } from "../ui/chart-card.js";
import { h } from "../ui/dom.js";
import { hundredth, plural, readOn, shortDay, signed } from "../models/format.js";
import { afterTheCount, dateNote, genreNote, libraryFigures } from "../charts/figures.js";
import * as habits from "../charts/habits.js";
import * as feel from "../charts/moods.js";
import * as rating from "../charts/rating.js";
import * as taste from "../charts/taste.js";
import * as time from "../charts/time.js";
import { figure, rankedList, stars } from "../ui/pieces.js";
import * as formats from "../collection/formats.js";
import * as givenUp from "../collection/given-up-charts.js";
import { byName } from "../collection/series.js";
import { seriesCard } from "../collection/series-view.js";
import { readingRow, shelvesCard } from "../collection/shelves-card.js";
import { booksHref, hashFor } from "../models/addresses.js";
import { replaceHash } from "../ui/router.js";
import { shelf } from "../ui/shelf.js";
import { gapOf } from "../models/sorting.js";
import { changesNote } from "../job/changes.js";
import { understoodWords } from "../job/file.js";
import { emptiness, headFigures, lately, SHORT_LISTS } from "../models/stats.js";
import { once } from "../pace/once.js";
import { savePicture } from "../sharing/save-picture.js";
import { shareLink } from "../sharing/share-link.js";
import { fillRows, lovedRow, sentenceOf } from "./rows.js";
import { moreOf } from "../reading/chapter.js";
import { tonightCard } from "../reading/tonight-card.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").ChartModel} ChartModel */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/stats.js").LibraryCounts} LibraryCounts */

const SPINES = 160;

/** The spines of the shelf: latest first; books without a date stand at its end. @param {Library} library */
const spines = ({ books }) => lately(books, SPINES);

const shortLists = Object.values(SHORT_LISTS).map(
  (list) =>
    (/** @type {Library} */ { books }) =>
      list(books),
);

/** @param {Library} library */
const countsOf = ({ books }) => headFigures(books);

/** A share has no more than it shows. @param {Library} library @param {ChartModel} model */
const more = (library, model) => (library.metadata.share ? null : moreOf(model));

/** A chart about genres has its place while they are being looked up, so that nothing moves when they come. @param {Library} library @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
function genreCard(library, count, wide = false) {
  const model = once(library, count);
  const coming = library.metadata.status === "processing" && model.basis.of > 0 && !model.rows.length;
  return coming ? chartCard(model, { wide, coming }) : card(model, wide, more(library, model));
}

/** The rooms of the page: heading and what makes each of its cards. @param {Library} library @param {number} months the year of the months @returns {{title: string, cards: (() => HTMLElement|null)[]}[]} */
function rooms(library, months) {
  /** @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
  const chart = (count, wide) => () => card(once(library, count), wide, more(library, once(library, count)));
  /** @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
  const genres = (count, wide) => () => genreCard(library, count, wide);
  /** One that a library may have too little for. @param {(library: Library) => unknown} tells @param {(library: Library) => ChartModel} count @param {boolean} [wide] */
  const telling = (tells, count, wide) => () => (once(library, tells) ? card(once(library, count), wide) : null);
  return [
    {
      title: "Through the years",
      cards: [
        chart(time.booksPerYear),
        chart(time.pagesPerYear),
        () => monthsCard(library, months),
        telling(habits.tellsWeekdays, habits.weekdays),
        telling(habits.tellsMonths, habits.monthPattern, true),
      ],
    },
    {
      title: "What you think of them",
      cards: [
        chart(rating.ratingDistribution),
        chart(rating.mineAgainstCommunity),
        telling(formats.tellsFormatRatings, formats.formatsByRating),
      ],
    },
    {
      title: "What you read",
      cards: [
        genres(taste.topGenres),
        chart(taste.topAuthors),
        genres(taste.genresOverYears, true),
        chart(taste.lengthDistribution),
        chart(time.publicationByReading),
        telling(formats.tellsFormats, formats.formatsOverYears, true),
        telling(feel.tellsMoods, feel.moods),
        telling(feel.tellsPace, feel.pace),
        () => (once(library, byName), null), // a step of its own: it takes long in a large library
        () => seriesCard(library),
      ],
    },
    {
      title: "On your shelves",
      cards: [() => shelvesCard(library), chart(givenUp.givenUpByGenre), chart(givenUp.givenUpByLength)],
    },
    {
      title: "What is waiting",
      cards: [() => tonightCard(library), genres(taste.toReadByGenre)],
    },
  ];
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
    next.className = chart.className;
    chart.replaceWith(next);
    next.querySelector("select")?.focus();
  });
  return chart;
}

/** With an empty place for the shelf, which takes longer to make. @param {LibraryCounts} counts @param {HTMLElement|null} [changes] @param {(HTMLElement|null)[]} [actions] */
function hero(counts, changes = null, actions = []) {
  return h(
    "header",
    { class: "hero" },
    h("p", { class: "eyebrow" }, "Your reading life"),
    h("h1", { tabindex: "-1" }, plural(counts.books, "book"), h("span", { class: "and" }, afterTheCount(counts))),
    counts.books
      ? h(
          "ul",
          { class: "figures", "aria-label": "At a glance" },
          libraryFigures(counts).map(({ value, name, note, href }) => figure(value, name, note, href)),
        )
      : null,
    changes,
    counts.books ? h("div", { class: "shelf" }, h("div", { class: "shelf-stage" })) : null,
    counts.books ? h("p", { class: "hero-actions" }, actions) : null,
  );
}

/** The head of the overview alone, while the books are still to come. @param {LibraryCounts} counts */
export const beginning = (counts) =>
  h(
    "div",
    { class: "view view-overview unfinished" },
    hero(counts),
    h("p", { class: "lead rows", role: "status" }, "Fetching your books …"),
  );

/** The note on what a library lacks, instead of charts with nothing in them; a share's friend cannot mend it. @param {Library} library */
function lacking(library) {
  const empty = library.metadata.share ? null : emptiness(library);
  if (!empty) return null;
  return h(
    "section",
    { class: "card lacking", "aria-labelledby": "lacking-title" },
    h("h2", { id: "lacking-title" }, empty.title),
    h("p", {}, empty.advice),
    empty.kind === "read" ? h("a", { class: "button", href: booksHref({ status: "all" }) }, "Look at all books") : null,
  );
}

/** Some short lists; one without books is left out. @param {Library} library */
function* lists(library) {
  const pages = (/** @type {Book} */ book) => plural(book.num_pages ?? 0, "page");
  const gap = (/** @type {Book} */ book) => [
    h("strong", {}, signed(gapOf(book))),
    h("small", {}, `${book.my_rating} ★ · ${hundredth(book.average_rating)}`),
  ];
  const when = (/** @type {Book} */ book) => [stars(book.my_rating), h("small", {}, readOn(book, shortDay))];
  /** @param {string} id @param {string} name @param {Book[]} books @param {(book: Book) => any} show @param {string} href */
  const ranked = (id, name, books, show, href) =>
    books.length ? rankedList(id, name, books, /** @type {any} */ (show), href) : null;
  const [latest, longest, shortest, above, below] = shortLists.map((list) => () => once(library, list));
  const stack = () =>
    longest().length
      ? h(
          "div",
          { class: "stack" },
          ranked("longest", "Longest", longest(), pages, booksHref({ pages: "known", sort: "pages" })),
          ranked("shortest", "Shortest", shortest(), pages, booksHref({ pages: "known", sort: "pages-asc" })),
        )
      : null;
  const cards = [];
  for (const make of [
    () => ranked("latest", latest().length === 10 ? "Latest ten" : "Latest", latest(), when, booksHref({})),
    stack,
    () => ranked("above", "You liked more than the community", above(), gap, booksHref({ sort: "gap" })),
    () => ranked("below", "You liked less than the community", below(), gap, booksHref({ sort: "gap-asc" })),
  ]) {
    cards.push(make());
    yield;
  }
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
  if (library.metadata.share) {
    return h("footer", { class: "colophon" }, h("p", {}, "Genres and covers: Open Library and Google Books."));
  }
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

/**
 * The shelf and what stands below the head, part by part; each is put on the page when it is whole.
 * @param {HTMLElement} root @param {Library} library @param {import("../models/types.js").Route} route
 */
function* rest(root, library, { params }) {
  const put = (/** @type {HTMLElement|null} */ part) => part && root.append(part);
  root.querySelector(".shelf")?.replaceWith(shelf(once(library, spines)));
  yield;
  put(lacking(library));
  put(readingRow(library));
  let index = 0;
  for (const { title, cards } of rooms(library, Number(params.get("months")))) {
    yield;
    const made = [];
    for (const make of cards) {
      made.push(make());
      yield;
    }
    if (!made.some(Boolean)) continue;
    fillRows(made.filter((one) => one !== null));
    const note = index === 0 ? once(library, dateNote) : null;
    put(
      h(
        "section",
        { class: "rows", "aria-labelledby": `section-${index}` },
        h("h2", { id: `section-${index}` }, title),
        note ? h("p", { class: "date-note" }, sentenceOf(note)) : null,
        h("div", { class: "grid" }, made),
      ),
    );
    index += 1;
  }
  yield;
  put(lovedRow(library.books, {}, "rows"));
  yield;
  put(yield* lists(library));
  yield;
  put(colophon(library));
}

/** @param {HTMLElement} root @param {Library} library @param {import("../models/types.js").Route} route */
export function mount(root, library, route) {
  const changes = once(library, changesNote);
  const note = changes ? h("p", { class: "changes" }, sentenceOf(changes)) : null;
  const actions = [shareLink(library, null), savePicture(library, null)];
  root.append(hero(once(library, countsOf), note, actions));
  return { rest: rest(root, library, route) };
}

export const title = () => "Overview";
