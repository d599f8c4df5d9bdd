// The socket brings hints {kind, id}; what they name is fetched again. Nothing depends on it.
import { ask } from "./server.js";
import { announce, element, text } from "./texts.js";

const LONGEST = 30000;
const GATHER = 150;
const hints = new Map();
let gathering;
let pause = 1000;
let opened = false;
let prepare = () => {};

const plain = (id) => String(id ?? "").replaceAll("-", "").toLowerCase();

function named(place, kind, id) {
  const short = kind.split(".").pop();
  return place.dataset.live.split(/\s+/).some((token) => {
    if (token === "*" || token === kind || token === short) return true;
    const [wanted, wantedId] = token.split(":");
    return (wanted === kind || wanted === short) && (wantedId === "*" || plain(wantedId) === plain(id));
  });
}

const typing = (place) => {
  const active = document.activeElement;
  const writes = active?.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  return (writes && place.contains(active)) || Boolean(place.querySelector("form[data-touched], [data-conflict], dialog[open]"));
};

function offer(place) {
  if (place.previousElementSibling?.matches("[data-stale]")) return;
  const note = element("div", "notice notice--attention");
  note.dataset.stale = "yes";
  const words = element("p", "", `${text("updated")} `);
  const link = element("a", "", text("loadnew"));
  link.href = location.href;
  words.append(link);
  note.append(words);
  place.before(note);
}

function replace(place, fresh) {
  const open = [...place.querySelectorAll("details")].map((detail) => detail.open);
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.replaceWith(fresh);
  [...fresh.querySelectorAll("details")].forEach((detail, at) => (detail.open = open[at] ?? detail.open));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  fresh.classList.add("updated");
  window.htmx?.process(fresh);
  prepare(fresh);
  if (fresh.id === "bell" && Number(fresh.dataset.bell) > Number(place.dataset.bell)) announce(text("bell"));
  else announce(fresh.dataset.liveSay);
}

async function fetchAgain(url, places) {
  const answer = await ask(url, { headers: { "X-Live": "1", Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  places.forEach((place) => {
    const fresh = place.id && page.getElementById(place.id);
    if (!fresh || !place.isConnected || fresh.isEqualNode(place)) return;
    if (typing(place)) offer(place);
    else replace(place, document.adoptNode(fresh));
  });
}

function refresh(places) {
  const byAddress = new Map();
  places.forEach((place) => {
    const url = place.dataset.liveUrl || location.href.split("#")[0];
    byAddress.set(url, [...(byAddress.get(url) ?? []), place]);
  });
  byAddress.forEach((own, url) => fetchAgain(url, own).catch(() => {}));
}

function flushHints() {
  const all = [...hints.values()];
  hints.clear();
  const places = [...document.querySelectorAll("[data-live]")];
  refresh(places.filter((place) => all.some(({ kind, id }) => named(place, kind, id))));
}

function received(event) {
  let frame;
  try {
    frame = JSON.parse(event.data);
  } catch {
    return;
  }
  if (typeof frame?.kind !== "string") return;
  hints.set(`${frame.kind}:${frame.id}`, frame);
  clearTimeout(gathering);
  gathering = setTimeout(flushHints, GATHER);
}

function connect(path) {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
  socket.addEventListener("open", () => {
    // Hints sent while the line was down are lost: look at everything once.
    if (opened) refresh([...document.querySelectorAll("[data-live]")]);
    opened = true;
    pause = 1000;
  });
  socket.addEventListener("message", received);
  socket.addEventListener("close", (event) => {
    if (event.code === 4401 || event.code === 4403) return;
    setTimeout(() => connect(path), pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST);
  });
}

/** Connect when the page belongs to a signed-in person; `prepared` is called for every replaced part. */
export function startLive(prepared) {
  prepare = prepared;
  if (document.body.dataset.socket && "WebSocket" in window) connect(document.body.dataset.socket);
  document.addEventListener("autosave:saved", (event) => {
    if (event.detail?.fragments) refresh([...document.querySelectorAll("[data-live]")]);
  });
}
