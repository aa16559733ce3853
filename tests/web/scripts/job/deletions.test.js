import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { deleteAll, deleteOnce } from "../../../../chalicelib/web/static/job/deletions.js";
import { dashboards, jobs, remember, unansweredUpload } from "../../../../chalicelib/web/static/job/store.js";
import { keepHere } from "./local-storage.js";

const MINUTE = 60_000;
const NOW = Date.parse("2026-01-02T03:00:00Z");
const ago = (minutes) => new Date(NOW - minutes * MINUTE).toISOString();
const failure = (status) => Object.assign(new Error("no"), { status });

beforeEach(keepHere);

test("only what the reader wants gone is deleted, with its token", async () => {
  remember("kept", { token: "a" });
  remember("gone", { token: "b", deleting: true });
  const asked = [];
  assert.equal(await deleteOnce(async (...job) => Boolean(asked.push(job)), NOW), 0);
  assert.deepEqual(asked, [["gone", "b"]]);
  assert.deepEqual(Object.keys(jobs()), ["kept"]);
});

test("a deletion is kept until the server has answered it", async () => {
  const cases = [
    // what the server does, the upload, whether the deletion is kept
    [() => true, {}, false],
    [() => false, {}, false], // was not there
    [() => false, { unanswered: "a", started: ago(9) }, true], // may still arrive
    [() => false, { unanswered: "a", started: ago(11) }, false],
    [() => true, { unanswered: "a", started: ago(9) }, false],
    [() => Promise.reject(failure(0)), {}, true],
    [() => Promise.reject(failure(500)), {}, true],
    [() => Promise.reject(failure(403)), {}, false], // was never this browser's to delete
  ];
  for (const [index, [remove, facts, kept]] of cases.entries()) {
    keepHere();
    remember("job", { token: "a", deleting: true, ...facts });
    assert.equal(await deleteOnce(async () => remove(), NOW), Number(kept), `case ${index}`);
    assert.equal("job" in jobs(), kept, `case ${index}`);
  }
});

test("it is tried with growing pauses until nothing is left", async () => {
  remember("job", { token: "a", deleting: true });
  const answers = [failure(0), failure(503), null];
  const [pauses, told] = [[], []];
  const remove = async () => {
    const answer = answers.shift();
    if (answer) throw answer;
    return true;
  };
  await deleteAll(
    remove,
    async (ms) => void pauses.push(ms),
    (left) => told.push(left),
  );
  assert.deepEqual([pauses, told, jobs()], [[1000, 2000], [1, 1, 0], {}]);
});

test("what is being deleted or was never answered is no dashboard to offer, and only the latter is sent again", () => {
  remember("older", { started: ago(3) });
  remember("newer", { started: ago(1) });
  remember("deleting", { token: "a", deleting: true, unanswered: "x.csv|1|2" });
  assert.equal(unansweredUpload("x.csv|1|2"), null);
  remember("lost", { token: "b", unanswered: "x.csv|1|2" });
  assert.deepEqual(unansweredUpload("x.csv|1|2"), { jobId: "lost", token: "b" });
  assert.equal(unansweredUpload("y.csv|1|2"), null);
  assert.deepEqual(
    dashboards().map(([jobId]) => jobId),
    ["newer", "older"],
  );
});
