// One-letter keys for people who rate many forms. They can be switched off in the help and never act while typing.

const OFF = "keys-off";
let item = null;

function switchedOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

const writes = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

function step(by) {
  const items = [...document.querySelectorAll("[data-item]")].filter((one) => one.offsetParent !== null);
  if (!items.length) return false;
  const at = items.indexOf(document.activeElement?.closest("[data-item]") ?? item);
  item = items[Math.min(items.length - 1, Math.max(0, at + by))];
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start" });
  return true;
}

function rate(key) {
  const here = document.activeElement?.closest("[data-item]") ?? (item?.isConnected ? item : null);
  const scale = document.activeElement?.closest("[data-rating]") ?? here?.querySelector("[data-rating]:has(input:enabled)");
  const level = scale?.querySelector(`input[value="${key}"]:enabled`);
  if (!level) return false;
  level.click();
  return true;
}

function help() {
  const dialog = document.getElementById("keyboard-help");
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => {
    const search = document.getElementById("search");
    search?.focus();
    return Boolean(search);
  },
  "?": help,
};

/** Listen for the keys. */
export function startKeyboard() {
  const toggle = document.querySelector("[data-keys]");
  if (toggle) {
    toggle.checked = !switchedOff();
    toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "no" : "yes"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes(event.target)) return;
    if (event.key !== "?" && (switchedOff() || document.querySelector("dialog[open]"))) return;
    const act = KEYS[event.key] ?? (/^[1-9]$/.test(event.key) ? () => rate(event.key) : null);
    if (act?.()) event.preventDefault();
  });
}
