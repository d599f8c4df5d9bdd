// Texts that the server does not have yet, kept in this tab alone and under the person they belong to.
import { person } from "./server.js";

const PREFIX = "kept:";

function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

const keyOf = (name) => `${PREFIX}${person()}:${name}`;

/** Keep fields of a section, with the revision they were typed on. */
export function keep(name, revision, fields) {
  try {
    storage()?.setItem(keyOf(name), JSON.stringify({ revision, fields }));
  } catch {
    // A full storage loses only the second copy: the text is still in its field.
  }
}

/** What was kept for a section, or null. */
export function kept(name) {
  try {
    return JSON.parse(storage()?.getItem(keyOf(name)) ?? "null");
  } catch {
    return null;
  }
}

/** Let go of what was kept for a section. */
export const release = (name) => storage()?.removeItem(keyOf(name));

/** Let go of everything: at sign-out, and of others' texts when somebody else is signed in. */
export function releaseAll({ others = false } = {}) {
  const store = storage();
  if (!store) return;
  const own = `${PREFIX}${person()}:`;
  Object.keys(store)
    .filter((key) => key.startsWith(PREFIX) && !(others && key.startsWith(own)))
    .forEach((key) => store.removeItem(key));
}
