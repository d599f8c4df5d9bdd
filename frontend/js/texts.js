// Words for the script: written by the server in the page's language, so that no sentence lives here.

/** The sentence for a key, with {name} filled in. */
export function text(key, values = {}) {
  const template = document.getElementById("texts");
  const found = template?.content.querySelector(`[data-text="${key}"]`)?.textContent ?? "";
  return Object.entries(values).reduce((words, [name, value]) => words.replace(`{${name}}`, value), found);
}

/** The time of day in the zone of the office, as people here write it: 14.02, in English 14:02. */
export function clockTime(moment = new Date()) {
  const { lang, dataset } = document.documentElement;
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: dataset.zone };
  const shown = new Intl.DateTimeFormat("en-GB", shape).format(moment);
  return lang === "en" ? shown : shown.replace(":", ".");
}

let hiding;

/** Say something to everybody: shown for a moment and read out. */
export function announce(words) {
  const place = document.getElementById("announcer");
  if (!place || !words) return;
  place.textContent = words;
  clearTimeout(hiding);
  hiding = setTimeout(() => (place.textContent = ""), 6000);
}

/** An element with a class and words; words are never markup. */
export function element(name, className, words = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
}
