// Two texts for one field, side by side, and the person chooses.
import { boxOf, inWords, valuesOf } from "./fields.js";
import { element, text } from "./texts.js";

function side(label, words, buttonWords, choose) {
  const made = element("div", "compare__side");
  const button = element("button", "button button--secondary", buttonWords);
  button.type = "button";
  button.addEventListener("click", choose);
  made.append(element("p", "compare__label", label), element("p", "compare__text", words || text("empty")), button);
  return made;
}

/** Show both texts below the field; `chosen(mine)` is called once. */
export function showConflict(root, name, theirs, { savedAt, author, chosen }) {
  const { box, label, control } = boxOf(root, name);
  const place = element("fieldset", "compare");
  place.dataset.conflict = name;
  place.tabIndex = -1;
  const sides = element("div", "compare__sides");
  const answer = (mine) => {
    place.remove();
    chosen(mine);
    control.focus();
  };
  const note = [text("theirs"), author, savedAt].filter(Boolean).join(" · ");
  sides.append(
    side(text("mine"), inWords(root, name, valuesOf(root, name)), text("usemine"), () => answer(true)),
    side(note, inWords(root, name, theirs), text("usetheirs"), () => answer(false)),
  );
  place.append(element("legend", "compare__legend", text("conflict", { label })), sides);
  box.after(place);
}
