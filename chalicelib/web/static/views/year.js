/** Year in review: one year as a picture, on the screen and on paper. */

import { chartCard } from "../ui/chart-card.js";
import { cover } from "../ui/cover.js";
import { h } from "../ui/dom.js";
import { sortBooks } from "../models/filters.js";
import { hundredth, number, plural, readOn } from "../models/format.js";
import { ratingDistribution } from "../charts/rating.js";
import { topGenres } from "../charts/taste.js";
import { booksPerMonth } from "../charts/time.js";
import { authorLink, figure, stars, titleLink, viewHead } from "../ui/pieces.js";
import { bookHref, booksHref, yearHref } from "../models/addresses.js";
import { dated, headFigures, rated, shortLists, tally } from "../models/stats.js";

const MOSAIC = 120;

/** Models count the whole library; here the links must stay inside the year. */
function within(model, year) {
  const rows = model.rows.map((row) => ({ ...row, href: row.href.replace(/^#\/books\??/, `#/books?year=${year}&`) }));
  return {
    ...model,
    rows,
    basis: { ...model.basis, what: model.basis.what.replace("read books", `books of ${year}`) },
  };
}

function moment(name, book, note) {
  if (!book) return null;
  return h(
    "li",
    {},
    cover(book),
    h("div", { class: "what" }, h("span", { class: "eyebrow" }, name), titleLink(book), authorLink(book)),
    h("div", { class: "figure" }, note),
  );
}

function moments(books, earlier) {
  const ordered = sortBooks(books, "read-asc").filter((book) => book.date_read);
  const { longest, shortest, above } = shortLists(books, 1);
  const [best] = sortBooks(rated(books), "rating");
  const [oldest] = sortBooks(
    books.filter((book) => Number.isInteger(book.publication_year)),
    "published-asc",
  );
  const known = new Set(earlier.map((book) => book.author));
  const news = new Set(books.map((book) => book.author).filter((author) => author && !known.has(author))).size;
  return [
    h(
      "ul",
      { class: "moments" },
      moment("First of the year", ordered[0], ordered[0] && readOn(ordered[0])),
      moment("Last of the year", ordered.length > 1 ? ordered.at(-1) : null, ordered.length && readOn(ordered.at(-1))),
      moment("Best loved", best, best && stars(best.my_rating)),
      moment("Longest", longest[0], longest[0] && plural(longest[0].num_pages, "page")),
      moment(
        "Shortest",
        longest[0] === shortest[0] ? null : shortest[0],
        shortest[0] && plural(shortest[0].num_pages, "page"),
      ),
      moment("Oldest", oldest, oldest && `published ${oldest.publication_year}`),
      moment(
        "Your own opinion",
        above[0],
        above[0] && `${above[0].my_rating} ★ · community ${hundredth(above[0].average_rating)}`,
      ),
    ),
    h(
      "p",
      { class: "lead" },
      `${plural(news, "author was", "authors were")} new to you${earlier.length ? "" : ": your first year here"}.`,
    ),
  ];
}

function yearNav(years, year) {
  const index = years.indexOf(year);
  const link = (target, words) =>
    target === undefined
      ? h("span", { class: "off", "aria-hidden": "true" }, words)
      : h("a", { href: yearHref(target), "aria-label": `Year ${target}` }, words.replace("Year", String(target)));
  return h(
    "nav",
    { class: "year-nav", "aria-label": "Other years" },
    link(years[index - 1], "← Year"),
    h(
      "select",
      {
        "aria-label": "Choose a year",
        onchange: (event) => {
          location.hash = yearHref(event.target.value);
        },
      },
      years.map((other) => h("option", { value: String(other), selected: other === year }, String(other))),
    ),
    link(years[index + 1], "Year →"),
    h("button", { type: "button", class: "button quiet", onclick: () => window.print() }, "Print"),
  );
}

/** "9 more than in 2023", or nothing where there is no year before. */
function change(now, before, previous) {
  if (!previous) return null;
  const more = now - before;
  if (more === 0) return `as many as in ${previous}`;
  return `${number(Math.abs(more))} ${more > 0 ? "more" : "fewer"} than in ${previous}`;
}

/** @param {HTMLElement} root @param {import("../models/types.js").Library} library @param {{path: string[]}} route */
export function mount(root, library, { path }) {
  const years = tally(dated(library.books), (book) => [book.reading_year])
    .map(([year]) => year)
    .sort((a, b) => a - b);
  const year = path[1] === undefined ? years.at(-1) : Number(path[1]);
  const books = library.books.filter((book) => book.reading_year === year);
  if (!books.length) {
    root.append(
      viewHead(
        years.length ? `Nothing read in ${path[1]}` : "No year to look back on",
        years.length ? "No book of your library has a date in that year." : "None of your read books has a date.",
      ),
      years.length ? h("a", { class: "button", href: yearHref(years.at(-1)) }, `Look at ${years.at(-1)}`) : null,
    );
    return;
  }
  const figures = headFigures(books);
  const previous = years[years.indexOf(year) - 1];
  const before = headFigures(library.books.filter((book) => book.reading_year === previous));
  const own = { ...library, books };
  root.append(
    h(
      "article",
      { class: "year-page" },
      yearNav(years, year),
      h(
        "header",
        { class: "year-head" },
        h("p", { class: "eyebrow" }, "A year of reading"),
        h("h1", { tabindex: "-1" }, String(year)),
        h(
          "ul",
          { class: "figures", "aria-label": `${year} at a glance` },
          figure(
            number(figures.books),
            figures.books === 1 ? "book" : "books",
            change(figures.books, before.books, previous),
            booksHref({ year }),
          ),
          figure(
            number(figures.pages),
            "pages",
            figures.measured ? `${number(Math.round(figures.pages / figures.measured))} a book` : null,
            booksHref({ year, pages: "known" }),
          ),
          figure(
            hundredth(figures.meanRating),
            "mean rating",
            `of ${number(figures.rated)} rated`,
            booksHref({ year, sort: "rating" }),
          ),
          figure(
            number(figures.authors),
            figures.authors === 1 ? "author" : "authors",
            null,
            booksHref({ year, sort: "author" }),
          ),
        ),
      ),
      h(
        "section",
        { "aria-label": `The books of ${year}` },
        h(
          "ul",
          { class: "mosaic" },
          sortBooks(books, "read-asc")
            .slice(0, MOSAIC)
            .map((book) =>
              h("li", {}, h("a", { href: bookHref(book), "aria-label": book.title || "Untitled" }, cover(book))),
            ),
        ),
        books.length > MOSAIC
          ? h("p", {}, h("a", { href: booksHref({ year }) }, `All ${number(books.length)} books`))
          : null,
      ),
      h(
        "section",
        { class: "card" },
        h("h2", {}, "Moments"),
        moments(
          books,
          library.books.filter((book) => book.reading_year < year),
        ),
      ),
      h(
        "div",
        { class: "grid" },
        chartCard(booksPerMonth(library, year), { wide: true }),
        chartCard(within(topGenres(own), year)),
        chartCard(within(ratingDistribution(own), year)),
      ),
    ),
  );
}

export const title = (library, { path }) => `${path[1] ?? "Year"} in review`;
