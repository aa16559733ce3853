/** Counting before showing: what views need of a library, so that they are built in a moment however large it is. */

import { once } from "../pace/once.js";
import { inPieces } from "../pace/tasks.js";
import { choices } from "./books-form.js";
import { COUNTS } from "./overview.js";

/** @typedef {import("../models/types.js").Library} Library */

/** Count in as many tasks as it takes. @param {Library} library @returns {Promise<Library>} the same */
export async function prepared(library) {
  const counts = /** @type {((library: Library) => unknown)[]} */ ([...COUNTS, choices]);
  await inPieces(counts, (count) => once(library, count));
  return library;
}
