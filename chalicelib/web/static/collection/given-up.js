/** Books that were begun and not finished: which shelves say so, and how many they are. Pure. */

import { number } from "../models/format.js";
import { share } from "../models/grammar.js";
import { booksHref } from "../models/addresses.js";

/** @typedef {import("../models/types.js").Book} Book */
/** @typedef {import("../models/types.js").Library} Library */

/** What readers call that shelf. `jobs/dashboard/summary.py` has the same table, and a test holds both equal. */
export const GIVEN_UP = new Set([
  ...["did-not-finish", "didnt-finish", "didn-t-finish", "did-not-finish-dnf", "dnf", "dnfed", "not-finished"],
  ...["could-not-finish", "couldnt-finish", "couldn-t-finish", "never-finished", "unfinished", "abandoned", "dropped"],
  ...["given-up", "gave-up", "gave-up-on", "stopped", "stopped-reading", "quit", "abgebrochen", "nicht-beendet"],
  ...["abandonné", "abandonnés", "abandonado", "abandonados", "abbandonato", "abbandonati", "avbrutt", "avbruten"],
]);

/** @param {Book} book */
export const isGivenUp = ({ status }) => GIVEN_UP.has(status);

/** The list of them, however many shelves they stand on. @param {Record<string, unknown>} [params] */
export const givenUpHref = (params = {}) => booksHref({ status: "all", outcome: "given-up", ...params });

/** Books that were begun: read or given up. One that is being read has not ended. @param {Library} library */
export const begun = ({ books, others }) => [...books, ...others.filter(isGivenUp)];

/** With one decimal where there is one. @param {number} part @param {number} whole */
export const percent = (part, whole) => Math.round((1000 * part) / whole) / 10;

/** As `percent`, in words where some are neither none nor all. @param {number} part @param {number} whole */
function percentWords(part, whole) {
  const shown = percent(part, whole);
  if (shown === 0 || shown === 100) return shown ? "over 99.9 %" : "under 0.1 %";
  return `${number(shown)} %`;
}

/** "4 of 261 books that you began, 1.5 %"; null where none is given up. @param {Library} library */
export function givenUpShare(library) {
  const [part, whole] = [library.others.filter(isGivenUp).length, begun(library).length];
  if (!part) return null;
  return `${share(part, whole, "book")} that you began${part < whole ? `, ${percentWords(part, whole)}` : ""}`;
}
