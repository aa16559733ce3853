import assert from "node:assert/strict";
import { test } from "node:test";

import {
  corrected,
  foundIn,
  readCorrections,
  savedIn,
  writeCorrections,
} from "../../../../chalicelib/web/static/corrections/corrections.js";
import { Cutter } from "../../../../chalicelib/web/static/pace/reading.js";
import { book, libraryOf } from "../libraries.js";

const COVER = "https://covers.openlibrary.org/b/id/1-M.jpg";
const FOUND = {
  genres: ["Fantasy"],
  genre_enriched: true,
  genre_sources: ["open_library"],
  matched_by: "isbn",
  thumbnail_url: COVER,
  small_thumbnail_url: COVER,
  average_rating: 4.1,
  community_ratings: 12,
  num_pages: 300,
  page_category: "Medium (200-350)",
  places: ["Gont"],
};
const read = (...books) => readCorrections(JSON.stringify({ version: 1, books }));
const one = (fields) => read({ goodreads_id: "1", ...fields }).corrections;

test("what a reader corrects is read, and nothing else of an entry", () => {
  for (const fields of [
    { genres: ["Fantasy", "<b>War</b>"] },
    { genres: [] },
    { thumbnail_url: COVER },
    { thumbnail_url: null },
    { match: "dropped", isbn13: "9780140283334", title: "T", author: "A" },
  ]) {
    assert.deepEqual(one({ ...fields, my_rating: 5, before: {} }), [{ goodreads_id: "1", ...fields }]);
  }
  assert.deepEqual(one({ genres: [" War "] })[0].genres, ["War"]);
  for (const [typed, address] of [
    ["HTTPS://Covers.OpenLibrary.org/b/id/1-M.jpg", COVER],
    ["https://covers.openlibrary.org:443/b/id/1-M.jpg", COVER],
    ["https://covers.openlibrary.org", "https://covers.openlibrary.org/"],
    ["https://books.google.com?id=x", "https://books.google.com/?id=x"],
  ]) {
    assert.equal(one({ thumbnail_url: typed })[0].thumbnail_url, address, "as the server takes it");
  }
});

test("an entry that is no correction is left out and counted", () => {
  const wrong = [
    null,
    "x",
    [],
    { match: "dropped" },
    { goodreads_id: 1, match: "dropped" },
    ...[
      {},
      { title: "T" },
      { match: null },
      { match: "kept" },
      { genres: null },
      { genres: "War" },
      { genres: [""] },
      { genres: [1] },
      { genres: ["x".repeat(61)] },
      { genres: ["a\nb"] },
      { genres: ["\ud800"] },
      { genres: ["War", "war"] },
      { genres: Array.from({ length: 21 }, (_, index) => String(index)) },
      { thumbnail_url: "" },
      { thumbnail_url: 1 },
      { thumbnail_url: "javascript:alert(1)" },
      { thumbnail_url: "http://covers.openlibrary.org/x" },
      { thumbnail_url: "https://evil.example/x" },
      { thumbnail_url: "https://covers.openlibrary.org@evil.example/x" },
      { thumbnail_url: `${COVER}?${"x".repeat(500)}` },
      { thumbnail_url: `${COVER} x` },
    ].map((fields) => ({ goodreads_id: "1", ...fields })),
  ];
  for (const entry of wrong) assert.deepEqual(read(entry), { corrections: [], left: 1 }, JSON.stringify(entry));
  const twice = read({ goodreads_id: "1", genres: ["A"] }, { goodreads_id: "1", genres: ["B"] });
  assert.deepEqual(twice, { corrections: [{ goodreads_id: "1", genres: ["B"] }], left: 1 });
});

test("what is no file of corrections is refused with a sentence", () => {
  for (const text of [
    "",
    "{",
    "null",
    "[]",
    "{}",
    '{"version":2,"books":[]}',
    '{"version":1,"books":{}}',
    "[".repeat(9e4),
  ])
    assert.throws(() => readCorrections(text), /^Error: This is no file of corrections.*\.$/, text.slice(0, 30));
  assert.throws(() => read(...Array.from({ length: 20_001 }, () => null)), /no file of corrections/);
  assert.deepEqual(readCorrections(`\ufeff${writeCorrections([])}`), { corrections: [], left: 0 });
});

test("a correction changes its book and says what, and the given library stays as it is", () => {
  const library = libraryOf([book({ ...FOUND, provided: ["num_pages"] }), book({})], [book(FOUND)]);
  const before = structuredClone(library.all);
  const [first, , third] = library.all.map(({ goodreads_id: id }) => id);
  const now = corrected(library, [
    { goodreads_id: first, match: "dropped", genres: ["War"] },
    { goodreads_id: third, thumbnail_url: null },
    { goodreads_id: "not here", match: "dropped" },
  ]);
  assert.deepEqual(library.all, before);
  const dropped = now.byId.get(first);
  assert.deepEqual(dropped.genres, ["War"]);
  assert.deepEqual(dropped.corrected, ["genres", "matched_by"]);
  assert.equal(dropped.genre_enriched, true);
  for (const name of ["thumbnail_url", "matched_by", "community_ratings", "num_pages", "page_category"])
    assert.equal(dropped[name], null, name);
  assert.deepEqual(dropped.places, []);
  assert.equal(dropped.average_rating, 4.1, "the file tells it");
  assert.equal(now.books[1], library.books[1]);
  assert.equal(now.others[0].thumbnail_url, null);
  assert.deepEqual(now.others[0].genres, ["Fantasy"]);
  assert.deepEqual(now.others[0].corrected, ["thumbnail_url"]);
});

test("what the server has applied is taken back before others are applied", () => {
  const saved = { title: "T", author: "A", isbn13: null, genres: ["War"] };
  const raw = book({ ...FOUND, genres: ["War"], genre_sources: [], corrected: ["genres"] });
  const before = { genres: ["Fantasy"], genre_enriched: true, genre_sources: ["open_library"] };
  const kept = { ...saved, goodreads_id: raw.goodreads_id, before };
  const library = libraryOf([raw], [], { corrections: [kept, { ...kept, goodreads_id: "gone" }] });
  assert.deepEqual(savedIn(library)[0], { ...saved, goodreads_id: raw.goodreads_id });
  const back = corrected(library, []).books[0];
  assert.deepEqual([back.genres, back.genre_sources, back.corrected], [["Fantasy"], ["open_library"], []]);
  const other = corrected(library, [{ goodreads_id: raw.goodreads_id, thumbnail_url: null }]).books[0];
  assert.deepEqual([other.genres, other.thumbnail_url, other.corrected], [["Fantasy"], null, ["thumbnail_url"]]);
});

test("a file finds its books by id, by ISBN, and by title and author", () => {
  const library = libraryOf([
    book({ goodreads_id: "1" }),
    book({ goodreads_id: "2", isbn13: "9780140283334" }),
    book({ goodreads_id: "3", title: "Dune", author: "Frank Herbert" }),
  ]);
  const genres = ["War"];
  const found = foundIn(library, [
    { goodreads_id: "1", genres },
    { goodreads_id: "x", isbn13: "9780140283334", genres },
    { goodreads_id: "y", isbn13: "9780000000000", title: "DUNE", author: "frank herbert", genres },
    { goodreads_id: "z", isbn13: null, title: "", genres },
    { goodreads_id: "3", genres: ["the book has one already"] },
  ]);
  assert.deepEqual(
    found.map(({ goodreads_id: id }) => id),
    ["1", "2", "3"],
  );
  assert.deepEqual(found[2].genres, genres);
  assert.equal(found[2].title, "Dune");
});

test("corrections in the metadata do not make a large answer slow to read", () => {
  const json = { books: [{ goodreads_id: "1" }], metadata: { corrections: [{ isbn13: null, goodreads_id: "1" }] } };
  const cutter = new Cutter();
  cutter.add(JSON.stringify(json));
  assert.equal(cutter.lists, 1);
});

test("a dropped match that is taken back has its pages again, also in the file of a list", () => {
  const before = { num_pages: 300, page_category: "Medium (200-350)" };
  const correction = { goodreads_id: "1", match: "dropped", before };
  const library = libraryOf([book({ goodreads_id: "1", num_pages: null })], [], { corrections: [correction] });
  const [own] = corrected(library, []).books;
  assert.deepEqual([own.num_pages, own.told.num_pages], [300, 300]);
});
