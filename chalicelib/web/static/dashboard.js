/** The dashboard page: follows one job from what its file tells to the complete dashboard, and shows it. */

import { ApiError, dashboardOf, deleteLink, remove } from "./api.js";
import { deleteAll } from "./job/deletions.js";
import { follow } from "./job/following.js";
import { ProgressLine } from "./job/progress-line.js";
import { jobOf, remember } from "./job/store.js";
import { pausesOf } from "./job/watching.js";
import { jobInPath } from "./site.js";
import { h } from "./ui/dom.js";
import { mountDelete } from "./views/delete.js";
import { fault, problem, waiting } from "./job/notices.js";
import { prepared } from "./views/prepared.js";
import { markNavigation, setTitle, startViews } from "./views/switch.js";

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

async function start() {
  const wait = waiting();
  main.replaceChildren(wait.element);
  const gone = new AbortController();
  /** @type {ProgressLine|null} */
  let line = null;
  /** @type {{refresh: (library: import("./models/types.js").Library) => void}|null} */
  let views = null;

  /** @param {boolean} soFar */
  const ask = async (soFar) => {
    const answer = await dashboardOf(jobId, soFar, gone.signal);
    if (answer.library) await prepared(answer.library);
    return answer;
  };

  /** @param {import("./models/types.js").Library} library */
  const draw = (library) => {
    const { status, books_processed, books_total = library.all.length } = library.metadata;
    if (views) views.refresh(library);
    else {
      line = new ProgressLine();
      views = startViews(main, library, (root, params) =>
        mountDelete(root, jobId, params, () => {
          gone.abort();
          line?.hide();
        }),
      );
    }
    if (status === "processing") line?.tell({ books_processed, books_total });
  };

  try {
    const end = await follow(ask, {
      draw,
      progress: (progress) => (line ?? wait).tell(progress),
      trouble: (error) => {
        const words = error.status ? error.message : "The connection is gone. This goes on as soon as it is back.";
        if (line) line.wait(words);
        else wait.say(words);
      },
      signal: gone.signal,
      pause,
    });
    const shown = /** @type {ProgressLine|null} */ (line);
    if (end === "failed") shown?.failed();
    else shown?.complete(unseenDeleteLink());
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
if (/^#\/delete\b/.test(location.hash)) startWithDeletion();
else start();
