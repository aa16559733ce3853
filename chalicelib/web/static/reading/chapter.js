/** A view about one idea: a heading, a sentence, and cards that are made one by one. */

import { h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";

/** @typedef {import("../models/types.js").Library} Library */
/** @typedef {import("../models/types.js").View} View */

/** Which chart of the overview leads to which view, where there is more of its idea. */
const MORE = new Map([
  ["to-read-by-genre", "#/waiting"],
  ["top-authors", "#/people"],
  ["books-per-year", "#/years"],
  ["rating-distribution", "#/ratings"],
  ["pages-per-year", "#/milestones"],
]);

/** @param {import("../models/types.js").ChartModel} model */
export function moreOf({ id, title }) {
  const href = MORE.get(id);
  return href ? h("a", { class: "more", href, "aria-label": `More: ${title}` }, "More") : null;
}

/**
 * @param {string} heading
 * @param {(library: Library) => string} lead
 * @param {(library: Library, params: URLSearchParams) => (() => HTMLElement|null|Generator<unknown, HTMLElement|null>)[]} cards
 *   what makes each of them, at once or in steps; null where one has nothing to say
 * @returns {View}
 */
export function chapter(heading, lead, cards) {
  /** @param {HTMLElement} root @param {Library} library @param {URLSearchParams} params */
  function* rest(root, library, params) {
    /** @type {(HTMLElement|null)[]} */
    const made = [];
    for (const make of cards(library, params)) {
      yield;
      const part = make();
      made.push(part && "next" in part ? yield* part : part);
    }
    root.append(
      made.some(Boolean)
        ? h("div", { class: "grid" }, made)
        : h("a", { class: "button", href: "#/" }, "Back to the overview"),
    );
  }
  return {
    title: () => heading,
    mount: (root, library, { params }) => {
      root.append(viewHead(heading, lead(library)));
      return { rest: rest(root, library, params) };
    },
  };
}
