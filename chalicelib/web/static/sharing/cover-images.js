/**
 * Covers that may be drawn. A canvas with a picture of another host is only to be saved when that host permits it (CORS),
 * so each cover is asked for in this way and no other; without permission it does not load, and its place is drawn.
 */

const PATIENCE_MS = 8000; // a host that does not answer must not keep the picture

/** @typedef {Map<string, HTMLImageElement>} Covers those that may be drawn, by address */

/** The addresses of a layout's covers, each once. @param {import("./layout.js").Part[]} parts */
export const addressesOf = (parts) => [
  ...new Set(parts.flatMap((part) => (part.kind === "cover" && part.address) || [])),
];

/** @param {string} address that `coverUrl` has let pass @param {number} patience @returns {Promise<HTMLImageElement|null>} null where it may not be drawn */
function load(address, patience) {
  return new Promise((resolve) => {
    const image = new Image();
    const late = setTimeout(() => resolve(null), patience);
    /** @param {boolean} came */
    const end = (came) => {
      clearTimeout(late);
      resolve(came ? image : null);
    };
    image.crossOrigin = "anonymous";
    image.referrerPolicy = "no-referrer";
    image.addEventListener("error", () => end(false));
    // Open Library answers a missing cover with a picture of one pixel.
    image.addEventListener("load", () => end(image.naturalWidth > 2));
    image.src = address;
  });
}

/**
 * Fetches covers, each once, as long as it is kept.
 * @param {number} [patience] in milliseconds @returns {(addresses: string[]) => Promise<Covers>} those that can be had
 */
export function coverImages(patience = PATIENCE_MS) {
  /** @type {Map<string, Promise<HTMLImageElement|null>>} */
  const asked = new Map();
  return async (addresses) => {
    for (const address of addresses) if (!asked.has(address)) asked.set(address, load(address, patience));
    const pairs = await Promise.all(addresses.map(async (address) => [address, await asked.get(address)]));
    return new Map(/** @type {[string, HTMLImageElement][]} */ (pairs.filter(([, image]) => image)));
  };
}
