/** Addresses inside the dashboard: `#/books?year=2020`. Everything that a view shows is in its address. */

/** @param {string} hash @returns {{path: string[], params: URLSearchParams}} */
export function parseHash(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { path: path.split("/").filter(Boolean).map(decode), params: new URLSearchParams(query) };
}

/** A hand-typed `%` must not break the page. */
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

export const bookHref = (book) => hashFor(["book", book.goodreads_id]);
export const booksHref = (params) => hashFor(["books"], params);
export const yearHref = (year) => hashFor(["year", String(year)]);

/**
 * Call `show(route, arrival)` now and after every change of address.
 * `arrival` is "start", "link" (go to the top) or "history" (back and forward: the place before is restored).
 * @param {(route: {path: string[], params: URLSearchParams}, arrival: string) => void} show
 */
export function startRouter(show) {
  const places = new Map();
  let current = location.hash;
  let viaLink = false;
  history.scrollRestoration = "manual";
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link?.getAttribute("href")?.startsWith("#/")) viaLink = true;
  });
  window.addEventListener("scroll", () => places.set(current, window.scrollY), { passive: true });
  window.addEventListener("hashchange", () => {
    const arrival = viaLink ? "link" : "history";
    viaLink = false;
    current = location.hash;
    const place = places.get(current) ?? 0;
    show(parseHash(current), arrival);
    window.scrollTo({ top: arrival === "history" ? place : 0, behavior: "instant" });
  });
  show(parseHash(current), "start");
}

/** Put an address in the bar without a new entry in the history, and tell nobody (the caller shows it itself). */
export function replaceHash(hash) {
  history.replaceState(history.state, "", hash);
}
