import assert from "node:assert/strict";
import { test } from "node:test";

import { once } from "../../../../chalicelib/web/static/pace/once.js";

test("each is counted once of each library, even when it is nothing", () => {
  const asked = [];
  const size = (library) => asked.push(library.name) && library.books.length;
  const nothing = (library) => asked.push(`nothing of ${library.name}`) && null;
  const [small, large] = [
    { name: "small", books: [1] },
    { name: "large", books: [1, 2] },
  ];
  for (const _ of [1, 2]) {
    assert.equal(once(small, size), 1);
    assert.equal(once(large, size), 2);
    assert.equal(once(small, nothing), null);
  }
  assert.deepEqual(asked, ["small", "large", "nothing of small"]);
});
