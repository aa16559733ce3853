import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { isRefusal, send, sendNewer } from "../../../../chalicelib/web/static/job/sending.js";
import { jobs, remember } from "../../../../chalicelib/web/static/job/store.js";
import { jobIdOf } from "../../../../chalicelib/web/static/job/token.js";
import { keepHere } from "./local-storage.js";

const FILE = new File(["Title\nDune\n"], "export.csv", { lastModified: 1 });
const here = new AbortController().signal;
let sent = []; // the tokens of the uploads, in their order

/** Let the server answer uploads: with a job's id, a status, a lost connection (null), a failed job, or as usual (""). */
function serve(...answers) {
  globalThis.fetch = async (_, { headers }) => {
    const token = headers["Idempotency-Key"];
    sent.push(token);
    const jobId = await jobIdOf(token);
    assert.equal(jobs()[jobId].token, token, "the token is kept before the file is sent");
    const answer = answers.shift();
    if (answer === null) throw new TypeError("network");
    if (answer === "failed") return Response.json({ Code: "JobFailedError", Message: "no" }, { status: 500 });
    if (typeof answer === "number") return Response.json({ Code: "Error", Message: "no" }, { status: answer });
    return Response.json({ job_id: answer || jobId, status: "processing", delete_token: token }, { status: 202 });
  };
}

beforeEach(() => {
  keepHere();
  sent = [];
});

test("the token is kept first, and becomes the job's when the server answers", async () => {
  serve("");
  const began = [];
  const jobId = await send(FILE, "export.csv", here, (id) => began.push(id));
  assert.deepEqual(began, [jobId]);
  assert.equal(jobs()[jobId].unanswered, undefined);
  assert.equal(jobs()[jobId].name, "export.csv");
});

test("a lost answer is asked for again with the same token; another file has its own", async () => {
  serve(null, 504, 500, "", "");
  for (const status of [0, 504, 500])
    await assert.rejects(
      send(FILE, "export.csv", here, () => {}),
      { status },
    );
  assert.equal(Object.keys(jobs()).length, 1);
  await send(FILE, "export.csv", here, () => {});
  assert.equal(new Set(sent).size, 1);
  await send(FILE, "export.csv", here, () => {}); // answered: the same file again is another job
  assert.equal(new Set(sent).size, 2);
  assert.equal(Object.keys(jobs()).length, 2);
});

test("a refused file leaves nothing behind", async () => {
  serve(400);
  await assert.rejects(
    send(FILE, "export.csv", here, () => {}),
    { status: 400 },
  );
  assert.deepEqual(jobs(), {});
});

test("a token that holds another file is given up for a new one, once", async () => {
  serve(null, 409, "");
  await assert.rejects(
    send(FILE, "export.csv", here, () => {}),
    { status: 0 },
  );
  await send(FILE, "export.csv", here, () => {});
  assert.equal(sent[0], sent[1]);
  assert.notEqual(sent[1], sent[2]);
  serve(409, 409, "");
  await assert.rejects(
    send(FILE, "export.csv", here, () => {}),
    { status: 409 },
  );
});

test("the job of a token that holds another file stays known, so that it can be opened and deleted", async () => {
  serve(null, 409, "");
  await assert.rejects(send(FILE, "export.csv", here, () => {}));
  await send(FILE, "export.csv", here, () => {});
  const kept = await jobIdOf(sent[0]);
  assert.equal(jobs()[kept].token, sent[0]);
  assert.equal(jobs()[kept].unanswered, undefined);
});

test("a file whose job has failed is sent with a new token, and the failed one is to be deleted", async () => {
  serve(null, "failed", "");
  await assert.rejects(
    send(FILE, "export.csv", here, () => {}),
    { status: 0 },
  );
  const jobId = await send(FILE, "export.csv", here, () => {});
  assert.notEqual(sent[2], sent[1]);
  assert.equal(jobId, await jobIdOf(sent[2]));
  assert.equal(jobs()[await jobIdOf(sent[1])].deleting, true);
  serve("failed", "failed");
  await assert.rejects(
    send(FILE, "export.csv", here, () => {}),
    { code: "JobFailedError" },
  );
});

test("a file that is sent again is on its way from then on", async () => {
  serve(null, null);
  await assert.rejects(send(FILE, "export.csv", here, () => {}));
  const [jobId] = Object.keys(jobs());
  remember(jobId, { started: "2026-01-01" });
  await assert.rejects(send(FILE, "export.csv", here, () => {}));
  assert.ok(Date.now() - Date.parse(jobs()[jobId].started) < 60_000);
});

test("where storage is full the page itself remembers the token", async () => {
  localStorage.setItem = () => {
    throw new Error("full");
  };
  serve("");
  const jobId = await send(FILE, "export.csv", here, () => {});
  assert.equal(jobs()[jobId].token, sent[0]);
  keepHere();
  remember(jobId, { name: "stored now" });
  assert.equal(JSON.parse(localStorage.getItem("goodreads-stats:jobs"))[jobId].token, sent[0]);
});

test("a server that makes its own tokens is listened to", async () => {
  const own = "5f0c0000-0000-4000-8000-000000000000";
  serve(own);
  assert.equal(await send(FILE, "export.csv", here, () => {}), own);
  assert.deepEqual(Object.keys(jobs()), [own]);
});

test("who cancels before anything is sent sends nothing", async () => {
  const cancelled = new AbortController();
  cancelled.abort();
  await assert.rejects(
    send(FILE, "export.csv", cancelled.signal, () => {}),
    { name: "AbortError" },
  );
  assert.deepEqual([sent, jobs()], [[], {}]);
});

test("what says that nothing was kept", async () => {
  serve(400, 413, 415, 408, 429, 500);
  for (const refused of [true, true, true, false, false, false]) {
    const error = await send(FILE, "export.csv", here, () => {}).catch((reason) => reason);
    assert.equal(isRefusal(error), refused, String(error.status));
  }
  assert.equal(isRefusal(new TypeError("a fault")), false);
});

/** Let the server answer a newer export, and tell what it was asked. */
function serveNewer(status, body) {
  const asked = [];
  globalThis.fetch = async (address, { method, headers }) => {
    asked.push([method, String(address).split("/").at(-1), headers.Authorization]);
    return Response.json(body, { status });
  };
  return asked;
}

test("a newer export is sent with the token, and watched again after a reload", async () => {
  const asked = serveNewer(202, { job_id: "j", status: "processing" });
  remember("j", { token: "T", name: "old.csv", started: "2026-01-01" });
  await sendNewer(FILE, "j", "T", here);
  assert.deepEqual(asked, [["PUT", "j?wait=0", "Bearer T"]]);
  assert.deepEqual(jobs().j, {
    token: "T",
    name: "export.csv",
    started: "2026-01-01",
    tokenShown: true,
    updating: true,
  });
});

test("a newer export that is refused or known already leaves nothing to watch", async () => {
  serveNewer(403, { Code: "ForbiddenError", Message: "no" });
  await assert.rejects(sendNewer(FILE, "j", "wrong", here), { status: 403 });
  assert.deepEqual(jobs(), {});
  serveNewer(200, { job_id: "j", status: "complete" });
  await sendNewer(FILE, "j", "T", here);
  assert.equal("updating" in jobs().j, false);
});

test("what the server understood of an upload is told", async () => {
  serve("");
  const heard = [];
  await send(
    FILE,
    "export.csv",
    here,
    () => {},
    ({ status }) => heard.push(status),
  );
  assert.deepEqual(heard, ["processing"]);
});
