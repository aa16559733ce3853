/** Counting once: what was counted of a library is kept as long as the library. */

/** @typedef {import("../models/types.js").Library} Library */

/** @type {WeakMap<Library, Map<Function, any>>} */
const known = new WeakMap();

/**
 * What `count` says of a library, counted when it is first asked for.
 * @template T @param {Library} library @param {(library: Library) => T} count the same function each time @returns {T}
 */
export function once(library, count) {
  const counts = known.get(library) ?? new Map();
  known.set(library, counts);
  if (!counts.has(count)) counts.set(count, count(library));
  return counts.get(count);
}
