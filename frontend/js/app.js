// The one script of the pages. Every part of it helps; none is needed to read a page or send a form.
import { CharacterCount, createAll, ErrorSummary } from "govuk-frontend";
import { startAutosave } from "./autosave.js";
import { guardForms } from "./forms.js";
import { startKeyboard } from "./keyboard.js";
import { startLive } from "./live.js";
import { startMenus, startOfflineLine, startSelection, startUploads } from "./parts.js";
import { token } from "./server.js";

function prepare(root) {
  createAll(CharacterCount, undefined, { scope: root });
  createAll(ErrorSummary, undefined, { scope: root });
  startAutosave(root);
  startUploads(root);
  startSelection(root);
}

function start() {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  guardForms();
  document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });
  prepare(document);
  startMenus();
  startKeyboard();
  startOfflineLine();
  startLive(prepare);
}

document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail?.ctx?.request;
  if (request && request.method !== "GET") request.headers["X-CSRFToken"] = token();
});
document.addEventListener("htmx:after:swap", (event) => prepare(event.target instanceof Element ? event.target : document));

start();
