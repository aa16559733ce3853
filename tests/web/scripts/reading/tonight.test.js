import assert from "node:assert/strict";
import { test } from "node:test";

import { factsOf, orderOf, pool, why } from "../../../../chalicelib/web/static/reading/tonight.js";
import { book, libraryOf } from "../libraries.js";

const waiting = (fields) => book({ reading_status: "to-read", author: "Nobody Else", ...fields });
const volume = (position, name = "Earthsea", author = "Le Guin") => ({ series: { name, position }, author });
const read = (fields) => book({ author: "Another", ...fields });

/** Books that are read, books to read, and what the sentences say of those that may be picked. */
const CASES = [
  ["no book", [], [], []],
  ["nothing that speaks for it", [], [{}, { num_pages: 200 }], []],
  ["short", [], [{ num_pages: 199 }], ["It has only 199 pages."]],
  ["very short", [], [{ num_pages: 1 }], ["It has only 1 page."]],
  ["next of a series", [volume("2")], [volume("3")], ["It is next in Earthsea after #2."]],
  ["in any case of letters", [volume("2", "EARTHSEA")], [volume("3")], ["It is next in Earthsea after #2."]],
  ["a story between two volumes", [volume("2")], [volume("2.5")], ["It is next in Earthsea after #2."]],
  ["the last of several", [volume("2"), volume("2.5")], [volume("3")], ["It is next in Earthsea after #2.5."]],
  [
    "in another spelling",
    [volume("#2", "The Earthsea Series")],
    [volume("Book 3")],
    ["It is next in Earthsea after #2."],
  ],
  ["after several in one", [volume("1-2")], [volume("3")], ["It is next in Earthsea after #1–2."]],
  [
    "by one of its authors",
    [volume("2", "Earthsea", "Another")],
    [{ ...volume("3"), additional_authors: ["Another"] }],
    ["It is next in Earthsea after #2."],
  ],
  [
    "a series of that name by another author",
    [volume("1", "Awakening", "Ann")],
    [{ ...volume("2", "Awakening", "Bob"), num_pages: 100 }],
    ["It has only 100 pages."],
  ],
  ["several in one", [volume("1")], [volume("2-3")], ["It is next in Earthsea after #1."]],
  [
    "that volume by another author, in a series of that name",
    [volume("1"), volume("2", "Earthsea", "Bob")],
    [volume("2")],
    ["It is next in Earthsea after #1."],
  ],
  [
    "another edition of what is read",
    [volume("1"), volume("2")],
    [{ ...volume("2"), num_pages: 100 }],
    ["It has only 100 pages."],
  ],
  ["in what is read", [volume("1-3")], [{ ...volume("2"), num_pages: 100 }], ["It has only 100 pages."]],
  ["a later volume is read", [volume("5")], [{ ...volume("3"), num_pages: 100 }], []],
  ["a volume before it is missing", [volume("1")], [{ ...volume("3"), num_pages: 100 }], []],
  ["of another series", [volume("2", "Hainish")], [{ ...volume("3"), num_pages: 100 }], []],
  ["the first of a series", [], [{ ...volume("1"), num_pages: 100 }], ["It has only 100 pages."]],
  ["several volumes in one", [], [{ ...volume("1-3"), num_pages: 100 }], ["It has only 100 pages."]],
  ["after one that was disliked", [{ ...volume("2"), my_rating: 2 }], [volume("3")], []],
  [
    "by an author rated high",
    [{ author: "Le Guin", my_rating: 5 }],
    [{ author: "Le Guin" }],
    ["It is by an author of whom you gave a book 5 stars."],
  ],
  [
    "by an author rated high often",
    [{ author: "Le Guin", my_rating: 5 }, { author: "Le Guin", my_rating: 4 }, { author: "Le Guin" }, { my_rating: 1 }],
    [{ author: "Le Guin" }],
    ["It is by an author of whom you gave 2 books 4.50 stars on average."],
  ],
  ["by an author rated low", [{ author: "Le Guin", my_rating: 3.75 }], [{ author: "Le Guin" }], []],
  [
    "by an author who is liked less than most",
    [{ author: "Le Guin", my_rating: 4 }, { my_rating: 5 }],
    [{ author: "Le Guin" }],
    [],
  ],
  ["without an author", [{ author: "", my_rating: 5 }], [{ author: "" }], []],
  [
    "long waiting",
    [],
    ["2012-03-04", "2020-01-02", "2020-01-03", "2020-01-04"].map((date_added) => ({ date_added })),
    ["It has waited since March 2012."],
  ],
  ["all added in one year", [], ["2020-03-04", "2020-09-02"].map((date_added) => ({ date_added })), []],
  [
    "all of it",
    [{ author: "Le Guin", my_rating: 5, ...volume("1") }],
    [
      { author: "Le Guin", ...volume("2"), num_pages: 180, date_added: "2012-03-04" },
      ...["2020-01-02", "2020-01-03", "2020-01-04", "nonsense"].map((date_added) => ({ date_added })),
    ],
    [
      "It is next in Earthsea after #1, is by an author of whom you gave a book 5 stars, has waited since March 2012 " +
        "and has only 180 pages.",
    ],
  ],
];
for (const [what, books, others, sentences] of CASES) {
  test(`why it is picked: ${what}`, () => {
    assert.deepEqual(pool(libraryOf(books.map(read), others.map(waiting))).map(why), sentences);
  });
}

test("only a quarter of the shelf has waited long", () => {
  const days = ["2012-01-01", "2013-01-01", "2014-01-01", "2015-01-01", "2016-01-01", "2017-01-01", "2018-01-01"];
  const picks = pool(
    libraryOf(
      [],
      days.map((date_added) => waiting({ date_added })),
    ),
  );
  assert.deepEqual(picks.map(why).sort(), ["It has waited since January 2012.", "It has waited since January 2013."]);
});

const shelf = () =>
  libraryOf(
    [],
    [...Array(50)].map((_, number) => waiting({ num_pages: 100 + number })),
  );

test("thirty take turns, those with the most reasons among them", () => {
  const best = waiting({ num_pages: 90, author: "Le Guin" });
  const { books, others } = shelf();
  const picks = pool(libraryOf([book({ author: "Le Guin", my_rating: 5 })], [...books, ...others, best]));
  assert.equal(picks.length, 30);
  assert.equal(picks[0].book.goodreads_id, best.goodreads_id);
});

test("the order of a day is the same all day, and others have their turn on other days", () => {
  const picks = pool(shelf());
  const first = (day) => orderOf(picks, day)[0].book.goodreads_id;
  assert.deepEqual(orderOf(picks, "2026-11-30"), orderOf([...picks].reverse(), "2026-11-30"));
  const days = [...Array(30)].map((_, day) => first(`2026-11-${String(day + 1).padStart(2, "0")}`));
  assert.ok(new Set(days).size > 12, `${new Set(days).size} different books in thirty days`);
});

test("what one wants to know of it", () => {
  const [all, heard, none] = libraryOf(
    [],
    [
      waiting({ num_pages: 142, publication_year: 1968, average_rating: 4.009 }),
      waiting({ num_pages: 8, format: "audio" }),
      waiting(),
    ],
  ).others.map(factsOf);
  assert.equal(all.replaceAll("\u00a0", " "), "142 pages · published 1968 · community 4.01");
  assert.equal(heard, "8 hours");
  assert.equal(none, "");
});
