/** The exclusive shelves of a library, also those that a reader has made, and what is being read now. Pure. */

import { booksHref } from "../models/addresses.js";
import { statusName } from "../models/library.js";
import { tally } from "../models/stats.js";
import { givenUpHref, givenUpShare } from "./given-up.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {{name: string, count: number, href: string}} Shelf */

/** The shelves that every library has; where there are no others, there is nothing to say of shelves. */
const EVERYBODYS = new Set(["read", "to-read", "currently-reading"]);

/** Each exclusive shelf with how many books stand on it, most first; none where a reader has made none. @param {Library} library @returns {Shelf[]} */
export function shelves({ all }) {
  const counts = tally(all, ({ status }) => [status]);
  if (counts.every(([status]) => EVERYBODYS.has(status))) return [];
  const named = new Map(counts.map(([status]) => [status, statusName(status)]));
  const names = [...named.values()];
  /** Two shelves may be called the same but for a hyphen. @param {string} status */
  const nameOf = (status) => {
    const name = named.get(status) ?? status;
    return names.filter((other) => other === name).length > 1 ? status : name;
  };
  return counts.map(([status, count]) => ({
    name: nameOf(status),
    count,
    href: booksHref({ status: status === "read" ? "" : status }),
  }));
}

/** "You gave up 4 of 261 books that you began, 1.5 %." with its list; null without such. @param {Library} library @returns {import("../charts/figures.js").Sentence|null} */
export function givenUpNote(library) {
  const words = givenUpShare(library);
  return words === null ? null : ["You gave up ", { words, href: givenUpHref() }, "."];
}

/** When the read that goes on was begun, as far as the file tells; null where it does not. @param {Book} book */
export const begunOn = ({ reads }) => reads.findLast(({ start, end }) => start !== null && end === null)?.start ?? null;

/** What is being read, begun or added last first. @param {Library} library @returns {Book[]} */
export const readingNow = ({ others }) =>
  others
    .filter(({ status }) => status === "currently-reading")
    .map((book) => ({ book, since: begunOn(book) ?? book.date_added ?? "" }))
    .sort((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0))
    .map(({ book }) => book);
