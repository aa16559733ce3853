import assert from "node:assert/strict";
import { test } from "node:test";

import { inPieces, inSteps, inTurn, nextTask } from "../../../../chalicelib/web/static/pace/tasks.js";

test("what was promised before comes before the next task", async () => {
  const order = [];
  const task = nextTask().then(() => order.push("task"));
  Promise.resolve()
    .then(() => {})
    .then(() => order.push("promise"));
  await task;
  assert.deepEqual(order, ["promise", "task"]);
});

test("jobs are done in turn, each in a task of its own, and answer", async () => {
  const order = [];
  const answers = ["one", "two"].map((name) =>
    inTurn(() => {
      order.push(name);
      Promise.resolve().then(() => order.push(`after ${name}`));
      return name;
    }),
  );
  assert.deepEqual(order, []);
  assert.deepEqual(await Promise.all(answers), ["one", "two"]);
  assert.deepEqual(order.slice(0, 3), ["one", "after one", "two"]);
});

test("a job that fails tells its caller and stops no other", async () => {
  const failing = inTurn(() => {
    throw new Error("no");
  });
  const next = inTurn(() => "yes");
  await assert.rejects(failing, /no/);
  assert.equal(await next, "yes");
});

test("items are worked on in order, with a break when a piece has taken its time", async () => {
  let clock = 0;
  const log = [];
  const done = inPieces(
    [1, 2, 3, 4, 5],
    (item) => {
      clock += 4;
      log.push(item);
      return item * 10;
    },
    () => clock,
  );
  assert.deepEqual(log, [1, 2, 3]); // 12 ms are more than a piece has
  assert.deepEqual(await done, [10, 20, 30, 40, 50]);
});

test("nothing is no work", async () => {
  assert.deepEqual(await inPieces([], () => assert.fail()), []);
});

test("short work is done at once, long work in tasks of its own until it is not wanted any more", async () => {
  const done = [];
  function* steps(count, longest) {
    for (let step = 1; step <= count; step += 1) {
      for (const end = performance.now() + longest; performance.now() < end;);
      done.push(step);
      yield;
    }
  }
  assert.equal(inSteps(steps(3, 0)), null);
  assert.deepEqual(done.splice(0), [1, 2, 3]);
  assert.notEqual(
    inSteps(steps(1, 0), () => false, performance.now() - 20),
    null,
  ); // the task has lasted long already
  assert.deepEqual(done, []);
  const rest = inSteps(steps(5, 12));
  assert.deepEqual(done, [1]);
  await rest;
  assert.deepEqual(done.splice(0), [1, 2, 3, 4, 5]);
  await inSteps(steps(5, 12), () => done.length < 3);
  assert.deepEqual(done, [1, 2, 3]);
});
