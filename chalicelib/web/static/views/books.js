/** The list of books: every filter is in the address, so a list can be bookmarked, shared and gone back to. */

import { cover } from "../ui/cover.js";
import { h } from "../ui/dom.js";
import { CSV_HEAD, csvLine } from "../models/csv.js";
import { filterBooks, readFilters, readsFound, describeFilter } from "../models/filters.js";
import { SORTS, sortBooks } from "../models/sorting.js";
import { hundredth, number, plural, readOn, shortDay } from "../models/format.js";
import { filterForm } from "./books-form.js";
import { authorLink, foldFields, genreChips, saveCsv, stars, titleLink, viewHead } from "../ui/pieces.js";
import { hashFor } from "../models/addresses.js";
import { once } from "../pace/once.js";
import { followHash, replaceHash } from "../ui/router.js";
import { inPieces } from "../pace/tasks.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").Route} Route */
/** @typedef {{filters: Record<string, string>, sort: string, page: number}} State what the address says */

const PAGE = 60;

/** When a book was read: where the list is about a year, a month or a weekday, the last time then. @param {Book} book @param {Record<string, string>} filters */
function whenRead(book, filters) {
  const found = readsFound(book, filters).at(-1);
  return found === undefined ? readOn(book, shortDay) : shortDay(found);
}

/** @param {Book} book @param {Record<string, string>} filters */
function row(book, filters) {
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
        book.status === "read" ? whenRead(book, filters) : shortDay(book.date_added),
      ),
    ),
  );
}

/** @param {string} name @param {import("../ui/dom.js").Child} value */
const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));

/** @param {State} state @param {number} pages */
function pager(state, pages) {
  if (pages < 2) return null;
  /** @param {number} page @param {string} words @param {string} label */
  const link = (page, words, label) =>
    page < 1 || page > pages
      ? h("span", { class: "off", "aria-hidden": "true" }, words)
      : h(
          "a",
          {
            href: address(state, { page: page === 1 ? "" : page }),
            "aria-label": label,
            "aria-current": page === state.page ? "page" : null,
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

/**
 * The address of this list with some parameters changed; a change of filters starts at the first page.
 * @param {{filters: Record<string, string>, sort: string}} list @param {Record<string, string|number>} changes
 */
function address({ filters, sort }, changes) {
  const { status, ...rest } = filters;
  return hashFor(["books"], {
    ...rest,
    status: status === "read" ? "" : status,
    sort: sort === "read" ? "" : sort,
    ...changes,
  });
}

/** The filters that have a chip: all but the list that is shown without any. @param {State} state */
const chosen = ({ filters }) =>
  Object.entries(filters).filter(([name, value]) => name !== "status" || value !== "read");

/** @param {State} state */
function chips(state) {
  const named = chosen(state);
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

/** @param {Route} route @returns {State} */
function readState({ params }) {
  const sort = params.get("sort") ?? "";
  return {
    filters: readFilters(params),
    sort: Object.hasOwn(SORTS, sort) ? sort : "read",
    page: Math.max(1, Number.parseInt(params.get("page") ?? "", 10) || 1),
  };
}

/** Libraries in each order: typing only filters. @type {Record<string, (library: Library) => Book[]>} */
export const orderOf = Object.fromEntries(
  Object.keys(SORTS).map((sort) => [sort, (/** @type {Library} */ { all }) => sortBooks(all, sort)]),
);

/** All books of a list, in its order. @param {Library} library @param {State} state */
const booksOf = (library, { sort, filters }) => filterBooks(once(library, orderOf[sort]), filters);

/** The results of a state, and how many they are in words. @param {State} state @param {Book[]} found */
function results(state, found) {
  const pages = Math.ceil(found.length / PAGE);
  const page = Math.min(state.page, Math.max(1, pages));
  const shown = found.slice((page - 1) * PAGE, page * PAGE);
  const range =
    pages > 1 ? `, showing ${number((page - 1) * PAGE + 1)} to ${number((page - 1) * PAGE + shown.length)}` : "";
  const count = [h("strong", {}, plural(found.length, "book")), range];
  const parts = [
    chips(state),
    shown.length
      ? h(
          "ol",
          { class: "book-list", start: String((page - 1) * PAGE + 1) },
          shown.map((book) => row(book, state.filters)),
        )
      : h(
          "div",
          { class: "nothing-found" },
          h("p", {}, "No book matches all of these filters."),
          h("a", { class: "button", href: "#/books" }, "Clear the filters"),
        ),
    pager({ ...state, page }, pages),
  ];
  return { count, parts: parts.filter((part) => part !== null), none: !found.length };
}

/**
 * What became of a list by one of its own links: "page" for another page of it, the name of the filter that was removed,
 * "all" when all were, null for another list.
 * @param {State} before @param {State} after
 */
function stepOf(before, after) {
  const [old, now] = [new Map(chosen(before)), new Map(chosen(after))];
  if (before.sort !== after.sort && now.size) return null;
  if ([...now].some(([name, value]) => old.get(name) !== value)) return null;
  const removed = [...old.keys()].filter((name) => !now.has(name));
  if (!removed.length) return before.page === after.page ? null : "page";
  return removed.length === 1 ? removed[0] : now.size ? null : "all";
}

/**
 * @param {HTMLElement} root @param {Library} library @param {Route} route
 * @returns {{rest: Iterator<unknown>, update: (route: Route) => HTMLElement|null, refresh: (library: Library) => void}} `update` is called instead of
 *   a new mount while the list stays open, and answers where the reader goes on; null for the top
 */
export function mount(root, library, route) {
  const state = readState(route);
  // The heading of the results, for what pages and removes filters; it stays, so that changes of it are read out.
  const status = h("p", { class: "count", id: "count", role: "status", tabindex: "-1" });
  const save = h(
    "button",
    {
      type: "button",
      class: "link",
      onclick: async () =>
        saveCsv([CSV_HEAD, ...(await inPieces(booksOf(library, state), csvLine))], "goodreads-stats-list.csv"),
    },
    "This list as CSV",
  );
  const list = h("div", { class: "results" });
  /** @param {State} next @param {Book[]} [found] its books */
  const show = (next, found = booksOf(library, next)) => {
    Object.assign(state, next);
    const { count, parts, none } = results(state, found);
    status.replaceChildren(...count);
    save.hidden = none;
    list.replaceChildren(...parts);
  };
  const form = filterForm(library, state, (changes, { typing }) => {
    const { sort = state.sort, ...filters } = changes;
    const merged = { ...state.filters, ...filters };
    for (const [name, value] of Object.entries(merged)) if (!value) delete merged[name];
    const next = { filters: { ...merged, status: merged.status ?? "read" }, sort, page: 1 };
    const hash = address(next, {});
    if (!typing) return followHash(hash);
    replaceHash(hash);
    show(next);
    form.show(state);
  });
  foldFields(form.element, ".field-q, .field-author, .field-sort");
  root.append(
    viewHead("Books", "Search, combine filters, follow any book to its page."),
    form.element,
    h("div", { class: "count-line" }, status, library.metadata.share ? null : save),
    list,
  );
  /** Sorting and listing are tasks of their own in a large library, unless a list was asked for meanwhile. */
  function* rest() {
    yield;
    once(library, orderOf[state.sort]);
    yield;
    const found = booksOf(library, state);
    yield;
    if (!list.hasChildNodes()) show(state, found);
  }
  return {
    rest: rest(),
    update: (next) => {
      const used = root.querySelector(":focus"); // before the list is built anew without it
      const before = { ...state };
      show(readState(next));
      form.update(state);
      if (!(used instanceof HTMLElement)) return null;
      if (form.element.contains(used)) return used;
      const step = stepOf(before, state);
      if (step === null) return null;
      const removed = chosen(before).findIndex(([name]) => name === step);
      /** @type {NodeListOf<HTMLElement>} */
      const left = list.querySelectorAll(".chips.active .chip");
      return (removed >= 0 && left[Math.min(removed, left.length - 1)]) || status;
    },
    refresh: (next) => {
      library = next;
      show(state);
      form.offer(library);
    },
  };
}

export const title = () => "Books";
