/** Small parts that several views share. */

import { cover } from "./cover.js";
import { bdi, h } from "./dom.js";
import { plural } from "../models/format.js";
import { bookHref, booksHref } from "../models/addresses.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {Node|string|null|undefined|(Node|string|null)[]} Content what an element can be filled with */

const STARS = [1, 2, 3, 4, 5];

/** One of five stars: full, empty, or filled by as many quarters as the rating has. @param {number} place @param {number} rating */
function star(place, rating) {
  const quarters = Math.round(Math.max(0, Math.min(1, rating - place + 1)) * 4);
  if (quarters === 4) return h("span", {}, "★");
  return h("span", { class: quarters ? `off part quarters-${quarters}` : "off" }, "★");
}

/** My rating as stars, and in figures where these are not whole. @param {number|null} rating */
export function stars(rating) {
  if (!rating) return h("span", { class: "unrated" }, "not rated");
  return h(
    "span",
    { class: "stars", role: "img", "aria-label": `${plural(rating, "star")} of 5` },
    h(
      "span",
      { "aria-hidden": "true" },
      STARS.map((place) => star(place, rating)),
      Number.isInteger(rating) ? null : h("span", { class: "exact" }, ` ${rating}`),
    ),
  );
}

/** A link to the page of a book, with its title as text. @param {Book} book */
export const titleLink = (book) =>
  h("a", { href: bookHref(book), class: "title", dir: "auto" }, book.title || "Untitled");

/** "by Ursula K. Le Guin", as a link to the author's books. @param {Book} book */
export function authorLink(book) {
  if (!book.author) return h("span", { class: "author" }, "unknown author");
  return h("a", { class: "author", href: booksHref({ status: "all", author: book.author }), dir: "auto" }, book.author);
}

/** Genres as links. @param {Book} book */
export function genreChips(book, most = 4) {
  if (!book.genres.length) return null;
  return h(
    "ul",
    { class: "chips" },
    book.genres
      .slice(0, most)
      .map((genre) =>
        h(
          "li",
          {},
          h(
            "a",
            { class: "chip", href: booksHref({ status: book.status === "read" ? "" : book.status, genre }) },
            bdi(genre),
          ),
        ),
      ),
  );
}

/**
 * A short list of books, each with one figure.
 * @param {string} id @param {string} title @param {Book[]} books @param {(book: Book) => Content} figure
 * @param {string} [href] the list of all of them
 */
export function rankedList(id, title, books, figure, href) {
  return h(
    "section",
    { class: "card ranked", id, "aria-labelledby": `${id}-title` },
    h(
      "div",
      { class: "card-head" },
      h("h3", { id: `${id}-title` }, title),
      href && books.length ? h("a", { class: "more", href, "aria-label": `All books: ${title}` }, "All") : null,
    ),
    books.length
      ? h(
          "ol",
          {},
          books.map((book) =>
            h(
              "li",
              {},
              cover(book),
              h("div", { class: "what" }, titleLink(book), authorLink(book)),
              h("div", { class: "figure" }, figure(book)),
            ),
          ),
        )
      : h("p", { class: "nothing" }, "No book to show here."),
  );
}

/**
 * A figure with its name, as a link when it leads somewhere.
 * @param {string} value @param {string} name @param {string|null} [note] @param {string|null} [href]
 */
export function figure(value, name, note, href) {
  const inner = [
    h("span", { class: "value" }, value),
    h("span", { class: "name" }, name),
    note ? h("span", { class: "note" }, note) : null,
  ];
  return h("li", {}, href ? h("a", { href }, inner) : h("div", {}, inner));
}

/**
 * The head of a view. The heading takes the focus after a change of view, so that a screen reader starts there.
 * @param {string} title @param {Content} [lead] @param {...Content} more
 */
export function viewHead(title, lead, ...more) {
  return h(
    "header",
    { class: "view-head" },
    h("h1", { tabindex: "-1", dir: "auto" }, title),
    lead ? h("p", { class: "lead" }, lead) : null,
    more,
  );
}

/** @param {string[]} parts of the file @param {string} name */
export const saveCsv = (parts, name) => saveFile(new Blob(parts, { type: "text/csv;charset=utf-8" }), name);

/** Hand a file over that was made here: nothing is asked of the server. @param {Blob} file @param {string} name */
export function saveFile(file, name) {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const WIDE = "(min-width: 60.01rem)"; // as in views.css

/**
 * Fields of a form fold away where the screen is small, and are open wherever there is room. The form itself needs to know
 * nothing of it. @param {Element} form @param {string} stay selector of the fields that never fold
 */
export function foldFields(form, stay) {
  const fields = [...form.querySelectorAll(".field")].filter((field) => !field.matches(stay));
  const wide = matchMedia(WIDE);
  const fold = h("details", { class: "fold", open: wide.matches }, h("summary", {}, "More filters"));
  fold.append(h("div", { class: "fold-fields" }, fields));
  form.append(fold);
  wide.addEventListener("change", () => {
    // Never fold the field away that someone is in.
    if (wide.matches || !fold.contains(document.activeElement)) fold.toggleAttribute("open", wide.matches);
  });
}
