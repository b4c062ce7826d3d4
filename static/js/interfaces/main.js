/**
 * /interfaces: every change of the form asks the server for the page again and puts the new
 * parts in place of the old; a schedule is walked with a slider. Without this script the page
 * says the same, with a button.
 */

import { find, findAll, on } from "../dom.js";
import { addressOf, momentClass } from "./address.js";

const PAUSE_MS = 150;
const form = find("#intent");
let asked = 0;

async function show(address, focus) {
  const number = ++asked;
  const answer = await fetch(address).catch(() => null);
  if (number !== asked || !answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (number !== asked) return;
  for (const part of findAll("[data-part]")) {
    part.replaceChildren(...find(`[data-part="${part.dataset.part}"]`, page).childNodes);
  }
  history.replaceState(null, "", address);
  bindStep();
  if (focus) find(focus).focus();
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

let pause;
function soon() {
  clearTimeout(pause);
  pause = setTimeout(() => void show(addressOf(new FormData(form))), PAUSE_MS);
}

on(form, "input", soon);
on(form, "submit", (event) => { event.preventDefault(); void show(addressOf(new FormData(form))); });
on(find("#main"), "click", (event) => {
  const link = event.target.closest?.("#races a[href*='race=']");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const chosen = new URLSearchParams(link.getAttribute("href").split("#")[0]);
  form.elements.race.value = chosen.get("race");
  void show(addressOf(new FormData(form), chosen.get("outcome")), chosen.has("outcome") ? "#walk-title" : "#races .pieces [aria-current]");
});
bindStep();
document.body.dataset.shown = "1";
