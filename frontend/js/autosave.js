// Saved as typed: sections post their fields with a revision, one after the other within a revision group.
import { showConflict } from "./conflict.js";
import { boxOf, controls, markFault, setValues, valuesOf } from "./fields.js";
import { keep, kept, release } from "./kept.js";
import { ask, renewSession, token } from "./server.js";
import { announce, clockTime, element, text } from "./texts.js";

const PAUSE = 800;
const RETRIES = [2000, 5000, 10000, 30000];
const groups = new Map();
const sections = [];

class Group {
  constructor(name) {
    this.name = name;
    this.chain = Promise.resolve();
  }

  get input() {
    return document.querySelector(`input[data-revision="${CSS.escape(this.name)}"]`);
  }

  get revision() {
    return this.input?.value ?? "";
  }

  set revision(value) {
    document.querySelectorAll(`input[data-revision="${CSS.escape(this.name)}"]`).forEach((input) => (input.value = value));
  }

  /** Show where saving stands; `link` is {href, words, fresh}. */
  show(words, { tone = "", sign = "", link = null } = {}) {
    document.querySelectorAll("[data-save-state]").forEach((place) => {
      if (place.dataset.saveState && place.dataset.saveState !== this.name) return;
      place.className = `save-state${tone ? ` save-state--${tone}` : ""}`;
      place.querySelector(".save-state__sign").textContent = sign;
      const words_ = place.querySelector("[data-save-text]");
      words_.textContent = words;
      if (!link) return;
      const anchor = element("a", "", link.words);
      anchor.href = link.href;
      if (link.fresh) Object.assign(anchor, { target: "_blank", rel: "noopener" });
      words_.append(" ", anchor);
    });
  }
}

class Section {
  constructor(root, place) {
    this.root = root;
    this.url = root.dataset.autosave || root.getAttribute("action") || location.href;
    this.name = `${this.url}#${root.id || place}${root.dataset.autosaveExtra ?? ""}`;
    const groupName = root.dataset.revisionGroup ?? "";
    if (!groups.has(groupName)) groups.set(groupName, new Group(groupName));
    this.group = groups.get(groupName);
    this.dirty = new Set();
    this.held = new Set();
    this.faulty = new Set();
    this.sending = false;
    this.failures = 0;
    root.addEventListener("input", (event) => this.typed(event, PAUSE));
    root.addEventListener("change", (event) => this.typed(event, 50));
  }

  get pending() {
    return this.sending || this.dirty.size > 0;
  }

  typed(event, pause) {
    const control = event.target;
    if (!control.name || !controls(this.root).includes(control)) return;
    if (event.type === "change" && control.matches("textarea, input[type=text]") && !this.dirty.has(control.name)) return;
    this.dirty.add(control.name);
    this.faulty.delete(control.name);
    markFault(this.root, control.name, "");
    this.keepNow();
    this.group.show(text("typing"));
    this.later(pause);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  keepNow() {
    const names = [...this.dirty, ...this.held, ...this.faulty];
    if (!names.length) return release(this.name);
    const fields = Object.fromEntries(names.map((name) => [name, valuesOf(this.root, name)]));
    // A text in dispute stays bound to the revision it was typed on, or a reload would let it win unseen.
    return keep(this.name, this.held.size ? this.heldRevision : this.group.revision, fields);
  }

  /** Save what changed; resolves when the server has it or when it is clear that it has not. */
  save({ last = false } = {}) {
    clearTimeout(this.timer);
    if (last) return this.send({ last });
    this.group.chain = this.group.chain.then(() => this.send()).catch(() => this.failed());
    return this.group.chain;
  }

  body(names) {
    const body = new URLSearchParams(this.root.dataset.autosaveExtra ?? "");
    const all = this.root.dataset.autosaveScope !== "changed";
    const sent = all ? [...new Set(controls(this.root).map((control) => control.name))] : names;
    sent.filter((name) => !this.held.has(name)).forEach((name) => {
      valuesOf(this.root, name).forEach((value) => body.append(name, value));
      body.append("changed", name);
    });
    body.append("revision", this.group.revision);
    return body;
  }

  async send({ last = false } = {}) {
    const names = [...this.dirty].filter((name) => !this.held.has(name));
    if (!names.length) return;
    this.dirty.clear();
    this.sending = true;
    this.group.show(text("saving"));
    try {
      const headers = { "X-Autosave": "1", "X-CSRFToken": token(), Accept: "application/json" };
      const answer = await ask(this.url, { method: "POST", body: this.body(names), headers, keepalive: last });
      await this.answered(answer, names);
    } catch {
      this.failed(names);
    } finally {
      this.sending = false;
      this.keepNow();
    }
  }

  async answered(answer, names) {
    if (answer.ok) return this.saved(await answer.json());
    names.forEach((name) => this.dirty.add(name));
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.refused(answer);
    const body = await answer.json().catch(() => ({}));
    if (answer.status === 409 && body.current?.fields) return this.conflict(body.current);
    if (answer.status === 400 || answer.status === 422) return this.invalid(body);
    if (answer.status === 428 || answer.status === 409) return this.old();
    if (answer.status === 404) return this.closed();
    throw new Error(String(answer.status));
  }

  saved(body) {
    this.failures = 0;
    if (body.revision !== undefined) this.group.revision = body.revision;
    const when = body.saved_at ? new Date(body.saved_at) : new Date();
    if (this.dirty.size) this.later(PAUSE);
    else this.group.show(text("saved", { time: clockTime(when) }), { sign: "✓" });
    this.root.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: body }));
  }

  failed(names = []) {
    names.forEach((name) => this.dirty.add(name));
    this.keepNow();
    const offline = navigator.onLine === false;
    this.group.show(text(offline ? "kept" : "failed"), { tone: "kept" });
    this.later(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  async refused(answer) {
    const renewed = await renewSession().catch(() => false);
    if (renewed && !this.renewed) {
      this.renewed = true;
      return this.later(0);
    }
    this.renewed = false;
    if (renewed && answer.status === 403) return this.closed();
    const href = `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
    return this.group.show(text("signedout"), { tone: "kept", link: { href, words: text("signin"), fresh: true } });
  }

  closed() {
    this.group.show(text("refused"), { tone: "bad" });
  }

  old() {
    this.group.show(text("old"), { tone: "kept", link: { href: location.href, words: text("reload") } });
  }

  invalid(body) {
    (body.details ?? []).forEach((fault) => {
      if (!fault.field) return;
      markFault(this.root, fault.field, fault.message);
      this.dirty.delete(fault.field);
      this.faulty.add(fault.field);
    });
    this.group.show((body.details ?? []).some((fault) => fault.field) ? text("invalid") : body.detail || text("failed"), { tone: "bad" });
  }

  /** Somebody (perhaps the same person elsewhere) saved in between: their text beside ours, field by field. */
  conflict(current) {
    this.heldRevision = this.held.size ? this.heldRevision : this.group.revision;
    this.group.revision = current.revision;
    Object.entries(current.fields).forEach(([name, theirs]) => {
      const values = Array.isArray(theirs) ? theirs.map(String) : theirs === null ? [] : [String(theirs)];
      const same = valuesOf(this.root, name).join("\n") === values.join("\n");
      if (!this.dirty.has(name)) return setValues(this.root, name, values);
      if (same) return this.dirty.delete(name);
      this.dirty.delete(name);
      return this.ask(name, values, current);
    });
    if (this.held.size) this.group.show(text("stale"), { tone: "kept" });
    else this.later(0);
  }

  ask(name, theirs, current) {
    if (!boxOf(this.root, name).box) return;
    this.held.add(name);
    showConflict(this.root, name, theirs, {
      savedAt: current.saved_at ? clockTime(new Date(current.saved_at)) : "",
      author: current.author ?? "",
      chosen: (mine) => {
        this.held.delete(name);
        if (mine) this.dirty.add(name);
        else setValues(this.root, name, theirs);
        this.keepNow();
        if (this.dirty.size) this.later(0);
        else if (!this.held.size) this.group.show(text("saved", { time: clockTime() }), { sign: "✓" });
      },
    });
  }

  /** Bring back what was typed before the page went away. */
  restore() {
    const before = kept(this.name);
    if (!before) return;
    const differing = Object.entries(before.fields).filter(
      ([name, values]) => boxOf(this.root, name).control && valuesOf(this.root, name).join("\n") !== values.join("\n"),
    );
    if (!differing.length) return release(this.name);
    const fresh = before.revision === this.group.revision;
    this.heldRevision = before.revision;
    differing.forEach(([name, values]) => {
      const theirs = valuesOf(this.root, name);
      setValues(this.root, name, values);
      if (fresh) this.dirty.add(name);
      else this.ask(name, theirs, {});
    });
    announce(text("restored"));
    if (fresh) this.later(50);
    else this.group.show(text("stale"), { tone: "kept" });
  }
}

/** Whether some text is not with the server yet. */
export const unsaved = () => sections.some((section) => section.pending || section.held.size > 0 || section.faulty.size > 0);

/** Save all sections of a form (or its surroundings) before it is sent. Resolves to "clear", "held" or "failed". */
export async function flush(form) {
  const own = sections.filter((section) => form.contains(section.root) || section.root.contains(form) || section.root.closest("form") === form);
  await Promise.all(own.map((section) => section.save()));
  if (own.some((section) => section.held.size)) return "held";
  return own.some((section) => section.pending) ? "failed" : "clear";
}

/** Whether a form has sections with something to wait for. */
export const waitsFor = (form) =>
  sections.some((section) => (section.pending || section.held.size) && (form.contains(section.root) || section.root.closest("form") === form));

/** Take up the sections below a root. */
export function startAutosave(root) {
  [...root.querySelectorAll("[data-autosave]")]
    .filter((found) => !sections.some((section) => section.root === found))
    .forEach((found) => {
      const section = new Section(found, sections.length);
      sections.push(section);
      section.restore();
    });
}

const again = () => sections.filter((section) => section.dirty.size).forEach((section) => section.later(0));
window.addEventListener("online", again);
window.addEventListener("focus", again);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") sections.forEach((section) => section.dirty.size && section.save({ last: true }));
});
