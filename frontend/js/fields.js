// Reading and writing named controls of a section, radios and tick boxes included.

const skipped = new Set(["file", "hidden", "submit", "button", "password"]);

/** Controls that are saved as typed. */
export function controls(root) {
  return [...root.querySelectorAll("input[name], textarea[name], select[name]")].filter(
    (control) => !skipped.has(control.type) && !control.disabled && !control.closest("[data-no-autosave]"),
  );
}

const named = (root, name) => controls(root).filter((control) => control.name === name);

/** All values of a name, as the form would send them. */
export function valuesOf(root, name) {
  return named(root, name).flatMap((control) => {
    if (control.type === "radio" || control.type === "checkbox") return control.checked ? [control.value] : [];
    if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
    return [control.value];
  });
}

/** Write values of a name back. */
export function setValues(root, name, values) {
  const wanted = values.map(String);
  named(root, name).forEach((control) => {
    if (control.type === "radio" || control.type === "checkbox") control.checked = wanted.includes(control.value);
    else if (control.multiple) [...control.options].forEach((option) => (option.selected = wanted.includes(option.value)));
    else control.value = wanted[0] ?? "";
  });
}

/** Values in words: the labels of chosen options, else the text. */
export function inWords(root, name, values) {
  return values
    .map((value) => {
      const control = named(root, name).find((one) => one.value === String(value) && one.labels?.length);
      const chosen = control && (control.type === "radio" || control.type === "checkbox");
      return chosen ? control.labels[0].textContent.trim() : String(value);
    })
    .join(", ");
}

/** The box around a name's control, and the words above it. */
export function boxOf(root, name) {
  const control = named(root, name)[0];
  const box = control?.closest(".govuk-form-group") ?? control;
  const label = box?.querySelector("legend, label")?.textContent.trim() ?? name;
  return { control, box, label };
}

/** Show or take away the message at a field. */
export function markFault(root, name, words) {
  const { control, box } = boxOf(root, name);
  const place = box?.querySelector("[data-error]");
  if (!place) return;
  place.hidden = !words;
  place.querySelector("[data-error-text]").textContent = words;
  box.classList.toggle("govuk-form-group--error", Boolean(words));
  if (words) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}
