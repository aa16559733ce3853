/** "Share" on the overview and on a year, for whoever holds the key to the dashboard. */

import { jobOf } from "../job/store.js";
import { hashFor } from "../models/addresses.js";
import { isShared, jobInPath } from "../pages/site.js";
import { h } from "../ui/dom.js";

/**
 * @param {import("../models/types.js").Library} library @param {number|null} year null: the overview
 * @returns {HTMLElement|null} null for everyone else, and while the job runs: the server shares what is complete
 */
export function shareLink(library, year) {
  const running = library.metadata.status === "processing";
  if (running || isShared(location.pathname) || !jobOf(jobInPath(location.pathname)).token) return null;
  const label = year === null ? "Share the overview" : `Share ${year}`;
  return h("a", { class: "button quiet share-link", href: hashFor(["share"], { year }), "aria-label": label }, "Share");
}
