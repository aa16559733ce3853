/** The browser's `localStorage`, in memory, for the tests of what a page keeps. */

/** Begin with an empty one. */
export function keepHere() {
  const kept = new Map();
  globalThis.localStorage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, String(value)),
    removeItem: (name) => void kept.delete(name),
  };
}
