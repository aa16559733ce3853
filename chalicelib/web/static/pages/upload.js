/** The first page: takes a file, sends it, and leads to the dashboard as soon as there is something to draw. */

import { ApiError, dashboardUrl, explain, fetchSample, progressOf, remove } from "./api.js";
import { deleteAll, mayStillCome } from "../job/deletions.js";
import { checkFile, listenForDrops, understoodWords } from "../job/file.js";
import { isRefusal, send } from "../job/sending.js";
import { dashboards, forget, jobOf, jobs, remember } from "../job/store.js";
import { pausesOf, watch } from "../job/watching.js";
import { number, plural } from "../models/format.js";
import { h } from "../ui/dom.js";

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
function by(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is not on the page`);
  return element;
}

const parts = {
  form: by("upload", HTMLFormElement),
  field: by("file", HTMLInputElement),
  zone: by("drop", HTMLElement),
  error: by("upload-error", HTMLElement),
  resend: by("resend", HTMLButtonElement),
  sample: by("sample", HTMLButtonElement),
  working: by("working", HTMLElement),
  status: by("working-status", HTMLElement),
  bar: by("working-bar", HTMLProgressElement),
  hint: by("working-hint", HTMLElement),
  cancel: by("cancel", HTMLButtonElement),
  recent: by("recent", HTMLElement),
  recentList: by("recent-list", HTMLElement),
};
const shelf = [...document.querySelectorAll(".fill-shelf rect")];
const pause = pausesOf(window, document);

/** @type {{controller: AbortController, jobId: string|null}|null} */
let current = null;
/** What could not be sent, to send again. @type {{file: import("../job/sending.js").Upload, name: string}|null} */
let unsent = null;

/** Either the form or the work is visible. @param {"form"|"working"} face */
function show(face) {
  parts.form.hidden = face !== "form";
  parts.working.hidden = face !== "working";
}

/** @param {number} share of the shelf that is lit */
function light(share) {
  shelf.forEach((spine, index) => spine.classList.toggle("dim", index / shelf.length >= share));
}

function showForm() {
  current = null;
  history.replaceState(null, "", location.pathname);
  show("form");
  light(1);
  listDashboards();
}

/** @param {string} message @param {HTMLElement} focus where the reader goes on */
function fail(message, focus = parts.field) {
  showForm();
  parts.error.textContent = message;
  if (focus === parts.field) parts.field.setAttribute("aria-invalid", "true");
  else parts.resend.hidden = false;
  focus.focus();
}

/** @param {string} words @param {number} [done] @param {number} [total] */
function step(words, done = 0, total = 0) {
  if (parts.status.textContent !== words) parts.status.textContent = words;
  light(total ? done / total : 0);
  if (total) {
    parts.bar.max = total;
    parts.bar.value = done;
  } else parts.bar.removeAttribute("value");
}

/** @param {import("../job/following.js").Progress} progress */
function tell({ books_processed: done = 0, books_total: total = 0 }) {
  if (total) step(`Looking up genres and covers: ${number(done)} of ${plural(total, "book")}.`, done, total);
  else step("Reading your file …");
}

/** Watch a job until there is something to draw; the address keeps its id, so that a reload goes on watching. @param {string} jobId @param {AbortController} controller @param {string} [told] what was understood of the file */
async function lead(jobId, controller, told = "") {
  current = { controller, jobId };
  history.replaceState(null, "", `#job=${encodeURIComponent(jobId)}`);
  parts.hint.textContent = `${told} You may close or reload this page; its address leads back here.`.trim();
  await watch(() => progressOf(jobId, controller.signal), {
    take: (progress) => {
      if (progress) tell(progress);
      return !progress;
    },
    trouble: (error) => step(error.status ? error.message : "The connection is gone. Trying again …"),
    signal: controller.signal,
    pause,
  });
  history.replaceState(null, "", location.pathname); // going back from the dashboard leads to the form
  location.assign(dashboardUrl(jobId));
}

/** @param {(controller: AbortController) => Promise<void>} work */
async function run(work) {
  const controller = new AbortController();
  current = { controller, jobId: null };
  parts.error.textContent = "";
  parts.resend.hidden = true;
  parts.field.removeAttribute("aria-invalid");
  show("working");
  step("Sending your file …");
  parts.hint.textContent = "Closing this page stops the upload.";
  parts.cancel.focus();
  try {
    await work(controller);
  } catch (error) {
    if (controller.signal.aborted) return;
    if (!(error instanceof ApiError)) console.error(error);
    fail(explain(error), unsent ? parts.resend : parts.field);
  }
}

/** What is known of a job that is over without anything to draw. @param {string} jobId @param {AbortController} controller @param {string} [told] */
async function watchJob(jobId, controller, told) {
  try {
    await lead(jobId, controller, told);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) forget(jobId);
    // Its file may still be on the server, of use to nobody.
    if (error instanceof ApiError && error.code === "JobFailedError" && jobOf(jobId).token) discard(jobId);
    throw error;
  }
}

/** @param {import("../job/sending.js").Upload} file @param {string} name @param {AbortController} controller */
async function sendAndWatch(file, name, controller) {
  unsent = null;
  let [jobId, told] = ["", ""];
  const began = (/** @type {string} */ id) => (current = { controller, jobId: id });
  try {
    jobId = await send(file, name, controller.signal, began, (answer) => (told = understoodWords(answer)));
  } catch (error) {
    if (error instanceof ApiError && !isRefusal(error)) unsent = { file, name };
    throw error;
  }
  await watchJob(jobId, controller, told);
}

/** @param {File} file */
function take(file) {
  const problem = checkFile(file);
  unsent = null;
  parts.resend.hidden = true;
  if (problem) fail(problem);
  else run((controller) => sendAndWatch(file, file.name, controller));
}

/** Have a job deleted, now or as soon as the server can be asked. @param {string} jobId */
function discard(jobId) {
  remember(jobId, { deleting: true });
  deleteAll(remove, pause, (left) => {
    const waits = left > 0 && jobs()[jobId] && !mayStillCome(jobs()[jobId], Date.now());
    if (waits) parts.error.textContent = "Stopped. The upload could not be deleted yet; this page keeps trying.";
    else if (parts.error.textContent?.startsWith("Stopped.")) parts.error.textContent = "";
  });
}

/** Stop, and leave nothing behind where this browser may delete it. */
function cancel() {
  const { controller, jobId } = current ?? {};
  controller?.abort();
  if (jobId && jobOf(jobId).token) discard(jobId);
  showForm();
  parts.field.focus();
}

function listDashboards() {
  const known = dashboards();
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

/** Whether a job was forgotten, or is sent again, while the server was asked for it. @param {string} jobId */
const isInUse = (jobId) => current?.jobId === jobId || !Object.hasOwn(jobs(), jobId);

/** What became of uploads that this browser sent and never heard of again, as when a tab was closed. */
async function settleUploads() {
  for (const [jobId, job] of Object.entries(jobs())) {
    if (job.unanswered === undefined || job.deleting || current?.jobId === jobId) continue;
    try {
      await progressOf(jobId);
      if (!isInUse(jobId)) remember(jobId, { unanswered: undefined });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404 && !mayStillCome(job, Date.now()) && !isInUse(jobId)) forget(jobId);
    }
  }
  listDashboards();
}

function listen() {
  parts.form.addEventListener("submit", (event) => event.preventDefault());
  parts.field.addEventListener("change", () => {
    const file = parts.field.files?.[0];
    if (file) take(file);
    parts.field.value = ""; // the same file can be chosen again after a correction
  });
  parts.sample.addEventListener("click", () =>
    run(async (controller) => sendAndWatch(await fetchSample(controller.signal), "Sample library", controller)),
  );
  parts.resend.addEventListener("click", () => {
    const again = unsent;
    if (again) run((controller) => sendAndWatch(again.file, again.name, controller));
  });
  parts.cancel.addEventListener("click", cancel);
  listenForDrops(parts.zone, (file) => parts.form.hidden || take(file));
  // Back from the dashboard, browsers show the page as it was left: at work.
  window.addEventListener("pageshow", (event) => event.persisted && showForm());
}

listen();
listDashboards();
document.getElementById("starting")?.remove();
parts.form.inert = false;
deleteAll(remove, pause);
const running = /^#job=([\w-]+)$/.exec(location.hash)?.[1];
if (running) run((controller) => watchJob(running, controller));
settleUploads();
