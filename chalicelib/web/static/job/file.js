/** A chosen file: what can be said of it before it travels, how it travels, and what the server understood of it. */

import { number, plural } from "../models/format.js";

const MAX_BYTES = 20_000_000; // the server's own limit, unpacked
const PACK_FROM = 1024 * 1024;
const ENDINGS = /\.(csv|tsv|tab|txt|json|gz)$/i;
const TYPES = /csv|plain|tab-separated|json|gzip/i;
const PACKED = /\.gz$/i;

/** What people choose by mistake, and what to do instead. @type {[RegExp, string][]} */
const OTHERS = [
  [/\.(xlsx?|ods|numbers)$/i, "is a spreadsheet. Save it as CSV, or choose the file that your site gave you."],
  [/\.(zip|7z|rar|tgz|tar(\.gz)?)$/i, "is an archive. Unpack it, and choose the file with your books."],
];
export const ACCEPTED = ".csv, .tsv, .txt or .json";

/** @param {File} file @returns {string|null} what is wrong with it, in a sentence for its owner */
export function checkFile(file) {
  const other = OTHERS.find(([ending]) => ending.test(file.name));
  if (other) return `“${file.name}” ${other[1]}`;
  if (!ENDINGS.test(file.name) && !TYPES.test(file.type)) {
    return `“${file.name}” is no library export. Those are ${ACCEPTED}, as Goodreads and the other sites give them.`;
  }
  if (file.size === 0) return `“${file.name}” is empty. Export your library again.`;
  if (file.size > MAX_BYTES) return `“${file.name}” is larger than 20 MB, more than a library export can be here.`;
  return null;
}

/**
 * Large files are gzipped here: what a browser sends through API Gateway may have 4.4 MB. The server tells a table from
 * JSON by itself.
 * @param {Blob & {name?: string}} file @returns {Promise<{body: Blob, type: string}>}
 */
export async function packed(file) {
  if (PACKED.test(file.name ?? "")) return { body: file, type: "application/gzip" };
  if (file.size <= PACK_FROM || !("CompressionStream" in globalThis)) return { body: file, type: "text/csv" };
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  return { body: await new Response(stream).blob(), type: "application/gzip" };
}

/** Sites as people write them. @type {Map<string, string>} */
const SITES = new Map([
  ["goodreads", "Goodreads"],
  ["storygraph", "The StoryGraph"],
  ["librarything", "LibraryThing"],
  ["hardcover", "Hardcover"],
  ["bookwyrm", "BookWyrm"],
  ["goodreads-stats", "Goodreads Stats"],
]);

/**
 * Whose file it was and what it told: in the answer of an upload, whose `understood` has the rows, and in a dashboard's metadata.
 * @typedef {{source?: string, rows_total?: number, understood?: Record<string, number>|null}} Understood
 */

/**
 * "The StoryGraph: 412 rows, 388 dates, 401 ratings understood."; "" of a dashboard from before that was told.
 * @param {Understood} told
 */
export function understoodWords({ source, rows_total: total, understood }) {
  const { rows = total, dates = 0, ratings = 0 } = understood ?? {};
  if (source === undefined || rows === undefined || !understood) return "";
  const parts = [
    plural(rows, "row"),
    dates ? plural(dates, "date") : "no dates",
    ratings ? plural(ratings, "rating") : "no ratings",
  ];
  return `${SITES.get(source) ?? source}: ${parts.join(", ")} understood.`;
}

/**
 * Take files that are dropped anywhere in the window: a drop beside the box must not open the file instead of the page.
 * @param {HTMLElement} zone the box @param {(file: File) => void} take @param {() => boolean} [isOver] whether to stop
 */
export function listenForDrops(zone, take, isOver = () => false) {
  const over = new AbortController();
  /** @param {"dragover"|"dragleave"|"drop"} name @param {(event: DragEvent) => void} act */
  const listen = (name, act) =>
    window.addEventListener(name, (event) => (isOver() ? over.abort() : act(event)), { signal: over.signal });
  listen("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  listen("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("over");
  });
  listen("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const file = event.dataTransfer?.files?.[0];
    if (file) take(file);
  });
}
