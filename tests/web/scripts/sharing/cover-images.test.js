import assert from "node:assert/strict";
import { test } from "node:test";

import { addressesOf, coverImages } from "../../../../chalicelib/web/static/sharing/cover-images.js";

/** What a host does with each address: a cover of so many pixels, a refusal, or no answer. */
const HOST = { cover: 180, pixel: 1, refused: "error", silent: null };
const asked = [];

class FakeImage extends EventTarget {
  naturalWidth = 0;

  set src(address) {
    asked.push([address, this.crossOrigin, this.referrerPolicy]);
    const answer = HOST[address];
    if (answer === null) return;
    if (answer !== "error") this.naturalWidth = answer;
    queueMicrotask(() => this.dispatchEvent(new Event(answer === "error" ? "error" : "load")));
  }
}
globalThis.Image = FakeImage;

test("covers are asked for with permission to draw them, and those that do not come are left out", async () => {
  const fetchCovers = coverImages(1);
  const covers = await fetchCovers(Object.keys(HOST));
  assert.deepEqual([...covers.keys()], ["cover"]);
  assert.equal(covers.get("cover").naturalWidth, 180);
  assert.deepEqual(
    asked,
    Object.keys(HOST).map((address) => [address, "anonymous", "no-referrer"]),
  );
});

test("each is asked for once, however often the picture is drawn", async () => {
  asked.length = 0;
  const fetchCovers = coverImages(1);
  await Promise.all([fetchCovers(["cover"]), fetchCovers(["cover", "refused"])]);
  assert.deepEqual([...(await fetchCovers(["cover", "refused"])).keys()], ["cover"]);
  assert.equal(asked.length, 2);
});

test("the addresses of a layout are those of its covers, each once", () => {
  const parts = [
    { kind: "text" },
    { kind: "cover", address: "a" },
    { kind: "cover", address: null },
    { kind: "cover", address: "a" },
    { kind: "spine", address: "b" },
  ];
  assert.deepEqual(addressesOf(parts), ["a"]);
});
