// Talking to the server: the token of this session, and getting a fresh one after signing in again in another tab.

const meta = () => document.querySelector('meta[name="csrf-token"]');

/** The token that unsafe requests carry. */
export const token = () => meta()?.content ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/** Whose page this is; empty for a stranger. */
export const person = () => document.body.dataset.user ?? "";

/** Fetch an address of ours; a redirect (to sign-in) is not followed, a silent server is given up after 20 s. */
export function ask(url, options = {}) {
  const signal = AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined;
  return fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store", signal, ...options });
}

/** Read this page again for its token. True when the same person is signed in (again). */
export async function renewSession() {
  const answer = await ask(location.href, { headers: { "X-Live": "1" } });
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.querySelector('meta[name="csrf-token"]')?.content;
  if (!now || fresh.body.dataset.user !== document.body.dataset.user) return false;
  if (meta()) meta().content = now;
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = now));
  return true;
}
