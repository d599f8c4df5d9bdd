// Sending forms: once, after everything typed is saved, and not into the void. Warns when text would be lost.
import { flush, unsaved, waitsFor } from "./autosave.js";
import { releaseAll } from "./kept.js";
import { announce, text } from "./texts.js";

let leaving = false;

function busy(form, on) {
  const buttons = [...document.querySelectorAll(`button[form="${CSS.escape(form.id)}"]`), ...form.querySelectorAll("button")];
  buttons.forEach((button) => (on ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy")));
}

function sendOnce(event, form) {
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  leaving = true;
  busy(form, true);
  // An answer that does not come must not leave a dead form behind.
  return setTimeout(() => release(form), 15000);
}

function release(form) {
  delete form.dataset.sent;
  leaving = false;
  busy(form, false);
}

async function sendAfterSaving(form, submitter) {
  form.dataset.flushing = "yes";
  const outcome = await flush(form);
  delete form.dataset.flushing;
  if (outcome === "clear") return form.requestSubmit(submitter ?? undefined);
  const conflict = document.querySelector("[data-conflict]");
  if (outcome === "held" && conflict) conflict.focus();
  return announce(text(outcome === "held" ? "stale" : navigator.onLine === false ? "offlinesubmit" : "failed"));
}

function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.matches("[data-sign-out]")) releaseAll();
  if (form.dataset.flushing) return event.preventDefault();
  if (waitsFor(form)) {
    event.preventDefault();
    return sendAfterSaving(form, event.submitter);
  }
  if (navigator.onLine === false) {
    event.preventDefault();
    return announce(text("offlinesubmit"));
  }
  if (form.matches("[data-guard]")) return sendOnce(event, form);
  leaving = true;
  return undefined;
}

/** Guard all forms of the document. */
export function guardForms() {
  document.addEventListener("submit", submitted);
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guard]") && !event.target.closest("[data-autosave]") && form.method === "post") {
      form.dataset.touched = "yes";
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (unsaved() || document.querySelector("form[data-touched]"))) event.preventDefault();
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  releaseAll({ others: true });
}
