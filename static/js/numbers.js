/** Inputs of whole numbers, and what is wrong with an input, told where it stands. */

import { make, on } from "./dom.js";
import { t } from "./words.js";

const notes = new WeakMap();
const reasons = new WeakMap();
const held = new WeakMap();
const entered = new WeakMap();
const left = new WeakSet();
const LEFT_MS = 200;
let made = 0;

/**
 * Say below an input what is wrong with it, and what is in force meanwhile: digits that were
 * typed before may be. Nothing wrong takes the sentence away.
 */
export function complain(input, told = "") {
  input.setAttribute("aria-invalid", String(told !== ""));
  if (!told) {
    notes.get(input)?.remove();
    input.removeAttribute("aria-errormessage");
    return;
  }
  reasons.set(input, told);
  const value = held.get(input);
  const note = remark(input, value ? `${told} ${t("policy.in_force", { value })}` : told);
  input.setAttribute("aria-errormessage", note.id);
}

/** A sentence below an input. */
function remark(input, words) {
  const note = notes.get(input) ?? make("p", { className: "wrong", id: `wrong${++made}`, role: "alert" });
  notes.set(input, note);
  if (!note.isConnected) (input.closest("label") ?? input).after(note);
  note.textContent = words;
  return note;
}

/**
 * A field that was left with a refused entry goes back to what it held when it was entered,
 * whatever digits were taken on the way, and says so until the next number is typed. One that
 * was left empty shows what is in force.
 */
function settle(input) {
  left.delete(input);
  if (document.activeElement === input || (input.value && input.ariaInvalid !== "true")) return;
  const typed = input.value;
  const value = (typed && entered.get(input)) || held.get(input);
  input.value = value;
  complain(input);
  if (value !== held.get(input)) input.dispatchEvent(new Event("input", { bubbles: true }));
  if (typed) remark(input, `${t("policy.taken_back", { typed, value })} ${reasons.get(input)}`);
}

/** The value of an input that is in force; it comes back a little after the field is left, for what is pressed then must not move. */
function hold(input, value) {
  if (!held.has(input)) {
    on(input, "focus", () => entered.set(input, held.get(input)));
    on(input, "blur", () => { left.add(input); setTimeout(settle, LEFT_MS, input); });
  }
  held.set(input, String(value));
}

/** Show a page in a field of text, unless somebody types there. */
export function setPage(input, page) {
  hold(input, page);
  if (document.activeElement === input) return;
  input.value = page;
  complain(input);
}

/** Show a value in an input, unless somebody is about to type another one there, or has just left it so. */
export function setValue(input, value) {
  hold(input, value);
  if ((document.activeElement === input || left.has(input)) && (input.value === "" || input.ariaInvalid === "true")) return;
  if (input.value !== String(value)) input.value = value;
  if (input.ariaInvalid === "true") complain(input);
}

/** The sentence about an input that holds nothing usable. */
function rule(input) {
  const name = input.ariaLabel || input.closest("label")?.querySelector("span")?.textContent || input.name;
  const low = input.min || 0;
  return input.max ? t("policy.whole_between", { name, low, high: input.max }) : t("policy.whole_from", { name, low });
}

/** A whole number from an input, or null, with a sentence, while it holds none within its limits. */
export function whole(input) {
  const value = Number(input.value);
  const fits = input.value !== "" && Number.isInteger(value)
    && value >= Number(input.min || 0) && value <= Number(input.max || Number.MAX_SAFE_INTEGER);
  complain(input, fits ? "" : rule(input));
  return fits ? value : null;
}
