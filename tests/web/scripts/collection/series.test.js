import assert from "node:assert/strict";
import { test } from "node:test";

import { parseHash } from "../../../../chalicelib/web/static/models/addresses.js";
import { filterBooks, readFilters } from "../../../../chalicelib/web/static/models/filters.js";
import { sameName } from "../../../../chalicelib/web/static/models/search.js";
import {
  allSeries,
  fewOf,
  gapWords,
  readWords,
  seriesHref,
  seriesSentence,
} from "../../../../chalicelib/web/static/collection/series.js";
import { anyLibrary, book, libraryOf } from "../libraries.js";

/** A raw volume: "3" is read, "3 to-read" waits. */
function volume(name, text, fields = {}) {
  const [, position, status = "read"] = /^(.*?)(?: (to-read|currently-reading))?$/.exec(text);
  return book({ series: { name, position: position || null }, reading_status: status, ...fields });
}

/** The library of volumes of one series, each on its shelf. */
function shelved(raw) {
  return libraryOf(
    raw.filter((one) => one.reading_status === "read"),
    raw.filter((one) => one.reading_status !== "read"),
  );
}
const only = (...texts) => allSeries(shelved(texts.map((text) => volume("Dune", text))))[0];
const numbers = ({ volumes }) => volumes.map(({ book: one }) => one.series.position);

test("spellings of one name are one", () => {
  const same = [
    ["The Expanse", "expanse", "Expanse, The", "EXPANSE", "The  Expanse Series"],
    ["Ender's Saga", "Enders Saga", "Ender’s Saga"],
    ["Spider-Man", "Spider Man", "Spiderman"],
    ["A Song of Ice & Fire", "Song of Ice and Fire"],
    ["Ségou", "Segou"],
    ["Die unendliche Geschichte", "Unendliche Geschichte"],
  ];
  for (const names of same) assert.equal(new Set(names.map(sameName)).size, 1, names.join(" / "));
  const apart = ["Dune", "Dune Chronicles", "The", "A", "Series", "三体", "火の鳥", "???", "!!!", "Theatre", "Atre"];
  assert.equal(new Set(apart.map(sameName)).size, apart.length);
});

test("a series needs two books and is called as most of them call it", () => {
  assert.deepEqual(allSeries(libraryOf([])), []);
  assert.deepEqual(allSeries(libraryOf([book(), volume("Dune", "1")])), []);
  assert.deepEqual(allSeries(libraryOf([book({ series: null }), book({ series: null })])), []);
  const [series, ...rest] = allSeries(
    libraryOf([volume("expanse", "3"), volume("The Expanse", "1"), volume("The Expanse", "2")]),
  );
  assert.equal(rest.length, 0);
  assert.equal(series.name, "The Expanse");
  assert.deepEqual(numbers(series), ["1", "2", "3"]);
});

test("volumes stand by their number, those without one at the end", () => {
  const series = only("Omnibus", "10", "1-3", "2", "1.5", "0", "", "1");
  assert.deepEqual(numbers(series).slice(0, 6), ["0", "1", "1-3", "1.5", "2", "10"]);
  assert.deepEqual(new Set(numbers(series).slice(6)), new Set(["Omnibus", null]));
});

test("what is not in the library is told, and nothing of what may exist beyond it", () => {
  const cases = [
    [["1", "2"], ""],
    [["1", "3"], "Not in your library: book 2."],
    [["2", "3"], "Not in your library: book 1."],
    [["1", "2.5", "4 to-read", "6"], "Not in your library: books 2–3 and 5."],
    [["1-3", "5"], "Not in your library: book 4."],
    [["Omnibus", "Prequel"], ""],
    [["0", "0.5"], ""],
    [["1", "201503"], ""],
    [["2", "4", "6", "8", "10", "13"], "Not in your library: 7 books below number 13."],
  ];
  for (const [texts, words] of cases) assert.equal(gapWords(only(...texts)), words, texts.join());
});

test("how much is read", () => {
  const cases = [
    [["1 to-read", "2 to-read"], "2 books, none read"],
    [["1", "2 to-read"], "2 books, 1 read"],
    [["1", "2"], "2 books, both read"],
    [["1", "2", "3"], "3 books, all read"],
  ];
  for (const [texts, words] of cases) assert.equal(readWords(only(...texts)), words, texts.join());
});

test("the next volume is the first on the to-read shelf after one that is read", () => {
  const cases = [
    [["1", "2"], null],
    [["1", "2 to-read", "3 to-read"], "2"],
    [["1", "2", "5", "3 to-read", "6 to-read"], "3"], // one that was passed over
    [["1", "2", "0.5 to-read", "3 to-read"], "3"], // a prequel is no next one
    [["2", "1 to-read"], "1"], // nothing after it waits
    [["3 to-read", "1 to-read"], "1"], // not begun
    [["1", "3 to-read"], null], // the next one is not in the library
    [["1", "3 to-read", "2 currently-reading"], "3"],
    [["1", "2", "5", "4 to-read"], null],
    [["4 to-read", "5 to-read"], null], // nor where it begins
    [["1-3", "5", "6 to-read", "4.5 to-read"], "6"],
    [["1", "3", "2.5 to-read"], null],
    [["300", "301 to-read"], "301"], // numbers of issues, which nobody counts through
    [["300", "302 to-read"], null],
    [["300-302", "303 to-read"], "303"],
    [["300-305", "301", "306 to-read"], "306"],
    [["1 to-read", "2 to-read"], "1"],
    [["1", "1-3 to-read", "4 to-read"], "1-3"], // what is missing is in it
    [["1-3", "2.5 to-read", "4 to-read"], "4"],
    [["1", "1.5", "1.5 to-read", "2 to-read"], "2"],
    [["1.5", "1.5 to-read"], null],
    [["1", "2 currently-reading"], null],
    [["1", "Omnibus to-read"], null],
    [["1-3", "2 to-read", "4 to-read"], "4"], // the second is in what is read
    [["1-3", "2 to-read"], null],
    [["1", "1.5 to-read"], "1.5"],
    [["1.5", "1.5 to-read", "2 to-read"], "2"], // another edition of what is read
  ];
  for (const [texts, position] of cases)
    assert.equal(only(...texts).next?.book.series.position ?? null, position, texts.join());
});

test("two authors who have both written the first volume have two series of one name", () => {
  const by = (author, position, fields = {}) => volume("Legacy", position, { author, ...fields });
  const two = allSeries(libraryOf([by("Ann", "1"), by("Ann", "2"), by("Bob", "1"), by("Bob", "2"), by("Cy", "3")]));
  assert.deepEqual(
    two.map(({ volumes }) => volumes.map(({ book: one }) => one.author)),
    [
      ["Ann", "Ann"],
      ["Bob", "Bob"],
    ],
  );
  for (const together of [
    [by("Ann", "1"), by("Bob", "2")], // written in turns
    [by("Ann", "1"), by("Ann", "1")], // two editions
    [by("Ann", "1"), by("Bob", "1", { additional_authors: ["Ann"] })],
    [by("Ann", "1"), by("", "1")],
    [by("Ann", "1.5"), by("Bob", "1.5")], // stories of one world
  ])
    assert.equal(allSeries(libraryOf(together)).length, 1);
});

test("the largest series come first, then by name", () => {
  const raw = ["b", "b", "a", "a", "c", "c", "c"].map((name, index) => volume(name, String(index)));
  assert.deepEqual(
    allSeries(libraryOf(raw)).map(({ name }) => name),
    ["c", "a", "b"],
  );
});

test("the card begins with what goes on", () => {
  const raw = [volume("a", "1"), volume("a", "2"), volume("b", "1"), volume("b", "2 to-read")];
  const series = allSeries(shelved(raw));
  assert.deepEqual(
    fewOf(series, 5).map(({ name }) => name),
    ["b", "a"],
  );
  assert.equal(fewOf(series, 1).length, 1);
});

test("the sentence counts series and those that go on", () => {
  const of = (waiting, all) =>
    seriesSentence(
      allSeries(
        shelved(
          Array.from({ length: all }, (_, index) => [
            volume(`S${index}`, "1"),
            volume(`S${index}`, index < waiting ? "2 to-read" : "2"),
          ]).flat(),
        ),
      ),
    );
  const cases = [
    [0, 0, "No series has two books or more in this library."],
    [0, 1, "You have two books or more of one series, S0."],
    [1, 1, "You have two books or more of one series, S0; the next volume is on your to-read shelf."],
    [0, 3, "You have two books or more of 3 series."],
    [1, 3, "You have two books or more of 3 series; of one of them the next volume is on your to-read shelf."],
    [2, 3, "You have two books or more of 3 series; of 2 of them the next volume is on your to-read shelf."],
    [2, 2, "You have two books or more of 2 series; of both of them the next volume is on your to-read shelf."],
    [3, 3, "You have two books or more of 3 series; of all of them the next volume is on your to-read shelf."],
  ];
  for (const [waiting, all, words] of cases) assert.equal(of(waiting, all), words);
});

test("the list behind a series has exactly its books, in any of three hundred small libraries", () => {
  let series = 0;
  for (let seed = 1; seed <= 300; seed += 1) {
    const library = anyLibrary(seed);
    for (const one of allSeries(library)) {
      const { name, volumes } = one;
      series += 1;
      const found = filterBooks(library.all, readFilters(parseHash(seriesHref(one)).params));
      assert.deepEqual(new Set(found), new Set(volumes.map(({ book: own }) => own)), `seed ${seed}: ${name}`);
    }
  }
  assert.ok(series > 100);
});
