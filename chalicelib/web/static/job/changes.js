/** What the newer export of a dashboard changed: the sentence of it, and the view of the books that are gone. */

import { bdi, h } from "../ui/dom.js";
import { booksHref, hashFor } from "../models/addresses.js";
import { filterBooks } from "../models/filters.js";
import { day, number, plural } from "../models/format.js";
import { agree } from "../models/grammar.js";
import { viewHead } from "../ui/pieces.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../charts/figures.js").Sentence} Sentence */
/** @typedef {{title?: string, author?: string}} Gone */

/** The lists of what changed; finished books are on the list that is shown without a status. @type {[string, string][]} */
const LISTS = [
  ["finished", ""],
  ["rated", "all"],
  ["added", "all"],
];

/** @param {Library} library @returns {{count: number, books: Gone[]}} */
function goneOf({ metadata }) {
  const { count, books } = metadata.changes?.gone ?? {};
  return { count: Number.isInteger(count) ? count : 0, books: Array.isArray(books) ? books : [] };
}

/** "3 May 2026", when the dashboard before was made. @param {Library} library */
const since = ({ metadata }) => day(String(metadata.previous_export_timestamp ?? "").slice(0, 10));

/**
 * "Since 3 May 2026: 4 finished, 2 rated, 7 added, 1 gone.", each a link to its books; null of a first export.
 * @param {Library} library @returns {Sentence|null}
 */
export function changesNote(library) {
  const { changes, previous_export_timestamp: before } = library.metadata;
  if (!changes || !before) return null;
  const links = LISTS.map(([kind, status]) => ({
    count: filterBooks(library.all, { changed: kind }).length,
    kind,
    href: booksHref({ status, changed: kind }),
  }));
  const told = [...links, { count: goneOf(library).count, kind: "gone", href: hashFor(["gone"]) }]
    .filter(({ count }) => count > 0)
    .map(({ count, kind, href }) => ({ words: `${number(count)} ${kind}`, href }));
  if (!told.length) return [`Since ${since(library)}: nothing has changed.`];
  return [`Since ${since(library)}: `, ...told.flatMap((link, index) => (index ? [", ", link] : [link])), "."];
}

/** @param {HTMLElement} root @param {Library} library */
export function mount(root, library) {
  const { count, books } = goneOf(library);
  const when = since(library);
  const lead = count
    ? `${plural(count, "book")} of the export before${when ? `, of ${when},` : ""} ${agree(count, "is", "are")} not in the newest one.`
    : "No book of the export before is missing in the newest one.";
  root.append(
    viewHead("Gone", lead),
    h(
      "ul",
      { class: "missing gone" },
      books.map(({ title: name, author }) =>
        h("li", {}, h("div", { class: "what" }, bdi(name || "Untitled")), h("span", { class: "reason" }, bdi(author))),
      ),
    ),
  );
  if (books.length < count) root.append(h("p", {}, `The first ${number(books.length)} are named.`));
}

export const title = () => "Gone";
