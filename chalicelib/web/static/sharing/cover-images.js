/**
 * Covers that may be drawn. A canvas with a picture of another host is only to be saved when that host permits it (CORS),
 * so each cover is asked for in this way and no other; without permission it does not load, and its place is drawn.
 */

/** @typedef {import("./drawing.js").Covers} Covers */

const PATIENCE_MS = 8000; // a host that does not answer must not keep the picture
/** @type {Map<string, Promise<HTMLImageElement|null>>} */
const asked = new Map();

/** @param {string} address that `coverUrl` has let pass @returns {Promise<HTMLImageElement|null>} null where it may not be drawn */
function load(address) {
  return new Promise((resolve) => {
    const image = new Image();
    const late = setTimeout(() => end(null), PATIENCE_MS);
    /** @param {HTMLImageElement|null} found */
    const end = (found) => {
      clearTimeout(late);
      if (!found) asked.delete(address); // it may come another time
      resolve(found);
    };
    image.crossOrigin = "anonymous";
    image.referrerPolicy = "no-referrer";
    image.addEventListener("error", () => end(null));
    // Open Library answers a missing cover with a picture of one pixel.
    image.addEventListener("load", () => end(image.naturalWidth > 2 ? image : null));
    image.src = address;
  });
}

/** The covers of a layout that can be had. @param {import("./layout.js").Part[]} parts @returns {Promise<Covers>} */
export async function coversOf(parts) {
  const addresses = new Set(parts.flatMap((part) => (part.kind === "cover" && part.address) || []));
  const pairs = await Promise.all(
    [...addresses].map(async (address) => {
      if (!asked.has(address)) asked.set(address, load(address));
      return /** @type {const} */ ([address, await asked.get(address)]);
    }),
  );
  return new Map(pairs.flatMap(([address, image]) => (image ? [[address, image]] : [])));
}
