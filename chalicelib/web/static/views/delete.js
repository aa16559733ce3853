/** "Delete my data": needs the token that the upload answered, kept by this browser or carried by the delete link. */

import { ApiError, deleteLink, explain, remove } from "../pages/api.js";
import { forget, jobOf } from "../job/store.js";
import { copyField } from "../job/copy-field.js";
import { tokenIn, WRONG } from "../job/token.js";
import { h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";
import { replaceHash } from "../ui/router.js";

/** @param {HTMLElement} root */
function gone(root) {
  root.replaceChildren(
    viewHead(
      "Your data is deleted",
      "The upload, the dashboard and all that was shared of it are gone. This address shows nothing any more.",
    ),
    h("a", { class: "button", href: "../" }, "Upload another export"),
  );
  root.querySelector("h1")?.focus();
}

/**
 * @param {HTMLElement} root @param {string} jobId @param {URLSearchParams} params
 * @param {() => void} [onDeleted] called when the job is gone
 */
export function mountDelete(root, jobId, params, onDeleted) {
  const carried = params.get("token");
  if (carried) replaceHash("#/delete"); // the token does not belong into the history
  const held = carried ?? jobOf(jobId).token;
  const input = /** @type {HTMLInputElement} */ (
    h("input", {
      id: "delete-token",
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      required: true,
      "aria-describedby": "delete-error",
    })
  );
  const error = h("p", { class: "error", id: "delete-error", role: "alert" });
  const button = /** @type {HTMLButtonElement} */ (
    h("button", { type: "submit", class: "button danger" }, "Delete for good")
  );
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const token = held ?? tokenIn(input.value);
    error.textContent = "";
    if (!/^[\w-]+$/.test(token)) {
      error.textContent = WRONG;
      return;
    }
    button.disabled = true;
    try {
      await remove(jobId, token);
    } catch (problem) {
      error.textContent = problem instanceof ApiError && problem.status === 403 ? WRONG : explain(problem);
      button.disabled = false;
      return;
    }
    forget(jobId);
    onDeleted?.();
    gone(root);
  };
  root.append(
    viewHead(
      "Delete my data",
      "This deletes your upload, this dashboard and all links to parts of it at once. It cannot be undone.",
    ),
    h(
      "form",
      { class: "card delete", onsubmit: submit },
      held
        ? [
            h("p", {}, "This browser holds the key to this dashboard. In another one, this link deletes it:"),
            copyField(deleteLink(jobId, held), "Your delete link"),
          ]
        : [
            h("p", {}, "This browser does not hold the key. Paste the delete link that was shown after the upload."),
            h("div", { class: "field" }, h("label", { for: "delete-token" }, "Delete link or token"), input),
          ],
      error,
      h("div", { class: "actions" }, button, h("a", { class: "button quiet", href: "#/" }, "Keep it")),
    ),
  );
}
