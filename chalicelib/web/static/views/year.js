/** Year in review: one year as a picture, on the screen and on paper. */

import { card } from "../ui/chart-card.js";
import { h } from "../ui/dom.js";
import { year as yearName } from "../models/format.js";
import { yearFigures } from "../charts/figures.js";
import { booksPerMonth, yearsWithMonths } from "../charts/habits.js";
import { ratingDistribution } from "../charts/rating.js";
import { topGenres } from "../charts/taste.js";
import { booksOfYear, moments, newAuthors, noSuchYear, yearAsked } from "../charts/year-review.js";
import { figure, viewHead } from "../ui/pieces.js";
import { booksHref, yearHref } from "../models/addresses.js";
import { yearsOf } from "../models/stats.js";
import { once } from "../pace/once.js";
import { savePicture } from "../sharing/save-picture.js";
import { shareLink } from "../sharing/share-link.js";
import { milestones, milestonesOf } from "../reading/milestones.js";
import { authorOfYear } from "../reading/people.js";
import { coverRow, lovedRow, momentItem, sentenceOf } from "./rows.js";

/** @typedef {import("../models/types.js").Library} Library */

/** @param {Library} library @param {number} year */
function yearNav(library, year) {
  const years = yearsOf(library.books);
  const index = years.indexOf(year);
  const link = (/** @type {number|undefined} */ target, /** @type {string} */ words) =>
    target === undefined
      ? h("span", { class: "off", "aria-hidden": "true" }, words)
      : h("a", { href: yearHref(target), "aria-label": `Year ${target}` }, words.replace("Year", String(target)));
  return h(
    "nav",
    { class: "year-nav", "aria-label": "Other years" },
    link(years[index - 1], "← Year"),
    years.length > 1
      ? h(
          "select",
          {
            "aria-label": "Choose a year",
            onchange: (/** @type {Event} */ event) => {
              location.hash = yearHref(/** @type {HTMLSelectElement} */ (event.target).value);
            },
          },
          years.map((other) => h("option", { value: String(other), selected: other === year }, String(other))),
        )
      : null,
    link(years[index + 1], "Year →"),
    h(
      "span",
      { class: "year-actions" },
      shareLink(library, year),
      savePicture(library, year),
      h("button", { type: "button", class: "button quiet", onclick: () => window.print() }, "Print"),
    ),
  );
}

/** @param {HTMLElement} root @param {Library} library @param {string|undefined} asked */
function mountNoYear(root, library, asked) {
  const { title: heading, lead } = noSuchYear(library, asked);
  const latest = yearsOf(library.books).at(-1);
  root.append(viewHead(heading, lead));
  if (latest !== undefined)
    root.append(h("a", { class: "button", href: yearHref(latest) }, `Look at ${yearName(latest)}`));
}

/** @param {HTMLElement} root @param {Library} library @param {import("../models/types.js").Route} route */
export function mount(root, library, { path }) {
  const year = yearAsked(library, path[1]);
  if (year === null) {
    mountNoYear(root, library, path[1]);
    return null;
  }
  const name = yearName(year);
  const page = h(
    "article",
    { class: "year-page" },
    yearNav(library, year),
    h(
      "header",
      { class: "year-head" },
      h("p", { class: "eyebrow" }, "A year of reading"),
      h("h1", { tabindex: "-1" }, name),
      h(
        "ul",
        { class: "figures", "aria-label": `${name} at a glance` },
        yearFigures(library, year).map(({ value, name: what, note, href }) => figure(value, what, note, href)),
      ),
    ),
  );
  root.append(page);
  return { rest: rest(page, library, year) };
}

/** What stands below the figures, part by part. @param {HTMLElement} page @param {Library} library @param {number} year */
function* rest(page, library, year) {
  yield;
  const own = booksOfYear(library, year);
  const books = own.map(({ book }) => book);
  const again = new Set(own.filter((one) => one.again).map(({ book }) => book));
  page.append(
    h(
      "section",
      { "aria-label": `The books of ${yearName(year)}` },
      coverRow(books, booksHref({ year }), (book) => (again.has(book) ? "read again" : "")),
    ),
  );
  yield;
  const told = [...moments(library, year)];
  yield;
  // A share of one year does not know the books before it.
  if (!library.metadata.share) told.push(...milestonesOf(once(library, milestones), year));
  yield;
  const authors = [...authorOfYear(library, year), newAuthors(library, year)];
  page.append(
    h(
      "section",
      { class: "card" },
      h("h2", {}, "Moments"),
      h("ul", { class: "moments" }, told.map(momentItem)),
      h("p", { class: "lead" }, sentenceOf(authors)),
    ),
  );
  yield;
  const best = lovedRow(books, { year }, "card");
  if (best) page.append(best);
  yield;
  const cards = [];
  for (const make of [
    () => (once(library, yearsWithMonths).includes(year) ? card(booksPerMonth(library, year), true) : null),
    () => card(topGenres(library, year)),
    () => card(ratingDistribution(library, year)),
  ]) {
    cards.push(make());
    yield;
  }
  page.append(h("div", { class: "grid" }, cards));
}

/** @param {Library} library @param {import("../models/types.js").Route} route */
export function title(library, { path }) {
  const year = yearAsked(library, path[1]);
  return year === null ? noSuchYear(library, path[1]).title : `${yearName(year)} in review`;
}
