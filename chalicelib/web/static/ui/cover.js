/** Covers: an image from one of the two providers' hosts, over a drawn cover that stays when there is none. */

import { h } from "./dom.js";
import { hash, initials } from "../models/format.js";

const HOSTS = new Set(["covers.openlibrary.org", "books.google.com"]);
const CLOTHS = 8;

/** The address when it is https and on a host we take covers from; otherwise null. @param {unknown} address */
export function coverUrl(address) {
  if (typeof address !== "string" || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" && HOSTS.has(url.hostname) && !url.port && !url.username ? url.href : null;
}

/** Which of the cloth colours a book is bound in. @param {import("../models/types.js").Book} book */
export const cloth = (book) => `cloth-${hash(book.title + book.author) % CLOTHS}`;

/**
 * @param {import("../models/types.js").Book} book
 * @param {{large?: boolean, eager?: boolean}} [options]
 * @returns {HTMLElement} decoration only: the title always stands beside it as text
 */
export function cover(book, { large = false, eager = false } = {}) {
  const address = coverUrl(
    large ? (book.thumbnail_url ?? book.small_thumbnail_url) : (book.small_thumbnail_url ?? book.thumbnail_url),
  );
  const frame = h(
    "span",
    { class: `cover ${cloth(book)}${large ? " large" : ""}`, "aria-hidden": "true" },
    h("span", { class: "cover-letters", data: { letters: initials(book.title) } }), // drawn by the style sheet: no words
    large ? h("span", { class: "cover-title", dir: "auto" }, book.title) : null,
    large ? h("span", { class: "cover-author", dir: "auto" }, book.author) : null,
  );
  if (!address) return frame;
  const image = /** @type {HTMLImageElement} */ (
    h("img", {
      alt: "",
      loading: eager ? "eager" : "lazy",
      decoding: "async",
      referrerpolicy: "no-referrer",
    })
  );
  image.addEventListener("error", () => image.remove());
  // Open Library answers a missing cover with a picture of one pixel.
  image.addEventListener("load", () => (image.naturalWidth > 2 ? image.classList.add("loaded") : image.remove()));
  image.src = address;
  frame.append(image);
  return frame;
}
