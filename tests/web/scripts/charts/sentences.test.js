import assert from "node:assert/strict";
import { test } from "node:test";

import { yearAxis } from "../../../../chalicelib/web/static/charts/axis.js";
import * as figures from "../../../../chalicelib/web/static/charts/figures.js";
import * as habits from "../../../../chalicelib/web/static/charts/habits.js";
import * as rating from "../../../../chalicelib/web/static/charts/rating.js";
import * as taste from "../../../../chalicelib/web/static/charts/taste.js";
import * as time from "../../../../chalicelib/web/static/charts/time.js";
import { headFigures } from "../../../../chalicelib/web/static/models/stats.js";
import { book, libraryOf, many } from "../libraries.js";

const READ = { read: "2024-05-06" };
const rated = (...ratings) => libraryOf(ratings.map((my_rating) => book({ my_rating })));

test("the count of books says how many are dated, and when", () => {
  const cases = [
    [[], ""],
    [[book()], ", without a date"],
    [many(2), ", none of them dated"],
    [[book({ read: "2018" })], ", 2018"],
    [[book({ read: "2018" }), book({ read: "2019" })], ", 2018–2019"],
    [[book({ read: "2018" }), book({ read: "2019" }), ...many(3)], ", 2 of them dated, 2018–2019"],
  ];
  for (const [books, words] of cases) assert.equal(figures.afterTheCount(headFigures(libraryOf(books).books)), words);
});

test("years with books are not the years between the first and the last", () => {
  const yearsFigure = (...years) => {
    const library = libraryOf(years.map((year) => book({ read: String(year) })));
    const { value, name, note } = figures
      .libraryFigures(headFigures(library.books))
      .find((one) => one.name.startsWith("year"));
    return `${value} ${name}, ${note}`;
  };
  assert.equal(yearsFigure(1998, 2000, 2021), "3 years with books, of the 24 from 1998 to 2021");
  assert.equal(yearsFigure(2020, 2021), "2 years with books, 2020–2021");
  assert.equal(yearsFigure(2021), "1 year with books, 2021");
});

test("pages leave audiobooks out, and say so", () => {
  const library = libraryOf([book({ ...READ, num_pages: 300 }), book({ ...READ, num_pages: 9, format: "audio" })]);
  const pages = figures.libraryFigures(headFigures(library.books))[1];
  assert.deepEqual([pages.value, pages.note], ["300", "in 1 book, and 9 hours of an audiobook"]);
  assert.deepEqual(time.pagesPerYear(library).rows[0].cells, ["2024", 300, 1]);
  for (const model of [time.pagesPerYear(library), taste.lengthDistribution(library)]) {
    assert.match(model.summary, /1 audiobook is left out, which has hours instead of pages\.$/);
  }
});

test("a year in progress has not fewer books than another", () => {
  const books = [...many(3, { read: "2025-02-03" }), ...many(2, { read: "2026-02-03" })];
  const change = (year) => figures.yearFigures(libraryOf(books), year)[0].note;
  assert.equal(change(2025), null);
  assert.equal(change(2026), "so far; 3 in 2025");
  assert.equal(time.booksPerYear(libraryOf(books)).summary, "You read most in 2025, 3 books; 2026 stands at 2 so far.");
  const over = libraryOf([...books, ...many(1, { read: "2026-12-30" })], [], {
    export_timestamp: "2027-01-01T00:00:00Z",
  });
  assert.equal(figures.yearFigures(over, 2026)[0].note, "as many as in 2025");
});

test("ratings of the same number share the sentence", () => {
  const cases = [
    [rated(4, 4, 5), "You give 4 stars most often; the mean is 4.33."],
    [rated(3, 3, 4, 4, 5), "You give 3 and 4 stars most often; the mean is 3.80."],
    [rated(1, 2, 3, 4, 5), "You give 1, 2, 3, 4 and 5 stars equally often; the mean is 3.00."],
    [rated(1), "You rated one book, with 1 star."],
    [rated(4.75), "You rated one book, with 4.75 stars."],
    [rated(4, 4), "You gave 4 stars to each of 2 books."],
    [rated(), "You have not rated any book."],
  ];
  for (const [library, summary] of cases) assert.equal(rating.ratingDistribution(library).summary, summary);
  const year = libraryOf([4, 4, 5].map((my_rating) => book({ ...READ, my_rating })));
  assert.equal(rating.ratingDistribution(year, 2024).summary, "You gave 4 stars most often; the mean is 4.33.");
  assert.equal(rating.ratingDistribution(libraryOf([book(READ)]), 2024).summary, "You rated no book of 2024.");
});

test("quarters stand between half stars, and each is in the list of its bar", () => {
  const cells = (library) => rating.ratingDistribution(library).rows.map((row) => row.cells.join(":"));
  assert.deepEqual(cells(rated(3, 5)), ["1:0", "2:0", "3:1", "4:0", "5:1"]);
  assert.deepEqual(cells(rated(3.5, 5)).slice(4), ["3:0", "3.5:1", "4:0", "4.5:0", "5:1"]);
  assert.deepEqual(cells(rated(3.5, 3.75, 0.25)), [
    "0 to 0.49:1",
    "0.5:0",
    "1:0",
    "1.5:0",
    "2:0",
    "2.5:0",
    "3:0",
    "3.5 to 3.99:2",
    "4:0",
    "4.5:0",
    "5:0",
  ]);
});

test("who rates as the community does is neither kinder nor sterner", () => {
  const summary = (...pairs) =>
    rating.mineAgainstCommunity(
      libraryOf(pairs.map(([my_rating, average_rating]) => book({ my_rating, average_rating }))),
    ).summary;
  assert.equal(summary([4, 4]), "Your rating is the same as the community's.");
  assert.equal(summary([4, 3.5], [3, 3.5]), "Your ratings are on average the same as the community's.");
  assert.equal(summary([4, 3.5]), "You are kinder than the community: 0.50 stars above its rating.");
  assert.equal(
    summary([3, 3.5], [3, 3.4]),
    "You are sterner than the community: 0.45 stars below its rating on average.",
  );
});

test("genres and authors in a tie are not ranked", () => {
  const genres = (...lists) => taste.topGenres(libraryOf(lists.map((list) => book({ genres: list })))).summary;
  assert.equal(genres(["A"], ["A", "B"]), "A leads with 2 books, out of 2 genres.");
  assert.equal(genres(["A", "B", "C"], ["A", "B"]), "A and B lead with 2 books each, out of 3 genres.");
  assert.equal(genres(["A", "B", "C", "D", "E"]), "All 5 genres have 1 book each.");
  assert.equal(
    genres(["A", "B", "C", "D", "E"], ["A", "B", "C", "D"]),
    "4 genres lead with 2 books each, out of 5 genres.",
  );
  assert.equal(genres(["A"]), "A is the only genre, with 1 book.");
  const authors = (...names) => taste.topAuthors(libraryOf(names.map((author) => book({ author })))).summary;
  assert.equal(authors("A"), "The one book is by A.");
  assert.equal(authors("A", ""), "1 of 2 books is by A.");
  assert.equal(authors("A", "B", "C"), "You read one book each by 3 authors.");
  assert.equal(authors("A", "A", "B"), "You came back to 1 of 2 authors, most often to A, 2 books.");
  assert.equal(authors("A", "A", "B", "B"), "You came back to both authors, most often to A and B, 2 books each.");
});

test("a tie of thirteen is counted beyond the twelve that are drawn", () => {
  const letters = "ABCDEFGHIJKLM".split("");
  const model = taste.topGenres(libraryOf([book({ genres: letters }), book({ genres: [...letters, "Z"] })]));
  assert.equal(model.rows.length, 12);
  assert.equal(model.summary, "13 genres lead with 2 books each, out of 14 genres.");
});

test("the oldest is the oldest of all read books, dated or not", () => {
  const library = libraryOf([book({ ...READ, publication_year: 1895 }), book({ publication_year: -500 })]);
  const { summary, basis } = time.publicationByReading(library);
  assert.equal(summary, "The one book here appeared in 1895; the oldest of all your read books is from 500 BC.");
  assert.deepEqual([basis.n, basis.of], [1, 2]);
});

test("while the job runs, genres say what they stand on", () => {
  const books = [book({ genres: ["A"], genre_enriched: true }), book()];
  const running = libraryOf(books, [], { status: "processing", books_processed: 1 });
  assert.match(taste.topGenres(running).summary, / Genres were looked up for 1 of 2 books so far\.$/);
  assert.equal(figures.genreNote(running)[0], "Genres have been found for 1 of 2 books so far.");
  assert.equal(figures.genreNote(libraryOf(books))[0], "Genres were found for 1 of 2 books.");
});

test("ten empty years belong to an axis, more are one gap", () => {
  assert.deepEqual(yearAxis([2001, 2003]), [2001, 2002, 2003]);
  assert.equal(yearAxis([2001, 2012]).length, 12);
  assert.deepEqual(yearAxis([1970, 2013, 2014]), [1970, "…", 2013, 2014]);
  assert.deepEqual(yearAxis([1900, 1950, 2013]), [1900, "…", 1950, "……", 2013]);
  assert.deepEqual(yearAxis([]), []);
});

test("weekdays are told when enough of them can be believed and one differs from another", () => {
  const onDays = (...counts) =>
    counts.flatMap((count, weekday) => many(count, { read: `2024-01-${String(weekday + 1).padStart(2, "0")}` }));
  const unsure = (count) => many(count, { read: "2024-01-01", date_precision: "year" });
  const tells = (...books) => habits.tellsWeekdays(libraryOf(books.flat()));
  assert.equal(tells(onDays(13)), false);
  assert.equal(tells(onDays(14)), true);
  assert.equal(tells(onDays(14), unsure(14)), true);
  assert.equal(tells(onDays(14), unsure(15)), false);
  assert.equal(tells(onDays(38, 36, 30, 39, 23, 30, 28)), false); // about the same, as chance has it
  assert.equal(tells(onDays(5, 5, 5, 5, 5, 5, 5)), false);
  assert.equal(tells(onDays(10, 10, 10, 10, 10, 24, 10)), true);
  assert.equal(tells(onDays(10, 10, 10, 10, 10, 18, 10)), false);
  assert.equal(tells(onDays(12, 12, 12, 12, 12, 12, 0)), false);
  assert.equal(tells(onDays(13, 13, 13, 13, 13, 13, 0)), true); // never on a Sunday
});

test("months are told when enough of them can be believed", () => {
  const day = (index) => `2024-${String(1 + (index % 12)).padStart(2, "0")}-15`;
  const sure = (count) => Array.from({ length: count }, (_, index) => book({ read: day(index) }));
  const unsure = (count) => many(count, { read: "2024-01-01", date_precision: "year" });
  assert.equal(habits.tellsMonths(libraryOf(sure(23))), false);
  assert.equal(habits.tellsMonths(libraryOf(sure(24))), true);
  assert.equal(habits.tellsMonths(libraryOf([...sure(24), ...unsure(25)])), false);
  assert.deepEqual(habits.yearsWithMonths(libraryOf([...sure(1), ...unsure(1)])), [2024]);
  assert.deepEqual(habits.yearsWithMonths(libraryOf([...sure(1), ...unsure(2)])), []);
});

test("a placeholder is no habit", () => {
  const library = libraryOf([
    ...many(30, { read: "2024-01-01", date_precision: "year" }),
    book({ read: "2024-05-06" }),
  ]);
  assert.equal(habits.weekdays(library).basis.n, 1);
  assert.deepEqual(
    habits.booksPerMonth(library, 2024).rows.map((row) => row.cells),
    [["May", 1]],
  );
  assert.equal(habits.monthPattern(library).rows.length, 1);
  assert.equal(time.booksPerYear(library).rows[0].value, 31);
});

test("one note tells how far dates are believed, with links to those books", () => {
  const library = libraryOf([
    ...many(2, { read: "2024-01-01", date_precision: "year" }),
    book({ read: "2024-02-01", date_precision: "month" }),
    book({ read: "2024-02-09", date_precision: null }),
    book({ read: "2024-02-03" }),
  ]);
  const note = figures.dateNote(library);
  assert.equal(
    note.map((part) => part.words ?? part).join(""),
    "Not every date tells a day; 1 January, for example, often stands for a day that nobody noted. For 2 books only the " +
      "year is believed, for 1 book only the month is believed, for 1 book nothing is believed. Charts that need more leave " +
      "these books out.",
  );
  assert.deepEqual(
    note.filter((part) => part.href).map((part) => part.href),
    ["#/books?precision=year", "#/books?precision=month", "#/books?precision=none"],
  );
  assert.equal(figures.dateNote(libraryOf([book({ read: "2024-02-03" }), book()])), null);
});

test("fiction and nonfiction are one sentence of the genres of all books", () => {
  const summary = (...lists) => taste.topGenres(libraryOf(lists.map((genres) => book({ genres, ...READ }))));
  const cases = [
    [[["A"]], ""],
    [[["A", "Fiction"]], " The one book with genres is fiction, none nonfiction."],
    [[["A", "Fiction"], ["A"]], " 1 of 2 books with genres is fiction, none nonfiction."],
    [[["A", "Nonfiction"], ["A", "Nonfiction"], []], " Both books with genres are nonfiction, none fiction."],
    [
      [["A", "Fiction"], ["A", "Fiction"], ["A", "Nonfiction"], ["A"]],
      " 2 of 4 books with genres are fiction, 1 nonfiction.",
    ],
  ];
  for (const [lists, words] of cases)
    assert.equal(summary(...lists).summary.slice(summary(...lists).summary.indexOf(".") + 1), words);
  const library = libraryOf([book({ genres: ["A", "Fiction"], ...READ })]);
  assert.equal(taste.topGenres(library, 2024).summary, "A is the only genre, with 1 book.");
});
