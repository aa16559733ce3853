/** Counting before it is asked for: what takes long in a large library, while its reader looks at the first view. */

import { genresOf } from "../corrections/correct-book.js";
import { haystack } from "../models/search.js";
import { once } from "../pace/once.js";
import { nextTask } from "../pace/tasks.js";
import { choices } from "./books-form.js";
import { orderOf } from "./books.js";

/** @typedef {import("../models/types.js").Library} Library */

const BOOKS = 500; // whose words are folded at once

/** A moment in which the browser has nothing else to do; not every browser tells. @returns {Promise<unknown>} */
const idle = () =>
  "requestIdleCallback" in globalThis ? new Promise((resolve) => requestIdleCallback(resolve)) : nextTask();

/** @param {Library} library @param {() => boolean} wanted whether it is still the one that is shown */
export async function prepare(library, wanted) {
  /** @type {(() => unknown)[]} */
  const work = [() => once(library, choices), () => once(library, genresOf)];
  for (const sort of ["read", "title", "author"]) work.push(() => once(library, orderOf[sort]));
  for (let at = 0; at < library.all.length; at += BOOKS)
    work.push(() => library.all.slice(at, at + BOOKS).forEach(haystack));
  for (const count of work) {
    await idle();
    if (!wanted()) return;
    count();
  }
}
