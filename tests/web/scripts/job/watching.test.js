import assert from "node:assert/strict";
import { test } from "node:test";

import { isPassing, pauseAfter, pausesOf, watch } from "../../../../chalicelib/web/static/job/watching.js";

const failure = (status, code = "") => Object.assign(new Error(`${status} ${code}`), { status, code });

/** Answers in their order; an error is thrown. */
function questions(...answers) {
  return async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

test("only a missing and a failed job are final; a fault of the page is no answer at all", () => {
  const cases = [
    [failure(0), true], // no network
    [failure(429), true],
    [failure(500), true],
    [failure(500, "InternalServerError"), true],
    [failure(502), true],
    [failure(503), true],
    [failure(504), true],
    [failure(404), false],
    [failure(404, "JobNotFoundError"), false],
    [failure(500, "JobFailedError"), false],
    [new TypeError("x is undefined"), false],
    [undefined, false],
  ];
  for (const [error, passing] of cases) assert.equal(isPassing(error), passing, String(error));
});

test("pauses grow to half a minute", () => {
  const pauses = Array.from({ length: 8 }, (_, index) => pauseAfter(index + 1));
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(pauseAfter(2000), 30_000);
});

test("watching outlasts every passing failure, and an answer makes the pauses short again", async () => {
  const failures = Array.from({ length: 7 }, () => failure(500));
  const ask = questions(...failures, "half", failure(0), "whole");
  const [pauses, taken, troubles] = [[], [], []];
  await watch(ask, {
    take: (answer) => taken.push(answer) && answer === "whole",
    trouble: (error) => troubles.push(error.status),
    pause: async (ms) => void pauses.push(ms),
  });
  assert.deepEqual(taken, ["half", "whole"]);
  assert.deepEqual(troubles, [500, 500, 500, 500, 500, 500, 500, 0]);
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 125, 1000]);
});

test("the first questions follow each other quickly, then there is one a second", async () => {
  const pauses = [];
  const take = (answer) => answer === "over";
  await watch(questions(1, 2, 3, 4, 5, 6, "over"), { take, pause: async (ms) => void pauses.push(ms) });
  assert.deepEqual(pauses, [125, 250, 500, 1000, 1000, 1000]);
});

test("a final answer ends it at once", async () => {
  for (const error of [failure(404), failure(500, "JobFailedError")]) {
    const pause = () => assert.fail("there is nothing to wait for");
    await assert.rejects(watch(questions(error), { take: () => true, pause }), error);
  }
});

test("a fault in what is done with an answer is not taken for a lost connection", async () => {
  const fault = new TypeError("x is undefined");
  const take = () => {
    throw fault;
  };
  await assert.rejects(watch(questions("answer"), { take, pause: async () => {} }), fault);
});

test("who has stopped is not told of an answer that arrives later", async () => {
  const stopped = new AbortController();
  const ask = async () => {
    stopped.abort();
    return "late";
  };
  const how = { take: () => assert.fail("taken"), pause: async () => {}, signal: stopped.signal };
  await assert.rejects(watch(ask, how), { name: "AbortError" });
});

test("a pause ends when the network is back, when the tab is seen, when it is stopped, or by itself", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
  const view = new EventTarget();
  const pause = pausesOf(view, page);
  const over = async (made) => Promise.race([made.then(() => true), Promise.resolve().then(() => false)]);

  const online = pause(30_000);
  assert.equal(await over(online), false);
  view.dispatchEvent(new Event("online"));
  await online;

  const seen = pause(30_000);
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(await over(seen), false); // the tab went into the background
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  await seen;

  const stopped = new AbortController();
  const cut = pause(30_000, stopped.signal);
  stopped.abort();
  await assert.rejects(cut, { name: "AbortError" });
  await assert.rejects(pause(30_000, stopped.signal), { name: "AbortError" });

  const long = pause(30_000);
  t.mock.timers.tick(29_999);
  assert.equal(await over(long), false);
  t.mock.timers.tick(1);
  await long;
});
