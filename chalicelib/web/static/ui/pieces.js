/** Small parts that several views share. */

import { cover } from "./cover.js";
import { bdi, h } from "./dom.js";
import { plural } from "../models/format.js";
import { bookHref, booksHref } from "../models/addresses.js";

/** My rating as stars; nothing for an unrated book. @param {number|null} rating */
export function stars(rating) {
  if (!rating) return h("span", { class: "unrated" }, "not rated");
  return h(
    "span",
    { class: "stars", role: "img", "aria-label": `${plural(rating, "star")} of 5` },
    h("span", { "aria-hidden": "true" }, "★".repeat(rating), h("span", { class: "off" }, "★".repeat(5 - rating))),
  );
}

/** A link to the page of a book, with its title as text. */
export const titleLink = (book) =>
  h("a", { href: bookHref(book), class: "title", dir: "auto" }, book.title || "Untitled");

/** "by Ursula K. Le Guin", as a link to the author's books. */
export function authorLink(book) {
  if (!book.author) return h("span", { class: "author" }, "unknown author");
  return h("a", { class: "author", href: booksHref({ status: "all", author: book.author }), dir: "auto" }, book.author);
}

/** Genres as links. @param {import("../models/types.js").Book} book */
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

/** A short list of books, each with one figure. @param {(book: object) => Node|string} figure */
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

/** A figure with its name, as a link when it leads somewhere. */
export function figure(value, name, note, href) {
  const inner = [
    h("span", { class: "value" }, value),
    h("span", { class: "name" }, name),
    note ? h("span", { class: "note" }, note) : null,
  ];
  return h("li", {}, href ? h("a", { href }, inner) : h("div", {}, inner));
}

/** The head of a view. The heading takes the focus after a change of view, so that a screen reader starts there. */
export function viewHead(title, lead, ...more) {
  return h(
    "header",
    { class: "view-head" },
    h("h1", { tabindex: "-1", dir: "auto" }, title),
    lead ? h("p", { class: "lead" }, lead) : null,
    more,
  );
}
