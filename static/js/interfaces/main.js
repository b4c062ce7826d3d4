/**
 * /interfaces: every change of the form is the page's address at once; the server is asked for
 * that page, and its parts take the place of the old, which are stale until then. A schedule is
 * walked with a slider. Without this script the page says the same, with a button.
 */

import { call } from "../api.js";
import { find, findAll, on } from "../dom.js";
import { createWatch } from "../offline.js";
import { addressOf, momentClass } from "./address.js";

const PAUSE_MS = 150;
const form = find("#intent");
const watch = createWatch(find("#offline"), () => void show());
let asked = 0;
let pause;

/** Put the parts of a page in place of those that are there. */
function take(text, focus) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const part of findAll("[data-part]")) {
    part.replaceChildren(...find(`[data-part="${part.dataset.part}"]`, page).childNodes);
  }
  for (const told of findAll(".told")) find(`[aria-describedby="${told.id}"]`).setAttribute("aria-invalid", String(told.childElementCount > 0));
  delete find("#main").dataset.stale;
  bindStep();
  if (focus) find(focus).focus();
}

/** What went wrong with the last question; nothing without an error. */
function tell(error) {
  const lost = error && watch.lost(error);
  if (!lost) watch.found();
  find("#problems").hidden = lost || !error;
  find("#problems").textContent = error?.message ?? "";
}

/** Show what the address asks for. */
async function show(focus) {
  const number = ++asked;
  try {
    const text = await call(location.pathname + location.search, undefined, { read: "text" });
    if (number !== asked) return;
    tell();
    take(text, focus);
  } catch (error) {
    if (number === asked) tell(error);
  }
}

/** The form, and which end of its race is walked, are the address now. */
function write(outcome) {
  clearTimeout(pause);
  history.replaceState(null, "", addressOf(new FormData(form), outcome));
  find("#main").dataset.stale = "";
}

/** The step that the slider shows is marked, those after it step back. */
function bindStep() {
  const slider = find("#step");
  function mark() {
    find("#at-step").textContent = slider.value;
    slider.setAttribute("aria-valuetext", `${slider.value}/${slider.max}: ${find(`[data-step="${slider.value}"] p`).textContent.trim()}`);
    for (const moment of findAll("[data-step]")) {
      const state = momentClass(Number(moment.dataset.step), Number(slider.value));
      for (const name of ["done", "now", "later"]) moment.classList.toggle(name, name === state);
      if (state === "now") moment.setAttribute("aria-current", "step");
      else moment.removeAttribute("aria-current");
    }
  }
  on(slider, "input", mark);
  mark();
}

on(form, "input", () => {
  write();
  pause = setTimeout(show, PAUSE_MS);
});
on(form, "submit", (event) => {
  event.preventDefault();
  write();
  void show();
});
on(find("#main"), "click", (event) => {
  const link = event.target.closest?.("#races a[href*='race=']");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const chosen = new URLSearchParams(link.getAttribute("href").split("#")[0]);
  form.elements.race.value = chosen.get("race");
  write(chosen.get("outcome"));
  void show(chosen.has("outcome") ? "#walk-title" : "#races .pieces [aria-current]");
});
bindStep();
document.body.dataset.shown = "1";
