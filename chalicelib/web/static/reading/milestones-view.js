/** The cards of milestones: round numbers, the longest gap, and the stack of paper. */

import { day as dayName, number } from "../models/format.js";
import { h } from "../ui/dom.js";
import { once } from "../pace/once.js";
import { momentItem } from "../views/rows.js";
import { gapWords, longestGap, milestones } from "./milestones.js";
import { PAPER_NOTE, metresOf, paperStack } from "./stack.js";

/** @typedef {import("../models/types.js").Library} Library */

/** @param {string} id @param {string} title @param {string} summary @param {...import("../ui/dom.js").Child} parts */
const plainCard = (id, title, summary, ...parts) =>
  h(
    "section",
    { class: "card plain", id, "aria-labelledby": `${id}-title` },
    h("h3", { id: `${id}-title` }, title),
    summary ? h("p", { class: "summary" }, summary) : null,
    parts,
  );

/** @param {Library} library */
export function roundNumbers(library) {
  const marks = once(library, milestones);
  if (!marks.length) return null;
  const items = marks.map(({ name, text, book, href }) =>
    book
      ? momentItem({ name, book, note: dayName(text) })
      : h(
          "li",
          { class: "unknown" },
          h(
            "div",
            { class: "what" },
            h("span", { class: "eyebrow" }, name),
            h("a", { href }, `One of the books of ${dayName(text)}`),
          ),
        ),
  );
  const element = plainCard("round-numbers", "Round numbers", "", h("ul", { class: "moments" }, items));
  element.classList.add("wide");
  return element;
}

/** @param {Library} library */
export function gapCard(library) {
  const gap = once(library, longestGap);
  if (!gap) return null;
  return plainCard(
    "longest-gap",
    "The longest gap",
    gapWords(gap),
    h(
      "ul",
      { class: "moments" },
      momentItem({ name: "Before", book: gap.from.book, note: dayName(gap.from.text) }),
      momentItem({ name: "After", book: gap.to.book, note: dayName(gap.to.text) }),
    ),
  );
}

/** @param {Library} library */
export function stackCard(library) {
  const stack = once(library, paperStack);
  if (!stack) return null;
  const most = Math.max(...stack.heights.map(({ metres }) => metres));
  const drawn = stack.heights.map(({ name, metres }) => {
    const bar = h("div", { class: name === "your pages" ? "pillar paper" : "pillar" });
    bar.style.height = `${(metres / most) * 100}%`;
    return h(
      "div",
      { class: "beside" },
      h("div", { class: "ground" }, bar),
      h("strong", {}, metresOf(metres)),
      h("span", {}, name),
    );
  });
  const { n, of, what } = stack.basis;
  return plainCard(
    "paper-stack",
    "A stack of paper",
    stack.summary,
    h("div", { class: "heights", "aria-hidden": "true" }, drawn),
    h("small", {}, `${PAPER_NOTE} ${number(n)} of ${number(of)} ${what}.`),
  );
}
