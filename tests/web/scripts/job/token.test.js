import assert from "node:assert/strict";
import { test } from "node:test";

import { jobIdOf, newDeleteToken } from "../../../../chalicelib/web/static/job/token.js";

test("a token has the form of the server's own", () => {
  const tokens = new Set(Array.from({ length: 200 }, newDeleteToken));
  assert.equal(tokens.size, 200);
  for (const token of tokens) assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.ok([...tokens].some((token) => token.includes("-")) && [...tokens].some((token) => token.includes("_")));
});

test("the id is the one that the server makes of the token", async () => {
  // From chalicelib/jobs/job_id.py: job_id_of(token).
  const ids = {
    "the-token": "c2a73fcf-61df-4dca-9c79-a10ba330b2ef",
    Ylo9xgSBMWrwGBk0bZqxhSmtrB8nVPrAhbTYQ8o8Jdw: "de765397-2cb1-4fbb-aeaf-fa72793b0cf2",
  };
  for (const [token, id] of Object.entries(ids)) assert.equal(await jobIdOf(token), id);
});

test("where the browser does not hash, the id is left to the server", async (t) => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  t.after(() => Object.defineProperty(globalThis, "crypto", before));
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  assert.equal(await jobIdOf("the-token"), null);
});
