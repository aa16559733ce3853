/** Addresses inside the dashboard: `#/books?year=2020`. Everything that a view shows is in its address. */

/** @param {string} hash @returns {{path: string[], params: URLSearchParams}} */
export function parseHash(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { path: path.split("/").filter(Boolean).map(decode), params: new URLSearchParams(query) };
}

/** A hand-typed `%` must not break the page. @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Build an address; empty parameters are left out. @param {string[]} path @param {Record<string, unknown>} [params] */
export function hashFor(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return `#/${path.map((part) => encodeURIComponent(part)).join("/")}${text ? `?${text}` : ""}`;
}

/** @param {import("./types.js").Book} book */
export const bookHref = (book) => hashFor(["book", book.goodreads_id]);
/** @param {Record<string, unknown>} params */
export const booksHref = (params) => hashFor(["books"], params);
/** @param {number|string} year */
export const yearHref = (year) => hashFor(["year", String(year)]);
