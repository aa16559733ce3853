/** "Share 2024": makes a link for friends, says what it shows, and takes back those that are out. */

import { copyField } from "../job/copy-field.js";
import { jobOf } from "../job/store.js";
import { yearHref } from "../models/addresses.js";
import { explain } from "../pages/api.js";
import { h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";
import { listShares, makeShare, shareUrl, takeBack } from "./share-routes.js";
import { hides, nameOf, shows, titleOfShare } from "./share-words.js";

/** @typedef {import("./share-words.js").Share} Share */

/** The links of one dashboard, the newest first. @param {string} jobId @param {string} token @param {(words: string) => void} tell */
function linkList(jobId, token, tell) {
  const list = h("ul", { class: "shares" });
  const heading = h("h2", { id: "shares-title", tabindex: "-1" }, "Links that are out");
  const element = h("section", { class: "card", "aria-labelledby": "shares-title", hidden: true }, heading, list);
  const count = () => {
    element.hidden = !list.children.length;
  };

  /** @param {Share} share */
  const item = (share) => {
    const title = titleOfShare(share);
    const button = /** @type {HTMLButtonElement} */ (
      h("button", { type: "button", class: "link", "aria-label": `Take it back: ${title}` }, "Take it back")
    );
    const row = h(
      "li",
      {},
      h("p", { class: "share-head" }, h("strong", {}, title), button),
      copyField(shareUrl(share.share_id), `Link: ${title}`),
    );
    button.addEventListener("click", async () => {
      button.disabled = true;
      tell("");
      try {
        await takeBack(jobId, token, share.share_id);
      } catch (error) {
        if (/** @type {any} */ (error)?.status !== 404) {
          button.disabled = false;
          tell(explain(error));
          return;
        }
      }
      row.remove();
      count();
      tell("The link is taken back: it leads nowhere now.");
      if (!element.hidden) heading.focus();
    });
    return row;
  };

  return {
    element,
    /** @param {Share} share one that was made now */
    add: (share) => {
      const row = item(share);
      list.prepend(row);
      count();
      return row;
    },
    /** Those that are not here yet; what is here keeps its place and the focus. @param {Share[]} shares the oldest first */
    complete: (shares) => {
      const rows = new Map([...list.querySelectorAll("input")].map(({ value }, at) => [value, list.children[at]]));
      const urls = new Set(shares.map(({ share_id: id }) => shareUrl(id)));
      // What was made since they were asked for stands above all of them.
      let place = [...rows].find(([url]) => urls.has(url))?.[1] ?? null;
      for (const share of shares.toReversed()) {
        const row = rows.get(shareUrl(share.share_id));
        if (row) place = row.nextElementSibling;
        else list.insertBefore(item(share), place);
      }
      count();
    },
  };
}

/** @param {HTMLElement} root @param {string} jobId @param {URLSearchParams} params */
export function mountShare(root, jobId, params) {
  const asked = params.get("year") ?? "";
  const year = /^\d{1,4}$/.test(asked) ? Number(asked) : null;
  const back = h("a", { href: year === null ? "#/" : yearHref(year) }, `Back to ${nameOf(year)}`);
  const { token } = jobOf(jobId);
  const head = viewHead(
    `Share ${nameOf(year)}`,
    `A link for friends, which shows ${year === null ? "the books that you have read" : year} and nothing else.`,
  );
  if (!token) {
    root.append(
      head,
      h("p", {}, "This browser does not hold the key to this dashboard. The one that made it does: share from there."),
      h("p", { class: "back" }, back),
    );
    return;
  }
  const said = h("p", { class: "hint", role: "status" });
  const tell = (/** @type {string} */ words) => {
    said.textContent = words;
  };
  const links = linkList(jobId, token, tell);
  const make = /** @type {HTMLButtonElement} */ (
    h("button", { type: "button", class: "button" }, `Make a link to ${nameOf(year)}`)
  );
  const show = () =>
    listShares(jobId, token).then(
      (shares) => links.complete(shares),
      (error) => tell(explain(error)),
    );
  make.addEventListener("click", async () => {
    make.disabled = true;
    tell("");
    try {
      const row = links.add(await makeShare(jobId, token, year));
      tell("The link is made. It stands below.");
      const field = row.querySelector("input");
      field?.focus();
      field?.select();
    } catch (error) {
      tell(explain(error));
      void show(); // it may be out, and the answer lost
    }
    make.disabled = false;
  });
  root.append(
    head,
    h(
      "section",
      { class: "card share" },
      h(
        "dl",
        {},
        h("div", {}, h("dt", {}, "It shows"), h("dd", {}, shows(year))),
        h("div", {}, h("dt", {}, "It does not show"), h("dd", {}, hides(year))),
        h(
          "div",
          {},
          h("dt", {}, "It stays as it is today"),
          h("dd", {}, "A newer export or a correction changes your dashboard, not the link: make a new one then."),
        ),
      ),
      h("div", { class: "actions" }, make),
      said,
    ),
    links.element,
    h(
      "p",
      { class: "lead" },
      "Do not give friends the address of this dashboard: whoever has that sees everything, reviews included. A link is taken back here, and all of them go when you delete your data.",
    ),
    h("p", { class: "back" }, back),
  );
  void show();
}
