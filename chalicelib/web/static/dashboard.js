/** The dashboard page: fetches one library and shows the view that the address names. */

import { ApiError, explain, whenComplete } from "./api.js";
import * as book from "./views/book.js";
import * as books from "./views/books.js";
import { mountDelete } from "./views/delete.js";
import { h } from "./ui/dom.js";
import { isolate, number, plural } from "./models/format.js";
import { libraryOf } from "./pace/reading.js";
import * as overview from "./views/overview.js";
import { viewHead } from "./ui/pieces.js";
import { startRouter } from "./ui/router.js";
import * as unenriched from "./views/unenriched.js";
import * as year from "./views/year.js";

const VIEWS = { "": overview, books, book, year, unenriched };
const NAME = "Goodreads Stats";
const main = document.querySelector("main");
const jobId = decodeURIComponent(location.pathname.split("/").filter(Boolean).at(-1) ?? "");

function markNavigation(name) {
  for (const link of document.querySelectorAll("a[data-view]")) {
    const here = link.dataset.view === name || (name === "book" && link.dataset.view === "books");
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function showRoutes(library) {
  let open = { name: null, handle: null };
  startRouter((route, arrival) => {
    const name = route.path[0] ?? "";
    if (open.handle && open.name === name) return open.handle.update(route);
    const root = h("div", { class: `view view-${name || "overview"}` });
    const view = VIEWS[name];
    markNavigation(name);
    let handle = null;
    if (name === "delete") mountDelete(root, jobId, route.params);
    else if (view) handle = view.mount(root, library, route);
    else root.append(viewHead("No such page", null), h("a", { class: "button", href: "#/" }, "To the overview"));
    open = { name, handle };
    main.replaceChildren(root);
    document.title = `${isolate(name === "delete" ? "Delete my data" : (view?.title(library, route) ?? "No such page"))} · ${NAME}`;
    if (arrival !== "start") root.querySelector("h1")?.focus({ preventScroll: true });
    return undefined;
  });
}

function showWaiting() {
  const bar = h("progress", { "aria-labelledby": "waiting-text" });
  const text = h("p", { class: "lead", id: "waiting-text", role: "status" }, "Fetching your books …");
  main.replaceChildren(h("div", { class: "view waiting" }, h("h1", { tabindex: "-1" }, "One moment"), text, bar));
  return ({ books_processed: done, books_total: total }) => {
    if (!total) return;
    bar.max = total;
    bar.value = done;
    text.textContent = `Looking up genres and covers: ${number(done)} of ${plural(total, "book")}.`;
  };
}

function showProblem(error) {
  const missing = error instanceof ApiError && error.status === 404;
  const heading = missing ? "There is no dashboard here" : "This did not work";
  main.replaceChildren(
    h(
      "div",
      { class: "view problem" },
      viewHead(heading, explain(error)),
      h(
        "p",
        { class: "actions" },
        h("a", { class: "button", href: "../" }, "Upload an export"),
        missing
          ? null
          : h("button", { type: "button", class: "button quiet", onclick: () => location.reload() }, "Try again"),
      ),
    ),
  );
  document.title = `${heading} · ${NAME}`;
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // "#main" is no address of the router
  main.focus();
});

async function start() {
  const route = location.hash;
  if (/^#\/delete\b/.test(route)) {
    // Deleting must not depend on the dashboard: the job may have failed, or still run.
    markNavigation("delete");
    const root = h("div", { class: "view view-delete" });
    mountDelete(root, jobId, new URLSearchParams(route.split("?")[1] ?? ""));
    main.replaceChildren(root);
    document.title = `Delete my data · ${NAME}`;
    window.addEventListener("hashchange", () => location.reload(), { once: true });
    return;
  }
  const onProgress = showWaiting();
  try {
    const response = await whenComplete(jobId, { onProgress });
    showRoutes(await overview.prepare(await libraryOf(response)));
  } catch (error) {
    showProblem(error);
  }
}

start();
