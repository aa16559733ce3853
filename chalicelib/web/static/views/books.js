/** The list of books: every filter is in the address, so a list can be bookmarked, shared and gone back to. */

import { cover } from "../ui/cover.js";
import { h } from "../ui/dom.js";
import { filterBooks, readFilters, describeFilter, SORTS, sortBooks } from "../models/filters.js";
import { hundredth, number, plural, readOn, shortDay } from "../models/format.js";
import { filterForm } from "./books-form.js";
import { authorLink, foldFields, genreChips, stars, titleLink, viewHead } from "../ui/pieces.js";
import { hashFor } from "../models/addresses.js";
import { replaceHash } from "../ui/router.js";

const PAGE = 60;

function row(book) {
  return h(
    "li",
    { class: "book" },
    cover(book),
    h("div", { class: "what" }, titleLink(book), authorLink(book), genreChips(book)),
    h(
      "dl",
      { class: "facts" },
      fact("My rating", stars(book.my_rating)),
      fact("Community", hundredth(book.average_rating)),
      fact("Pages", number(book.num_pages)),
      fact(
        book.status === "read" ? "Read" : "Added",
        book.status === "read" ? readOn(book, shortDay) : shortDay(book.date_added),
      ),
    ),
  );
}

const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));

function pager(state, pages) {
  if (pages < 2) return null;
  const link = (page, words, label) =>
    page < 1 || page > pages
      ? h("span", { class: "off", "aria-hidden": "true" }, words)
      : h(
          "a",
          {
            href: address(state, { page: page === 1 ? "" : page }),
            "aria-label": label,
            "aria-current": page === state.page && words === String(page) ? "page" : null,
          },
          words,
        );
  const near = [...new Set([1, state.page - 1, state.page, state.page + 1, pages])].filter(
    (page) => page >= 1 && page <= pages,
  );
  const numbers = near.flatMap((page, index) => [
    index && page - near[index - 1] > 1 ? h("span", { class: "gap", "aria-hidden": "true" }, "…") : null,
    link(page, String(page), `Page ${page}`),
  ]);
  return h(
    "nav",
    { class: "pager", "aria-label": "Pages of the list" },
    link(state.page - 1, "← Previous", "Previous page"),
    numbers,
    link(state.page + 1, "Next →", "Next page"),
  );
}

/** The address of this list with some parameters changed; a change of filters starts at the first page. */
function address({ filters, sort }, changes) {
  const { status, ...rest } = filters;
  return hashFor(["books"], {
    ...rest,
    status: status === "read" ? "" : status,
    sort: sort === "read" ? "" : sort,
    ...changes,
  });
}

function chips(state) {
  const named = Object.entries(state.filters).filter(([name, value]) => !(name === "status" && value === "read"));
  if (!named.length) return null;
  return h(
    "ul",
    { class: "chips active", "aria-label": "Active filters" },
    named.map(([name, value]) => {
      const words = describeFilter(name, value);
      return h(
        "li",
        {},
        h(
          "a",
          { class: "chip", href: address(state, { [name]: "" }), "aria-label": `Remove filter: ${words}` },
          h("bdi", {}, words),
          h("span", { "aria-hidden": "true" }, " ×"),
        ),
      );
    }),
    h("li", {}, h("a", { class: "clear", href: "#/books" }, "Clear all")),
  );
}

function readState({ params }) {
  const sort = params.get("sort");
  return {
    filters: readFilters(params),
    sort: Object.hasOwn(SORTS, sort) ? sort : "read",
    page: Math.max(1, Number.parseInt(params.get("page"), 10) || 1),
  };
}

/** The results of a state, and how many they are in words. */
function results(library, state) {
  const found = sortBooks(filterBooks(library.all, state.filters), state.sort);
  const pages = Math.ceil(found.length / PAGE);
  const page = Math.min(state.page, Math.max(1, pages));
  const shown = found.slice((page - 1) * PAGE, page * PAGE);
  const range =
    pages > 1 ? `, showing ${number((page - 1) * PAGE + 1)} to ${number((page - 1) * PAGE + shown.length)}` : "";
  const count = [h("strong", {}, plural(found.length, "book")), range];
  const parts = [
    chips(state),
    shown.length
      ? h("ol", { class: "book-list", start: String((page - 1) * PAGE + 1) }, shown.map(row))
      : h(
          "div",
          { class: "nothing-found" },
          h("p", {}, "No book matches all of these filters."),
          h("a", { class: "button", href: "#/books" }, "Clear the filters"),
        ),
    pager({ ...state, page }, pages),
  ];
  return { count, parts: parts.filter(Boolean) };
}

/**
 * @returns {import("../models/types.js").ViewHandle} called instead of a new mount while the list stays open; the form stays
 *   with what is being typed in it
 */
export function mount(root, first, route) {
  let library = first;
  const state = readState(route);
  const status = h("p", { class: "count", role: "status" }); // stays, so that changes of it are read out
  const list = h("div", { class: "results" });
  const show = (next) => {
    Object.assign(state, next);
    const { count, parts } = results(library, state);
    status.replaceChildren(...count);
    list.replaceChildren(...parts);
  };
  show(state);
  const form = filterForm(library, state, (changes, { typing }) => {
    const { sort = state.sort, ...filters } = changes;
    const merged = { ...state.filters, ...filters };
    for (const [name, value] of Object.entries(merged)) if (!value) delete merged[name];
    const next = { filters: { ...merged, status: merged.status ?? "read" }, sort, page: 1 };
    const hash = address(next, {});
    if (typing) {
      replaceHash(hash);
      show(next);
    } else location.hash = hash;
  });
  foldFields(form.element, ".field-q, .field-author, .field-sort");
  root.append(viewHead("Books", "Search, combine filters, follow any book to its page."), form.element, status, list);
  return {
    update: (next) => {
      show(readState(next));
      form.update(state);
    },
    refresh: (newer) => {
      library = newer;
      form.refresh(library);
      show(state);
    },
  };
}

export const title = () => "Books";
