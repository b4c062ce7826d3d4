/** Inputs of whole numbers: written without disturbing who types, read with a sentence. */

import { t } from "./words.js";

/** Show a value in an input, unless somebody is just about to type another one. */
export function setValue(input, value) {
  if (document.activeElement === input && input.value === "") return;
  if (input.value !== String(value)) input.value = value;
  if (input.ariaInvalid === "true") input.setAttribute("aria-invalid", "false");
}

/** The sentence about an input that holds nothing usable. */
function rule(input) {
  const name = input.ariaLabel || input.closest("label")?.querySelector("span")?.textContent || input.name;
  const low = input.min || 0;
  return input.max ? t("policy.whole_between", { name, low, high: input.max }) : t("policy.whole_from", { name, low });
}

/** A whole number from an input, or null, with a sentence, while it holds none within its limits. */
export function whole(input, fail) {
  const value = Number(input.value);
  const fits = input.value !== "" && Number.isInteger(value)
    && value >= Number(input.min || 0) && value <= Number(input.max || Number.MAX_SAFE_INTEGER);
  input.setAttribute("aria-invalid", String(!fits));
  if (!fits) fail(new Error(rule(input)));
  return fits ? value : null;
}
