/** The dashboard page: follows one job from what its file tells to the complete dashboard, and shows it. */

import { ApiError, dashboardOf, deleteLink, explain, remove, sendCorrections } from "./api.js";
import { changesNote } from "../job/changes.js";
import { deleteAll } from "../job/deletions.js";
import { understoodWords } from "../job/file.js";
import { follow, followUpdate } from "../job/following.js";
import { ProgressLine } from "../job/progress-line.js";
import { jobOf, keepCorrections, keptCorrections, remember } from "../job/store.js";
import { pausesOf } from "../job/watching.js";
import { parseHash } from "../models/addresses.js";
import { OwnCorrections } from "../corrections/own-corrections.js";
import { mountShare } from "../sharing/share-view.js";
import { startShared } from "../sharing/shared-page.js";
import { isShared, jobInPath } from "./site.js";
import { h } from "../ui/dom.js";
import { followHash } from "../ui/router.js";
import { mountUpdate } from "../job/update.js";
import { mountDelete } from "../views/delete.js";
import { fault, problem, waiting } from "../job/notices.js";
import { toldFigures } from "../models/stats.js";
import { beginning } from "../views/overview.js";
import { sentenceOf } from "../views/rows.js";
import { markNavigation, setTitle, startViews } from "../views/switch.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const jobId = jobInPath(location.pathname);
const pause = pausesOf(window, document);

document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // "#main" is no address of the router
  main.focus();
});

/** Where no router runs, another address is another try. */
const reloadElsewhere = () => window.addEventListener("hashchange", () => location.reload(), { once: true });

/** Deleting must not depend on the dashboard: the job may have failed, or still run. */
function startWithDeletion() {
  markNavigation("delete");
  const root = h("div", { class: "view view-delete" });
  mountDelete(root, jobId, new URLSearchParams(location.hash.split("?")[1] ?? ""));
  main.replaceChildren(root);
  setTitle("Delete my data");
  reloadElsewhere();
}

/** The delete link, the first time that the complete dashboard is shown in the browser that made it. */
function unseenDeleteLink() {
  const { token, tokenShown } = jobOf(jobId);
  if (!token || tokenShown) return null;
  remember(jobId, { tokenShown: true });
  return deleteLink(jobId, token);
}

/** What a reader may do with a complete dashboard, at the foot of each view; the owner alone can update it. */
function offerMore() {
  const data = `../data/${encodeURIComponent(jobId)}`;
  const links = [
    h("a", { href: `${data}.csv`, download: "goodreads-stats.csv" }, "Library as CSV"),
    h("a", { href: `${data}?download=1`, download: "goodreads-stats.json" }, "Library as JSON"),
  ];
  if (jobOf(jobId).token) {
    links.push(h("a", { href: "#/update", data: { view: "update" } }, "Update with a newer export"));
  }
  document.querySelector(".site-foot .tools")?.append(...links);
  markNavigation(parseHash(location.hash).path[0] ?? "");
  return links;
}

async function start() {
  const wait = waiting();
  main.replaceChildren(wait.element);
  const gone = new AbortController();
  /** @type {ProgressLine|null} */
  let line = null;
  /** @type {{refresh: (library: import("../models/types.js").Library) => void}|null} */
  let views = null;
  const own = new OwnCorrections(jobId, {
    read: keptCorrections,
    keep: keepCorrections,
    tokenOf: (id) => jobOf(id).token,
    send: sendCorrections,
    explain,
  });
  own.onChange = (library) => setTimeout(() => views?.refresh(library)); // after the button is let go

  let updating = false;
  /** @type {HTMLElement[]} */
  let offered = [];

  /** Show the figures of the overview while the books are still to come. @param {any} head */
  const begin = (head) => {
    const counts = toldFigures(head.summary);
    if (views || !counts?.books || parseHash(location.hash).path.length) return;
    main.replaceChildren(beginning(counts));
    window.addEventListener("hashchange", () => views || main.replaceChildren(wait.element), { once: true });
  };

  /** @param {{soFar?: boolean, update?: boolean}} which */
  const ask = async (which) => {
    const before = own.saved;
    const answer = await dashboardOf(jobId, { ...which, signal: gone.signal }, begin);
    if (answer.library) answer.library = own.show(answer.library, before);
    return answer;
  };

  /** @param {any} error */
  const wordsOf = (error) =>
    error.status ? error.message : "The connection is gone. This goes on as soon as it is back.";

  /** Follow a newer export to its end. @param {ProgressLine} line @param {string} [told] what was understood of its file */
  async function update(line, told) {
    if (updating) return;
    updating = true;
    try {
      line.tellUpdate({}, told);
      await followUpdate(() => ask({ update: true }), {
        draw: (library) => {
          views?.refresh(library);
          line.endUpdate("Your dashboard shows the newer export. ", ...sentenceOf(changesNote(library) ?? []));
        },
        progress: (progress) => line.tellUpdate(progress, told),
        trouble: (error) => line.wait(wordsOf(error), true),
        signal: gone.signal,
        pause,
      });
    } catch (error) {
      if (gone.signal.aborted) return;
      if (!(error instanceof ApiError)) console.error(error);
      line.endUpdate(explain(error));
    }
    updating = false;
    if (jobOf(jobId).updating) remember(jobId, { updating: undefined });
  }

  /** The views that are not of the library. @param {ProgressLine} line */
  const ownViews = (line) =>
    new Map([
      [
        "delete",
        {
          title: "Delete my data",
          mount: (/** @type {HTMLElement} */ root, /** @type {URLSearchParams} */ params) =>
            mountDelete(root, jobId, params, () => {
              gone.abort();
              line.hide();
              for (const link of offered) link.remove();
            }),
        },
      ],
      [
        "update",
        {
          title: "Update with a newer export",
          mount: (/** @type {HTMLElement} */ root) =>
            mountUpdate(
              root,
              jobId,
              {
                accepted: (answer) => {
                  if (root.isConnected) followHash("#/");
                  update(line, understoodWords(answer));
                },
                refused: (words) => line.endUpdate(words),
              },
              gone.signal,
            ),
        },
      ],
      [
        "share",
        {
          title: "Share",
          mount: (/** @type {HTMLElement} */ root, /** @type {URLSearchParams} */ params) =>
            mountShare(root, jobId, params),
        },
      ],
    ]);

  /** @param {import("../models/types.js").Library} library */
  const draw = (library) => {
    const { status, books_processed, books_total = library.all.length } = library.metadata;
    if (views) views.refresh(library);
    else {
      line = new ProgressLine();
      views = startViews(main, library, ownViews(line));
    }
    if (status === "processing") line?.tell({ books_processed, books_total });
  };

  try {
    const end = await follow((soFar) => ask({ soFar }), {
      draw,
      progress: (progress) => (line ?? wait).tell(progress),
      trouble: (error) => {
        const words = wordsOf(error);
        if (line) line.wait(words);
        else {
          wait.say(words);
          if (!wait.element.isConnected) main.replaceChildren(wait.element); // the figures have taken its place
        }
      },
      signal: gone.signal,
      pause,
    });
    const shown = /** @type {ProgressLine|null} */ (line);
    if (end === "failed") {
      shown?.failed();
      return;
    }
    shown?.complete(unseenDeleteLink());
    offered = offerMore();
    if (shown && jobOf(jobId).updating) update(shown);
  } catch (error) {
    if (gone.signal.aborted) return;
    /** @type {ProgressLine|null} */ (line)?.hide();
    const { title, element } = error instanceof ApiError ? problem(error) : fault(error);
    main.replaceChildren(element);
    setTitle(title);
    reloadElsewhere();
  }
}

deleteAll(remove, pause);
if (isShared(location.pathname)) startShared(main, jobId);
else if (/^#\/delete\b/.test(location.hash)) startWithDeletion();
else start();
