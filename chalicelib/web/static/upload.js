/** The first page: takes a file, sends it, watches the job, leads to the dashboard. */

import { dashboardUrl, explain, remove, sampleUrl, upload, whenComplete } from "./api.js";
import { h } from "./ui/dom.js";
import { number, plural } from "./models/format.js";
import { checkFile, packed } from "./file.js";
import { forget, jobs, remember } from "./store.js";

const by = (id) => document.getElementById(id);
const parts = {
  form: by("upload"),
  field: by("file"),
  zone: by("drop"),
  error: by("upload-error"),
  sample: by("sample"),
  working: by("working"),
  status: by("working-status"),
  bar: by("working-bar"),
  cancel: by("cancel"),
  ready: by("ready"),
  readyText: by("ready-text"),
  open: by("open-dashboard"),
  keep: by("delete-link-box"),
  link: by("delete-link"),
  copy: by("copy-delete-link"),
  again: by("again"),
  recent: by("recent"),
  recentList: by("recent-list"),
  shelf: [...document.querySelectorAll(".fill-shelf rect")],
};
let current = null; // { controller, jobId }

/** Exactly one of the three faces of the card is visible. */
function show(face) {
  for (const name of ["form", "working", "ready"]) parts[name].hidden = parts[name] !== face;
}

function light(share) {
  parts.shelf.forEach((spine, index) => spine.classList.toggle("dim", index / parts.shelf.length >= share));
}

function fail(message) {
  show(parts.form);
  light(1);
  parts.error.textContent = message;
  parts.field.setAttribute("aria-invalid", "true");
  parts.field.focus();
}

function step(words, done, total) {
  parts.status.textContent = words;
  if (total) {
    parts.bar.max = total;
    parts.bar.value = done;
    light(done / total);
  } else {
    parts.bar.removeAttribute("value");
    light(0);
  }
}

function progress({ books_processed: done = 0, books_total: total = 0 }) {
  if (total) step(`Looking up genres and covers: ${number(done)} of ${plural(total, "book")}.`, done, total);
  else step("Reading your file …");
}

function finish(jobId, total) {
  const job = jobs()[jobId] ?? {};
  const firstTime = Boolean(job.token) && !job.tokenShown;
  parts.readyText.textContent = total
    ? `${plural(total, "book")} looked up. Your reading life is laid out.`
    : "Your reading life is laid out.";
  parts.open.href = dashboardUrl(jobId);
  parts.keep.hidden = !firstTime;
  parts.link.value = firstTime ? `${dashboardUrl(jobId)}#/delete?token=${encodeURIComponent(job.token)}` : "";
  remember(jobId, { done: true, tokenShown: true });
  light(1);
  show(parts.ready);
  parts.open.focus();
}

/** Watch a job to its end; the address keeps its id, so that a reload goes on watching. */
async function watch(jobId, controller) {
  current = { controller, jobId };
  history.replaceState(null, "", `#job=${encodeURIComponent(jobId)}`);
  show(parts.working);
  let total = 0;
  const response = await whenComplete(jobId, {
    signal: controller.signal,
    redirect: "manual",
    onProgress: (answer) => {
      total = answer.books_total ?? total;
      progress(answer);
    },
    onTrouble: () => step("The connection is gone. Trying again …"),
  });
  await response.body?.cancel(); // only the answer counts here, not the dashboard in it
  finish(jobId, total);
}

async function run(work) {
  const controller = new AbortController();
  current = { controller, jobId: null };
  parts.error.textContent = "";
  parts.field.removeAttribute("aria-invalid");
  show(parts.working);
  step("Sending your file …");
  parts.cancel.focus();
  try {
    await work(controller);
  } catch (error) {
    if (controller.signal.aborted) return;
    history.replaceState(null, "", location.pathname);
    if (current?.jobId && [404, 500].includes(error.status) && error.code) forget(current.jobId);
    fail(explain(error));
  }
}

async function send(blob, name, controller) {
  const { body, type } = await packed(blob);
  const answer = await upload(body, type, controller.signal);
  remember(answer.job_id, { token: answer.delete_token, name });
  if (answer.status === "complete") {
    history.replaceState(null, "", `#job=${encodeURIComponent(answer.job_id)}`);
    finish(answer.job_id, answer.books_processed);
  } else await watch(answer.job_id, controller);
}

function take(file) {
  const problem = checkFile(file);
  if (problem) fail(problem);
  else run((controller) => send(file, file.name, controller));
}

async function trySample(controller) {
  // Asked for by its type: API Gateway gives binary types only to those who name them.
  const response = await fetch(sampleUrl(), { headers: { Accept: "text/csv" }, signal: controller.signal });
  if (!response.ok) throw new Error("no sample");
  await send(await response.blob(), "Sample library", controller);
}

/** Stop, and leave nothing behind where this browser may delete it. */
async function cancel() {
  const { controller, jobId } = current ?? {};
  controller?.abort();
  current = null;
  history.replaceState(null, "", location.pathname);
  show(parts.form);
  light(1);
  parts.field.focus();
  const token = jobId && jobs()[jobId]?.token;
  if (!token) return;
  try {
    await remove(jobId, token);
    forget(jobId);
  } catch {
    parts.error.textContent = "Stopped. The upload could not be deleted now; it is listed below.";
    listRecent();
  }
}

function listRecent() {
  const known = Object.entries(jobs()).sort(([, a], [, b]) => (a.started < b.started ? 1 : -1));
  parts.recent.hidden = known.length === 0;
  parts.recentList.replaceChildren(
    ...known
      .slice(0, 8)
      .map(([jobId, job]) =>
        h(
          "li",
          {},
          h("a", { href: `dashboard/${encodeURIComponent(jobId)}` }, h("bdi", {}, job.name ?? "A library")),
          h("time", { datetime: job.started }, new Date(job.started).toLocaleDateString("en", { dateStyle: "medium" })),
        ),
      ),
  );
}

function listen() {
  parts.form.addEventListener("submit", (event) => event.preventDefault());
  parts.field.addEventListener("change", () => {
    const [file] = parts.field.files;
    if (file) take(file);
    parts.field.value = ""; // the same file can be chosen again after a correction
  });
  parts.sample.addEventListener("click", () => run(trySample));
  parts.cancel.addEventListener("click", cancel);
  parts.again.addEventListener("click", () => {
    history.replaceState(null, "", location.pathname);
    show(parts.form);
    listRecent();
    parts.field.focus();
  });
  parts.copy.addEventListener("click", async () => {
    parts.link.select();
    await navigator.clipboard?.writeText(parts.link.value).catch(() => {});
    parts.copy.textContent = "Copied";
  });
  // The whole window takes the file: a drop beside the box must not open the CSV instead of the page.
  window.addEventListener("dragover", (event) => {
    event.preventDefault();
    parts.zone.classList.add("over");
  });
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) parts.zone.classList.remove("over");
  });
  window.addEventListener("drop", (event) => {
    event.preventDefault();
    parts.zone.classList.remove("over");
    const [file] = event.dataTransfer?.files ?? [];
    if (file && !parts.form.hidden) take(file);
  });
}

listen();
listRecent();
by("starting").remove();
parts.form.inert = false;
const running = /^#job=([\w-]+)$/.exec(location.hash)?.[1];
if (running) run((controller) => watch(running, controller));
