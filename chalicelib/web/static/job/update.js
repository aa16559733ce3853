/** "Update with a newer export": the dashboard stays at its address, and stays as it is until the new one is complete. */

import { ApiError, explain } from "../pages/api.js";
import { h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";
import { ACCEPTED, checkFile, listenForDrops } from "./file.js";
import { sendNewer } from "./sending.js";
import { jobOf } from "./store.js";
import { tokenIn, WRONG } from "./token.js";

const SAME = "This dashboard is made of this very file already, so nothing has to be done.";

/** @typedef {import("../pages/api.js").UploadAnswer} UploadAnswer */

/** What deletes the dashboard also updates it; a pasted delete link counts as its token. */
function keyField() {
  return /** @type {HTMLInputElement} */ (
    h("input", { id: "update-token", type: "text", autocomplete: "off", spellcheck: "false" })
  );
}

/**
 * @param {HTMLElement} root @param {string} jobId
 * @param {object} told
 * @param {(answer: UploadAnswer) => void} told.accepted by the server, which works on it now
 * @param {(words: string) => void} told.refused where the reader has left the view meanwhile
 * @param {AbortSignal} gone the job was deleted
 */
export function mountUpdate(root, jobId, { accepted, refused }, gone) {
  const held = jobOf(jobId).token;
  const key = keyField();
  const input = /** @type {HTMLInputElement} */ (
    h("input", {
      id: "newer",
      type: "file",
      accept: ".csv,.tsv,.txt,.json,.gz,text/csv",
      "aria-describedby": "newer-hint update-error",
    })
  );
  const error = h("p", { class: "error", id: "update-error", role: "alert" });
  const said = h("p", { class: "hint", id: "newer-said", role: "status" });
  const zone = h(
    "div",
    { class: "drop-zone" },
    h("p", { class: "with-mouse" }, "Drop the newer export here, or"),
    h("label", { class: "button", for: "newer" }, "Choose the file"),
    input,
    h("p", { class: "hint", id: "newer-hint" }, `${ACCEPTED}, of the same site or of another`),
  );
  let sending = false;

  /** @param {string} words */
  const fail = (words) => {
    said.textContent = "";
    if (root.isConnected) error.textContent = words;
    else refused(words);
  };

  /** @param {File} file */
  const take = async (file) => {
    if (sending) return;
    error.textContent = "";
    const token = held ?? tokenIn(key.value);
    if (!held && !/^[\w-]+$/.test(token)) {
      fail(key.value.trim() ? WRONG : "Paste the delete link first: it shows that this dashboard is yours.");
      key.focus();
      return;
    }
    const problem = checkFile(file);
    if (problem) {
      fail(problem);
      return;
    }
    sending = true;
    zone.inert = true;
    said.textContent = "Sending your file …";
    try {
      const answer = await sendNewer(file, jobId, token, gone);
      if (answer.status === "complete") said.textContent = SAME;
      else accepted(answer);
    } catch (trouble) {
      if (gone.aborted) return;
      if (!(trouble instanceof ApiError)) console.error(trouble);
      fail(trouble instanceof ApiError && trouble.status === 403 ? WRONG : explain(trouble));
    } finally {
      sending = false;
      zone.inert = false;
    }
    if (root.isConnected) input.focus();
  };

  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) take(file);
    input.value = ""; // the same file can be chosen again after a correction
  });
  listenForDrops(zone, take, () => !root.isConnected);
  root.append(
    viewHead(
      "Update with a newer export",
      "Export your library again and choose the file. The address stays, and so does this dashboard until the new one is complete.",
    ),
    h(
      "form",
      { class: "card update", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      held
        ? null
        : h(
            "div",
            { class: "field" },
            h("label", { for: "update-token" }, "Your delete link, which this browser does not hold"),
            key,
          ),
      zone,
      error,
      said,
    ),
    h("p", { class: "back" }, h("a", { href: "#/" }, "Back to the dashboard")),
  );
}
