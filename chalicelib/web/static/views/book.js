/** The page of one book: everything the file and the providers know of it. */

import { cover } from "../ui/cover.js";
import { bdi, h, isSafeHref, outside } from "../ui/dom.js";
import { gapOf } from "../models/sorting.js";
import { day, hundredth, number, plural, signed, year } from "../models/format.js";
import { placeInSeries, ratedBy } from "../models/known.js";
import { languageName } from "../models/languages.js";
import { reasonOf, statusName } from "../models/library.js";
import { yearOf } from "../models/stats.js";
import { authorLink, stars, viewHead } from "../ui/pieces.js";
import { correctBook, correctedWords } from "../corrections/correct-book.js";
import { parseReview } from "./review.js";
import { booksHref, yearHref } from "../models/addresses.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("./review.js").Part} Part */
/** @typedef {import("../sharing/share-words.js").Share} Share */
/** @typedef {Node|string|null|undefined|(Node|string|null)[]} Content what an element can be filled with */

const SOURCES = new Map(
  Object.entries({
    catalogue: "the sample's own catalogue",
    openlibrary: "Open Library",
    open_library: "Open Library",
    googlebooks: "Google Books",
    google_books: "Google Books",
    google: "Google Books",
    shelves: "your own shelves",
    series: "the other volumes of the series",
  }),
);
const MATCHES = new Map(
  Object.entries({ isbn: "by ISBN", goodreads_id: "by its Goodreads id", title_author: "by title and author" }),
);

/** A line of facts; none without a value. @param {string} name @param {Content} value */
function fact(name, value) {
  return value === null || value === undefined || value === "" || value === "–"
    ? null
    : h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

/** @param {string[]} values */
const listed = (values) => (values.length ? values.flatMap((value, index) => [index ? ", " : "", bdi(value)]) : null);

/** @param {string[]} values @param {(value: string) => string} hrefOf */
const links = (values, hrefOf) =>
  values.length
    ? h(
        "ul",
        { class: "chips" },
        values.map((value) => h("li", {}, h("a", { class: "chip", href: hrefOf(value) }, bdi(value)))),
      )
    : null;

/** "Open Library, matched by ISBN", or why there is nothing, and what the reader has corrected. @param {Book} book */
function genreOrigin(book) {
  if (!book.corrected?.length) return providedOrigin(book);
  const others = book.corrected.some((name) => name !== "thumbnail_url") ? "" : `${providedOrigin(book)} `;
  return others + correctedWords(book);
}

/** @param {Book} book */
function providedOrigin(book) {
  const sources = Array.isArray(book.genre_sources) ? book.genre_sources : Object.keys(book.genre_sources ?? {});
  if (!book.genre_enriched || !sources.length) return `${reasonOf(book)}.`;
  const names = sources.map(
    (source) => SOURCES.get(String(source).toLowerCase().replace(/[\s-]/g, "_")) ?? String(source),
  );
  const match = MATCHES.get(book.matched_by ?? "");
  return `From ${[...new Set(names)].join(" and ")}${match ? `, matched ${match}` : ""}.`;
}

/** A link of a review, when it can be followed safely; otherwise its words alone. @param {string|null} href */
function reviewLink(href, /** @type {Node[]} */ words) {
  if (href === null || !/^https:/i.test(href) || !isSafeHref(href)) return h("span", {}, words);
  return h("a", { href, rel: "noopener noreferrer nofollow", target: "_blank" }, words);
}

/** @param {Part[]} parts @param {boolean} told whether the reader has asked for spoilers already @returns {Node[]} */
function drawn(parts, told) {
  return parts.map((part) => {
    if (typeof part === "string") return document.createTextNode(part);
    const inside = drawn(part.parts, told);
    if (part.tag === "a") return reviewLink(part.href, inside);
    if (part.tag !== "spoiler") return h(/** @type {keyof HTMLElementTagNameMap} */ (part.tag), {}, inside);
    return told
      ? h("span", {}, inside)
      : h("details", { class: "spoiler" }, h("summary", {}, "Show spoiler"), h("span", {}, inside));
  });
}

/** @param {Book} book */
function review(book) {
  if (!book.my_review) return null;
  const hidden = Boolean(book.has_spoilers);
  const text = h("div", { class: "review", dir: "auto" }, drawn(parseReview(String(book.my_review)), hidden));
  return h(
    "section",
    { class: "card", "aria-labelledby": "review-title" },
    h("h2", { id: "review-title" }, "My review"),
    hidden ? h("details", {}, h("summary", {}, "Contains spoilers. Show it"), text) : text,
  );
}

/** "Dune Chronicles, book 1", with all of its books behind the name. @param {{name: string, position: string|null}} series */
function seriesAndPlace({ name, position }) {
  const place = placeInSeries(position);
  const link = h("a", { href: booksHref({ status: "all", series: name, sort: "published-asc" }) }, bdi(name));
  return place ? [link, ", ", bdi(place)] : [link];
}

/** Each time that a book was read, latest first, with its begin where the file tells it. @param {Book} book */
function reads(book) {
  if (!book.readings.length) return null;
  return book.readings.toReversed().map((text) => {
    const start = book.reads.find(({ start, end }) => end === text && start !== null && start < text)?.start;
    const inYear = book.status === "read" ? h("a", { href: yearHref(yearOf(text)) }, day(text)) : day(text);
    return h("span", { class: "read" }, inYear, start ? `, begun ${day(start)}` : "");
  });
}

/** @param {string[]} values @param {"mood"|"pace"} filter @param {Book} book */
const felt = (values, filter, { status }) =>
  values.length
    ? values.flatMap((value, index) => [
        index ? ", " : "",
        h("a", { href: booksHref({ status: status === "read" ? "" : status, [filter]: value }) }, bdi(value)),
      ])
    : null;

/** @param {Book} book @param {Share|undefined} share */
function facts(book, share) {
  const gap = gapOf(book);
  return h(
    "dl",
    { class: "facts-grid" },
    fact("My rating", stars(book.my_rating)),
    fact(
      "Community",
      book.average_rating === null
        ? null
        : `${hundredth(book.average_rating)}${gap === null ? "" : ` (you: ${signed(gap)})`}`,
    ),
    fact(
      "List",
      h("a", { href: booksHref({ status: book.status === "read" ? "" : book.status }) }, bdi(statusName(book.status))),
    ),
    fact("Read", reads(book)),
    fact("Added", day(book.date_added)),
    fact("Begun", book.readings.length ? null : day(book.reads.at(-1)?.start)),
    // A share of one year knows of no read in another.
    fact("Times read", book.read_count > 1 && !share?.year ? number(book.read_count) : null),
    fact(
      "Pages",
      book.num_pages ? `${plural(book.num_pages, "page")}${book.page_category ? `, ${book.page_category}` : ""}` : null,
    ),
    fact("Length", book.hours === null ? null : plural(book.hours, "hour")),
    fact("Series", book.series && seriesAndPlace(book.series)),
    fact("First published", year(book.publication_year)),
    fact("Publisher", book.publisher ? bdi(book.publisher) : null),
    fact("Binding", book.binding ? bdi(book.binding) : null),
    fact("Language", languageName(book.language)),
    fact("ISBN", book.isbn13 ?? book.isbn),
    fact("Also by", listed(book.additional_authors)),
  );
}

/** A share does not say where genres come from, nor why there are none. @param {Book} book @param {Share|undefined} share */
function genres(book, share) {
  if (share && !book.genres.length) return null;
  return h(
    "section",
    { class: "card", "aria-labelledby": "genres-title" },
    h("h2", { id: "genres-title" }, "Genres"),
    links(book.genres, (genre) => booksHref({ status: book.status === "read" ? "" : book.status, genre })),
    share ? null : h("p", { class: "origin" }, bdi(genreOrigin(book))),
  );
}

/** What the file and the providers tell of the book beside its facts, a quiet line each. @param {Book} book */
function particulars(book) {
  const lines = [
    fact("Set in", listed(book.places)),
    fact("About", listed(book.people)),
    fact("Time", listed(book.times)),
    fact("Moods", felt(book.moods, "mood", book)),
    fact("Pace", felt(book.pace === null ? [] : [book.pace], "pace", book)),
    fact("Outside Goodreads", ratedBy(book)),
  ];
  return lines.some(Boolean) ? h("dl", { class: "particulars" }, lines) : null;
}

/** @param {HTMLElement} root @param {import("../models/types.js").Library} library @param {{path: string[]}} route */
export function mount(root, library, { path }) {
  const book = library.byId.get(path[1]);
  const { share } = library.metadata;
  if (!book) {
    root.append(
      viewHead("No such book", "This library has no book under that address."),
      h("a", { class: "button", href: "#/books" }, "All books"),
    );
    return;
  }
  root.append(
    h(
      "article",
      { class: "book-page" },
      h("div", { class: "book-cover" }, cover(book, { large: true, eager: true })),
      h(
        "div",
        { class: "book-main" },
        viewHead(book.title || "Untitled", null, h("p", { class: "by" }, "by ", authorLink(book))),
        facts(book, share),
        particulars(book),
        genres(book, share),
        book.bookshelves.length
          ? h(
              "section",
              { class: "card", "aria-labelledby": "shelves-title" },
              h("h2", { id: "shelves-title" }, "My shelves"),
              links(book.bookshelves, (shelf) => booksHref({ status: "all", shelf })),
            )
          : null,
        review(book),
        correctBook(book, library),
        /^\d+$/.test(book.goodreads_id)
          ? h(
              "p",
              { class: "elsewhere" },
              outside(`https://www.goodreads.com/book/show/${book.goodreads_id}`, "This book on Goodreads"),
            )
          : null,
      ),
    ),
  );
}

/** @param {Library} library @param {{path: string[]}} route */
export const title = (library, { path }) => library.byId.get(path[1])?.title ?? "No such book";
