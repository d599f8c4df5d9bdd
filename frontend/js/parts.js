// Small helps of single parts: menus, dialogs, uploads, selection in tables. Each part works without them.
import { element, text } from "./texts.js";

/** Menus made of details close on Escape, on a click elsewhere and when the focus leaves. */
export function startMenus() {
  const open = () => [...document.querySelectorAll("details[data-menu][open]")];
  document.addEventListener("click", (event) => open().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
  document.addEventListener("focusin", (event) => open().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });
}

function sizeInWords(bytes) {
  const language = document.documentElement.lang || "id";
  const mega = bytes >= 1e6;
  return `${(bytes / (mega ? 1e6 : 1e3)).toLocaleString(language, { maximumFractionDigits: mega ? 1 : 0 })} ${mega ? "MB" : "KB"}`;
}

function listFiles(box, input) {
  const list = box.querySelector(".upload__chosen");
  const limit = Number(input.dataset.limit || 0);
  const tooLarge = [...input.files].filter((file) => limit && file.size > limit);
  list.replaceChildren(
    ...[...input.files].map((file) => {
      const bad = tooLarge.includes(file);
      const words = bad ? text("toolarge", { name: file.name, limit: sizeInWords(limit) }) : `${file.name} · ${sizeInWords(file.size)}`;
      return element("li", bad ? "upload__bad" : "", words);
    }),
  );
  list.hidden = !input.files.length;
  input.setCustomValidity(tooLarge.length ? list.textContent : "");
}

/** Files can be dropped; what was chosen is listed with its size before it is sent. */
export function startUploads(root) {
  root.querySelectorAll("[data-upload]:not([data-ready])").forEach((box) => {
    box.dataset.ready = "yes";
    const input = box.querySelector("input[type=file]");
    box.querySelector(".upload__drop").hidden = false;
    input.addEventListener("change", () => listFiles(box, input));
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.classList.add("upload--over");
    });
    box.addEventListener("dragleave", () => box.classList.remove("upload--over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("upload--over");
      if (!event.dataTransfer.files.length || input.disabled) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
}

function showCount(table, rows, all) {
  const chosen = rows.filter((row) => row.checked).length;
  const bar = document.getElementById(table.dataset.bulk);
  rows.forEach((row) => row.closest("tr, li").classList.toggle("is-selected", row.checked));
  bar?.classList.toggle("bulk-bar--on", chosen > 0);
  const count = bar?.querySelector("[data-bulk-count]");
  if (count) count.textContent = chosen ? text("selected", { count: chosen }) : text("selectnone");
  if (!all) return;
  all.checked = chosen === rows.length && chosen > 0;
  all.indeterminate = chosen > 0 && chosen < rows.length;
}

/** Rows of a table or a list with a bulk bar: select all, ranges with shift, a count that is read out. */
export function startSelection(root) {
  root.querySelectorAll("[data-bulk]:not([data-ready])").forEach((table) => {
    table.dataset.ready = "yes";
    const rows = [...table.querySelectorAll("[data-select-row]")];
    const head = table.querySelector("[data-select-all]");
    const all = head?.querySelector("input");
    let last = null;
    if (head) head.hidden = false;
    rows.forEach((row) => {
      if (!row.hasAttribute("form")) row.setAttribute("form", table.dataset.bulk);
      row.addEventListener("click", (event) => {
        if (event.shiftKey && last) {
          const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((one, other) => one - other);
          rows.slice(from, to + 1).forEach((each) => (each.checked = row.checked));
        }
        last = row;
        showCount(table, rows, all);
      });
    });
    all?.addEventListener("change", () => {
      rows.forEach((row) => (row.checked = all.checked));
      showCount(table, rows, all);
    });
    showCount(table, rows, all);
  });
}

/** A line at the top says when the connection is gone. */
export function startOfflineLine() {
  const line = document.querySelector("[data-offline]");
  const show = () => line && (line.hidden = navigator.onLine !== false);
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
