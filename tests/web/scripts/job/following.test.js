import assert from "node:assert/strict";
import { test } from "node:test";

import { follow, followUpdate, isDue } from "../../../../chalicelib/web/static/job/following.js";

const failure = (status, code = "") => Object.assign(new Error(`${status} ${code}`), { status, code });
const soFar = (processed, status = "processing") => ({
  library: { metadata: { status, books_processed: processed } },
});
const running = (processed, total = 500) => ({
  progress: { status: "processing", books_processed: processed, books_total: total },
});
const COMPLETE = { library: { metadata: {} } };

/** Follow a job whose answers are given, a second between two questions. */
async function followed(answers) {
  const [asked, drawn, told, troubles] = [[], [], [], []];
  let now = 0;
  const ask = async (all) => {
    asked.push(all ? "so far" : "how far");
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const end = await follow(ask, {
    draw: ({ metadata }) => drawn.push(metadata.books_processed ?? "all"),
    progress: ({ books_processed }) => told.push(books_processed),
    trouble: ({ status }) => troubles.push(status),
    signal: new AbortController().signal,
    pause: async () => void (now += 1000), // however long it should be
    now: () => now,
  });
  return { end, asked, drawn, told, troubles };
}

test("a complete dashboard takes one question", async () => {
  assert.deepEqual(await followed([COMPLETE]), {
    end: "complete",
    asked: ["so far"],
    drawn: ["all"],
    told: [],
    troubles: [],
  });
});

test("nothing to draw yet, then what the file tells, then how far it is, then all", async () => {
  const { end, asked, drawn, told } = await followed([running(0, 0), soFar(0), running(1), running(2), COMPLETE]);
  assert.equal(end, "complete");
  assert.deepEqual(asked, ["so far", "so far", "how far", "how far", "how far"]);
  assert.deepEqual(drawn, [0, "all"]);
  assert.deepEqual(told, [0, 1, 2]);
});

test("what was found is fetched when it is enough", async () => {
  const { asked, drawn } = await followed([soFar(0), running(20), running(60), soFar(60), running(61), COMPLETE]);
  assert.deepEqual(asked, ["so far", "how far", "how far", "so far", "how far", "how far"]);
  assert.deepEqual(drawn, [0, 60, "all"]);
});

test("enough is a tenth of the books, or a few seconds in a small library", () => {
  const cases = [
    // processed, total, drawn, seconds, due
    [0, 100, 0, 60, false], // nothing is new
    [10, 100, 0, 2, true],
    [10, 100, 0, 1, false], // not more often than that
    [9, 100, 0, 3, false],
    [1, 1000, 0, 4, true],
    [1, 1001, 0, 60, false], // a large answer for one book
    [1000, 10_000, 0, 2, true],
    [1999, 10_000, 1000, 60, false],
    [0, 0, 0, 60, false],
  ];
  for (const [books_processed, books_total, processed, seconds, due] of cases) {
    const now = isDue({ books_processed, books_total }, { processed, at: 5000 }, 5000 + seconds * 1000);
    assert.equal(now, due, `${books_processed} of ${books_total}, ${processed} drawn ${seconds} s ago`);
  }
  const stored = (books_so_far) => ({ books_processed: 90, books_total: 100, books_so_far });
  for (const [there, due] of [
    [null, true], // nobody says
    [20, false], // what was drawn
    [30, true],
  ]) {
    assert.equal(isDue(stored(there), { processed: 20, at: 0 }, 60_000), due, String(there));
  }
  assert.equal(isDue({}, { processed: 0, at: 0 }, 60_000), false);
});

test("a job that dies keeps what it had", async () => {
  const died = failure(500, "JobFailedError");
  const last = await followed([soFar(10), running(11), died, soFar(40, "failed")]);
  assert.deepEqual([last.end, last.drawn], ["failed", [10, 40]]);
  const older = await followed([soFar(10), died, failure(500, "JobFailedError")]);
  assert.deepEqual([older.end, older.drawn], ["failed", [10]]);
  const told = await followed([soFar(10, "failed")]);
  assert.deepEqual([told.end, told.drawn], ["failed", [10]]);
});

test("a job that dies before anything was drawn, or is deleted, has nothing to keep", async () => {
  await assert.rejects(followed([failure(500, "JobFailedError")]), { code: "JobFailedError" });
  await assert.rejects(followed([soFar(10), failure(404)]), { status: 404 });
});

test("trouble is told and passes", async () => {
  const { end, troubles } = await followed([failure(0), soFar(0), failure(502), COMPLETE]);
  assert.deepEqual([end, troubles], ["complete", [0, 502]]);
});

test("a fault in drawing ends it", async () => {
  const fault = new RangeError("drawn wrongly");
  const draw = () => {
    throw fault;
  };
  await assert.rejects(
    follow(async () => COMPLETE, { draw, pause: async () => {} }),
    fault,
  );
});

test("a newer export draws nothing until it is complete, and what passes does not end it", async () => {
  const answers = [running(1), failure(0), running(2), COMPLETE];
  const [seen, pauses] = [[], []];
  await followUpdate(
    async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    {
      draw: () => seen.push("drawn"),
      progress: ({ books_processed }) => seen.push(books_processed),
      trouble: ({ status }) => seen.push(`trouble ${status}`),
      signal: new AbortController().signal,
      pause: async (ms) => void pauses.push(ms),
    },
  );
  assert.deepEqual(seen, [1, "trouble 0", 2, "drawn"]);
  assert.equal(pauses.length, 3);
});

test("a newer export that has failed ends the watching with the server's words", async () => {
  const ask = async () => {
    throw failure(500, "JobFailedError");
  };
  await assert.rejects(followUpdate(ask, { pause: async () => {} }), { code: "JobFailedError" });
});
