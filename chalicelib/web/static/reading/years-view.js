/** The cards of years side by side, and of a goal for this year, which only this browser knows. */

import { keepGoal, keptGoal } from "../job/store.js";
import { hashFor } from "../models/addresses.js";
import { year as yearName } from "../models/format.js";
import { toldUntil } from "../models/library.js";
import { readIn, yearOf } from "../models/stats.js";
import { jobInPath } from "../pages/site.js";
import { card } from "../ui/chart-card.js";
import { h } from "../ui/dom.js";
import { replaceHash } from "../ui/router.js";
import { dayOf } from "./tonight-card.js";
import { MEAN, besideWords, comparisons, monthsSideBySide, sideName, sidesOf } from "./years.js";
import { NO_GOAL, goalFor, goalOf, goalWordsUntil, noGoalWords } from "./years.js";

/** @typedef {import("../models/types.js").Library} Library */

/** A figure of both sides as two bars in one scale. @param {import("./years.js").Comparison} comparison @param {string[]} sides */
function pair({ name, values, shown }, sides) {
  const most = Math.max(...values);
  const bars = values.map((value, side) => {
    const bar = h("span", { class: side ? "length other" : "length" });
    bar.style.width = `${(value / most) * 100}%`;
    return h(
      "span",
      { class: "line" },
      h("span", { class: "room", "aria-hidden": "true" }, bar),
      h("span", {}, h("span", { class: "sr-only" }, `${sides[side]}: `), shown[side]),
    );
  });
  return h("div", {}, h("dt", {}, name), h("dd", {}, bars));
}

/** @param {Library} library @param {URLSearchParams} params @returns {HTMLElement|null} */
export function besideCard(library, params) {
  const sides = sidesOf(library, params);
  if (!sides) return null;
  const { a, b, years, mean } = sides;
  /** @param {"a"|"b"} name @param {string} label @param {[string, string][]} options @param {string} chosen */
  const choice = (name, label, options, chosen) =>
    h(
      "select",
      {
        "aria-label": label,
        data: { side: name },
        onchange: ({ target }) => {
          const wanted = { a, b, [name]: /** @type {HTMLSelectElement} */ (target).value };
          replaceHash(hashFor(["years"], wanted));
          const next = besideCard(
            library,
            new URLSearchParams(Object.entries(wanted).map(([key, value]) => [key, String(value)])),
          );
          if (!next) return;
          element.replaceWith(next);
          /** @type {HTMLElement|null} */ (next.querySelector(`[data-side="${name}"]`))?.focus();
        },
      },
      options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)),
    );
  const named = years.toReversed().map((year) => /** @type {[string, string]} */ ([String(year), yearName(year)]));
  /** @type {[string, string][]} */
  const others = [
    ...(mean ? [/** @type {[string, string]} */ ([MEAN, "Mean year"])] : []),
    ...named.filter(([year]) => year !== String(a)),
  ];
  const months = b === MEAN ? null : card(monthsSideBySide(library, a, b), true);
  const element = h(
    "div",
    { class: "wide side-by-side" },
    h(
      "section",
      { class: "card plain", "aria-labelledby": "beside-title" },
      h(
        "div",
        { class: "card-head" },
        h(
          "h3",
          { id: "beside-title" },
          h("span", { class: "one" }, yearName(a)),
          " and ",
          h("span", { class: "other" }, sideName(b)),
        ),
        h("div", { class: "sides" }, choice("a", "Year", named, String(a)), choice("b", "Beside", others, String(b))),
      ),
      h("p", { class: "summary", "aria-live": "polite" }, besideWords(library, a, b)),
      h(
        "dl",
        { class: "pairs" },
        comparisons(library, a, b).map((one) => pair(one, [yearName(a), sideName(b)])),
      ),
    ),
    months,
  );
  return element;
}

/** @param {Library} library @param {Date} [now] @returns {HTMLElement} */
export function goalCard(library, now = new Date()) {
  const jobId = jobInPath(location.pathname);
  const day = dayOf(now);
  const year = yearOf(day);
  const done = readIn(library.books, year).length;
  const until = toldUntil(library);
  const words = h("p", { class: "summary", "aria-live": "polite" });
  const field = /** @type {HTMLInputElement} */ (
    h("input", { id: "goal", type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "6" })
  );
  const show = () => {
    const goal = goalFor(keptGoal(jobId), year);
    field.value = goal === null ? "" : String(goal);
    words.textContent = goal === null ? noGoalWords(done, year) : goalWordsUntil(done, goal, day, until);
  };
  show();
  return h(
    "section",
    { class: "card plain wide goal", "aria-labelledby": "goal-title" },
    h("h3", { id: "goal-title" }, `A goal for ${yearName(year)}`),
    words,
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          const written = field.value.trim();
          const goal = goalOf(written);
          if (written && goal === null) words.textContent = NO_GOAL;
          else if (keepGoal(jobId, goal === null ? null : `${year}:${goal}`)) show();
          else words.textContent = "This browser keeps nothing, so a goal would be forgotten.";
        },
      },
      h("label", { for: "goal" }, "Books"),
      field,
      h("button", { type: "submit", class: "button quiet" }, "Keep"),
    ),
    h("small", {}, "Kept in this browser alone."),
  );
}
