/** A book for tonight: one of the shelf of books to read, the same all day, with the sentence that says why. */

import { cover } from "../ui/cover.js";
import { h } from "../ui/dom.js";
import { authorLink, titleLink } from "../ui/pieces.js";
import { once } from "../pace/once.js";
import { factsOf, orderOf, pool, why } from "./tonight.js";

/** @typedef {import("../models/types.js").Library} Library */

/** The book that was asked for last, so that it stays when its view is built anew. @type {string|null} */
let asked = null;

/** The reader's own day. @param {Date} now */
export const dayOf = (now) =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

/** Null where no book has anything that speaks for it. @param {Library} library @param {Date} [now] @returns {HTMLElement|null} */
export function tonightCard(library, now = new Date()) {
  const picks = orderOf(once(library, pool), dayOf(now));
  if (!picks.length) return null;
  let at = Math.max(
    0,
    picks.findIndex(({ book }) => book.goodreads_id === asked),
  );
  const place = h("div", { class: "pick", "aria-live": "polite" });
  const show = () => {
    const { book } = picks[at];
    place.replaceChildren(
      cover(book, { large: true }),
      h(
        "div",
        { class: "what" },
        titleLink(book),
        authorLink(book),
        h("p", { dir: "auto" }, why(picks[at])),
        h("small", {}, factsOf(book)),
      ),
    );
  };
  const another = h(
    "button",
    {
      type: "button",
      class: "button quiet",
      onclick: () => {
        at = (at + 1) % picks.length;
        asked = picks[at].book.goodreads_id;
        show();
      },
    },
    "Another one",
  );
  show();
  return h(
    "section",
    { class: "card tonight", "aria-labelledby": "tonight-title" },
    h("h3", { id: "tonight-title" }, "A book for tonight"),
    place,
    picks.length > 1 ? another : null,
  );
}
