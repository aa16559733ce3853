/** A text to take along, and a button that copies it. It says so only when it did. */

import { h } from "../ui/dom.js";

/**
 * @param {string} text @param {string} label what the text is @param {{onCopied?: () => void}} [options]
 * @returns {HTMLElement}
 */
export function copyField(text, label, { onCopied } = {}) {
  const field = /** @type {HTMLInputElement} */ (
    h("input", { type: "text", readonly: true, value: text, "aria-label": label })
  );
  const said = h("p", { class: "copy-said hint", role: "status" });
  const copy = async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(text); // undefined on a page that came over plain http
      said.textContent = "Copied.";
      onCopied?.();
    } catch {
      field.focus();
      field.select();
      said.textContent = "Your browser did not let this page copy. The link is selected: copy it with Ctrl+C or ⌘C.";
    }
  };
  const button = h("button", { type: "button", class: "button quiet", onclick: copy }, "Copy");
  return h("div", { class: "copy-box" }, h("div", { class: "copy" }, field, button), said);
}
