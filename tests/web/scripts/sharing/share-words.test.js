import assert from "node:assert/strict";
import { test } from "node:test";

import { isShared, jobInPath } from "../../../../chalicelib/web/static/pages/site.js";
import { hides, nameOf, noteOf, shows, titleOfShare } from "../../../../chalicelib/web/static/sharing/share-words.js";

const at = { share_id: "x", shared_at: "2026-11-30T23:59:59+00:00" };
const YEAR = { ...at, view: "year", year: 2024 };
const OVERVIEW = { ...at, view: "overview", year: null };

test("a link is named by what it shows, and by its day", () => {
  assert.equal(titleOfShare(YEAR), "2024, as it was on 30 November 2026");
  assert.equal(titleOfShare(OVERVIEW), "The overview, as it was on 30 November 2026");
  assert.deepEqual([nameOf(2024), nameOf(null)], ["2024", "the overview"]);
});

test("a reader is told what is shown and what is not", () => {
  assert.match(shows(2024), /^The books that you read in 2024: .*when in 2024 you read them, your ratings/);
  assert.match(shows(null), /^The books that you have read: .*all figures and charts/);
  for (const year of [2024, null]) assert.match(hides(year), /reviews and notes, your shelves .*address of this dash/);
  assert.match(hides(2024), /other years/);
  assert.doesNotMatch(hides(null), /other years/);
  assert.match(hides(null), /books that you have not read/);
});

test("a friend is told whose books these are, and of which day", () => {
  assert.match(noteOf(YEAR), /^A reader shares the books of 2024 with you, as they were on 30 November 2026\. /);
  assert.match(noteOf(OVERVIEW), /^A reader shares these books with you, as they were on 30 November 2026\. /);
});

test("the address tells a share from a dashboard, also under a stage", () => {
  const cases = [
    ["/share/1b", true],
    ["/api/share/1b", true],
    ["/share/1b/", true],
    ["/dashboard/1b", false],
    ["/dashboard/share", false],
    ["/share", false],
    ["/", false],
  ];
  for (const [path, shared] of cases) assert.equal(isShared(path), shared, path);
  assert.equal(jobInPath("/api/share/1b"), "1b");
});
