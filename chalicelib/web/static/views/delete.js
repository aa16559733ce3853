/** "Delete my data": needs the token that the upload answered, kept by this browser or carried by the delete link. */

import { explain, remove } from "../api.js";
import { h } from "../ui/dom.js";
import { viewHead } from "../ui/pieces.js";
import { replaceHash } from "../ui/router.js";
import { forget, jobs } from "../store.js";

/** A pasted delete link counts as its token. */
const tokenIn = (text) => /[?&]token=([^&\s]+)/.exec(text)?.[1] ?? text.trim();

function gone(root) {
  root.replaceChildren(
    viewHead(
      "Your data is deleted",
      "The upload, the dashboard and the progress of this job are gone. This address shows nothing any more.",
    ),
    h("a", { class: "button", href: "../" }, "Upload another export"),
  );
  root.querySelector("h1").focus();
}

/** @param {HTMLElement} root @param {string} jobId @param {URLSearchParams} params */
export function mountDelete(root, jobId, params) {
  const carried = params.get("token");
  if (carried) replaceHash("#/delete"); // the token does not belong into the history
  const held = carried ?? jobs()[jobId]?.token;
  const input = h("input", {
    id: "delete-token",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    required: true,
    "aria-describedby": "delete-error",
  });
  const error = h("p", { class: "error", id: "delete-error", role: "alert" });
  const button = h("button", { type: "submit", class: "button danger" }, "Delete for good");
  const submit = async (event) => {
    event.preventDefault();
    const token = held ?? tokenIn(input.value);
    error.textContent = "";
    button.disabled = true;
    try {
      await remove(jobId, token);
      forget(jobId);
      gone(root);
    } catch (problem) {
      error.textContent = problem.status === 403 ? "This is not the delete link of this dashboard." : explain(problem);
      button.disabled = false;
    }
  };
  root.append(
    viewHead("Delete my data", "This deletes your upload and this dashboard at once. It cannot be undone."),
    h(
      "form",
      { class: "card delete", onsubmit: submit },
      held
        ? h("p", {}, "This browser holds the key to this dashboard.")
        : [
            h("p", {}, "This browser does not hold the key. Paste the delete link that was shown after the upload."),
            h("div", { class: "field" }, h("label", { for: "delete-token" }, "Delete link or token"), input),
          ],
      error,
      h("div", { class: "actions" }, button, h("a", { class: "button quiet", href: "#/" }, "Keep it")),
    ),
  );
}
