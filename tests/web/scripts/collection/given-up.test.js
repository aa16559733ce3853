import assert from "node:assert/strict";
import { test } from "node:test";

import { givenUpShare } from "../../../../chalicelib/web/static/collection/given-up.js";
import { givenUpByGenre, givenUpByLength } from "../../../../chalicelib/web/static/collection/given-up-charts.js";
import { parseHash } from "../../../../chalicelib/web/static/models/addresses.js";
import { filterBooks, readFilters } from "../../../../chalicelib/web/static/models/filters.js";
import { libraryOf, many } from "../libraries.js";

const dnf = (count, fields = {}) => many(count, { reading_status: "dnf", ...fields });
const cells = ({ rows }) => rows.map((row) => row.cells);

test("the share is of the books that were begun: read or given up", () => {
  const cases = [
    [0, [], null],
    [3, [], null],
    [3, many(2, { reading_status: "to-read" }), null],
    [3, many(2, { reading_status: "currently-reading" }), null],
    [0, dnf(1), "the one book that you began"],
    [0, dnf(2), "both books that you began"],
    [0, dnf(3), "all 3 books that you began"],
    [3, dnf(1), "1 of 4 books that you began, 25 %"],
    [257, [...dnf(3), ...many(1, { reading_status: "abandoned" })], "4 of 261 books that you began, 1.5 %"],
    [2500, dnf(1), "1 of 2,501 books that you began, under 0.1 %"],
    [1, dnf(2500), "2,500 of 2,501 books that you began, over 99.9 %"],
    [1, [...dnf(1), ...many(5, { reading_status: "to-read" })], "1 of 2 books that you began, 50 %"],
  ];
  for (const [read, others, words] of cases) assert.equal(givenUpShare(libraryOf(many(read, {}), others)), words);
});

test("genres are compared when ten books are given up, and those of which ten were begun", () => {
  const read = [...many(15, { genres: ["Fantasy", "Fiction"] }), ...many(10, { genres: ["Biography"] })];
  const others = [
    ...dnf(5, { genres: ["Fantasy", "Fiction"] }),
    ...many(5, { genres: ["Horror"], reading_status: "abandoned" }), // of only five begun
    ...many(40, { genres: ["Biography"], reading_status: "to-read" }),
  ];
  assert.deepEqual(cells(givenUpByGenre(libraryOf(read, others))), []); // one genre is no comparison
  const more = [...others, ...dnf(2, { genres: ["Biography"] })];
  const model = givenUpByGenre(libraryOf(read, more));
  assert.deepEqual(cells(model), [
    ["Fantasy", 20, 25, 5],
    ["Biography", 12, 16.7, 2],
  ]);
  assert.equal(model.summary, "Given up most often: Fantasy, 25 % of the books begun.");
  assert.deepEqual(cells(givenUpByGenre(libraryOf(read, more.slice(3)))), []); // nine are given up
});

test("lengths are compared from short to long, also one of which nothing is given up", () => {
  const length = (page_category) => ({ page_category });
  const read = [...many(10, length("Short (<200)")), ...many(10, length("Long (350-500)"))];
  const others = dnf(10, length("Long (350-500)"));
  const model = givenUpByLength(libraryOf([...read, ...many(9, length("Very Long (500+)"))], others));
  assert.deepEqual(cells(model), [
    ["Short (<200)", 10, 0, 0],
    ["Long (350–500)", 20, 50, 10],
  ]);
  assert.equal(model.summary, "Given up most often: Long (350–500), 50 % of the books begun.");
  assert.deepEqual(cells(givenUpByLength(libraryOf(read, dnf(10)))), []); // of no known length
});

test("a tie is told as one, and every bar leads to its books on all shelves of given-up books", () => {
  const genres = ["A", "B", "C", "D"];
  const of = (count) =>
    libraryOf(
      genres.slice(0, count).flatMap((genre) => many(9, { genres: [genre] })),
      genres.flatMap((genre, index) =>
        many(3, { genres: [genre], reading_status: index % 2 ? "dnf" : "did-not-finish" }),
      ),
    );
  assert.equal(givenUpByGenre(of(2)).summary, "Given up most often: A and B, 25 % each of the books begun.");
  assert.equal(givenUpByGenre(of(4)).summary, "4 genres are given up equally often, 25 % each.");
  const library = of(4);
  for (const { href, cells: row } of givenUpByGenre(library).rows)
    assert.equal(filterBooks(library.all, readFilters(parseHash(href).params)).length, row.at(-1));
});
