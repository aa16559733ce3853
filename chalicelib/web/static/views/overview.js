/** The dashboard itself: head figures, charts, short lists. */

import { chartCard } from "../ui/chart-card.js";
import { h } from "../ui/dom.js";
import { gapOf } from "../models/filters.js";
import { hundredth, number, plural, readOn, shortDay, signed } from "../models/format.js";
import { isEnriched } from "../models/library.js";
import * as rating from "../charts/rating.js";
import * as taste from "../charts/taste.js";
import * as time from "../charts/time.js";
import { figure, rankedList, stars } from "../ui/pieces.js";
import { booksHref, hashFor, yearHref } from "../models/addresses.js";
import { replaceHash } from "../ui/router.js";
import { shelf } from "../ui/shelf.js";
import { dated, headFigures, shortLists, tally } from "../models/stats.js";

/** The rooms of the page: heading and its charts, each a model or a card. */
function sections(library, months) {
  const wide = { wide: true };
  return [
    [
      "Through the years",
      [
        chartCard(time.booksPerYear(library)),
        chartCard(time.pagesPerYear(library)),
        months,
        chartCard(time.weekdays(library)),
        chartCard(time.monthPattern(library), wide),
      ],
    ],
    [
      "What you think of them",
      [chartCard(rating.ratingDistribution(library)), chartCard(rating.mineAgainstCommunity(library))],
    ],
    [
      "What you read",
      [
        chartCard(taste.fictionSplit(library), wide),
        chartCard(taste.topGenres(library)),
        chartCard(taste.topAuthors(library)),
        chartCard(taste.genresOverYears(library), wide),
        chartCard(taste.lengthDistribution(library)),
        chartCard(time.publicationByReading(library)),
      ],
    ],
    ["What is waiting", [chartCard(taste.toReadByGenre(library), wide)]],
  ];
}

/** Months of one year, with the year to choose; the choice stays in the address. */
function monthsCard(library, chosen) {
  const years = tally(dated(library.books), (book) => [book.reading_year])
    .map(([year]) => year)
    .sort((a, b) => b - a);
  if (!years.length) return chartCard(time.booksPerMonth(library, "any year"));
  const current = years.includes(chosen) ? chosen : years[0];
  const select = h(
    "select",
    { id: "months-of", "aria-label": "Year" },
    years.map((year) => h("option", { value: String(year), selected: year === current }, String(year))),
  );
  const card = chartCard(time.booksPerMonth(library, current), { extra: select });
  select.addEventListener("change", () => {
    const year = Number(select.value);
    replaceHash(hashFor([], { months: year }));
    const next = monthsCard(library, year);
    card.replaceWith(next);
    next.querySelector("select").focus();
  });
  return card;
}

function hero(library, figures) {
  const { books, pages, meanRating, years, firstYear, lastYear, authors, busiest, busiestCount } = figures;
  const span = firstYear === null ? null : firstYear === lastYear ? `in ${firstYear}` : `${firstYear}–${lastYear}`;
  return h(
    "header",
    { class: "hero" },
    h("p", { class: "eyebrow" }, "Your reading life"),
    h(
      "h1",
      { tabindex: "-1" },
      number(books),
      " ",
      books === 1 ? "book" : "books",
      h("span", { class: "and" }, span ? `, ${span}` : ""),
    ),
    h(
      "ul",
      { class: "figures", "aria-label": "At a glance" },
      figure(number(books), "books read", null, booksHref({})),
      figure(
        number(pages),
        "pages",
        `in ${plural(figures.measured, "book")}`,
        booksHref({ pages: "known", sort: "pages" }),
      ),
      figure(hundredth(meanRating), "mean rating", `of ${number(figures.rated)} rated`, booksHref({ sort: "rating" })),
      figure(number(years), years === 1 ? "year" : "years", span, lastYear === null ? null : yearHref(lastYear)),
      figure(number(authors), authors === 1 ? "author" : "authors", null, booksHref({ sort: "author" })),
      figure(
        busiest === null ? "–" : String(busiest),
        "busiest year",
        busiest === null ? null : plural(busiestCount, "book"),
        busiest === null ? null : yearHref(busiest),
      ),
    ),
    library.books.length ? shelf(shelfBooks(library.books)) : null,
  );
}

/** Latest first; books without a date stand at the end of the shelf. */
function shelfBooks(books) {
  const read = shortLists(books, 0).latest.length
    ? [...dated(books)].sort((a, b) => (readKey(a) < readKey(b) ? 1 : -1))
    : [];
  return [...read, ...books.filter((book) => !Number.isInteger(book.reading_year))].slice(0, 160);
}
const readKey = (book) => book.date_read ?? book.reading_month_year ?? String(book.reading_year);

function lists(library) {
  const { latest, longest, shortest, above, below } = shortLists(library.books);
  const pages = (book) => plural(book.num_pages, "page");
  const gap = (book) => [
    h("strong", {}, signed(gapOf(book))),
    h("small", {}, `${book.my_rating} ★ · ${hundredth(book.average_rating)}`),
  ];
  return h(
    "section",
    { class: "rows", "aria-labelledby": "lists-title" },
    h("h2", { id: "lists-title" }, "Some of your books"),
    h(
      "div",
      { class: "grid" },
      rankedList(
        "latest",
        "Latest ten",
        latest,
        (book) => [stars(book.my_rating), h("small", {}, readOn(book, shortDay))],
        booksHref({}),
      ),
      h(
        "div",
        { class: "stack" },
        rankedList("longest", "Longest", longest, pages, booksHref({ pages: "known", sort: "pages" })),
        rankedList("shortest", "Shortest", shortest, pages, booksHref({ pages: "known", sort: "pages-asc" })),
      ),
      rankedList("above", "You liked more than the community", above, gap, booksHref({ sort: "gap" })),
      rankedList("below", "You liked less than the community", below, gap, booksHref({ sort: "gap-asc" })),
    ),
  );
}

/** Where the facts come from, and how much is missing. */
function colophon(library) {
  const without = library.all.filter((book) => !isEnriched(book)).length;
  const rejected = library.metadata.rows_rejected?.length ?? 0;
  return h(
    "footer",
    { class: "colophon" },
    h(
      "p",
      {},
      `Genres were found for ${number(library.all.length - without)} of ${plural(library.all.length, "book")}. `,
      without ? h("a", { href: "#/unenriched" }, `${plural(without, "book")} without`) : null,
      rejected ? [" · ", h("a", { href: "#/unenriched" }, `${plural(rejected, "row")} of the file left out`)] : null,
    ),
    h(
      "p",
      {},
      "Genres and covers: Open Library and Google Books. Not affiliated with Goodreads. ",
      h("a", { href: "#/delete" }, "Delete my data"),
    ),
  );
}

/** @param {HTMLElement} root @param {import("../models/types.js").Library} library @param {{params: URLSearchParams}} route */
export function mount(root, library, { params }) {
  const months = monthsCard(library, Number(params.get("months")));
  root.append(
    hero(library, headFigures(library.books)),
    ...sections(library, months).map(([title, cards], index) =>
      h(
        "section",
        { class: "rows", "aria-labelledby": `section-${index}` },
        h("h2", { id: `section-${index}` }, title),
        h("div", { class: "grid" }, cards),
      ),
    ),
    lists(library),
    colophon(library),
  );
}

export const title = () => "Overview";
