/**
 * Where the site is. Addresses are made from this module's own, so they are right at the site's root and under a stage
 * path alike, for modules and in a bundle.
 */

/** The folder of what belongs to this page: `static/`, which is above this module's own, or `static/<version>/` of a bundle. */
export const FILES = new URL(import.meta.url.endsWith("/pages/site.js") ? ".." : ".", import.meta.url);

/** The root of the site. */
export const ROOT = new URL(FILES.href.slice(0, FILES.href.lastIndexOf("/static/") + 1));

/** Whether a path is that of a share, not of a dashboard. @param {string} pathname */
export const isShared = (pathname) => pathname.split("/").filter(Boolean).at(-2) === "share";

/** The job whose dashboard, or the share whose page, stands under a path; a hand-typed `%` must not break the page. @param {string} pathname */
export function jobInPath(pathname) {
  const last = pathname.split("/").filter(Boolean).at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
