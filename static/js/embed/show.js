/** Shows what the server answered to an edit, where the page shows it before. */

import { findAll } from "../dom.js";
import { showTable } from "../view.js";

/** A picture that the server drew, as an element: parsed as XML, in which nothing runs. */
function pictureOf(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return document.importNode(parsed, true);
}

/** Exchange sentences, tables and pictures. */
export function show({ page, tables, pictures = {} }) {
  for (const element of findAll("[data-advice]")) element.textContent = page.advice[element.dataset.advice];
  for (const element of findAll("[data-advice=sentence]")) {
    if (page.advice.language) element.lang = page.advice.language;
    else element.removeAttribute("lang");
  }
  for (const element of findAll("#answer")) element.className = `answer tone-${page.advice.tone}`;
  for (const element of findAll("[data-summary]")) element.textContent = page.summaries[element.dataset.summary] ?? element.textContent;
  for (const element of findAll("[data-policy]")) element.textContent = page.policy;
  for (const element of findAll("[data-table]")) showTable(element, tables[element.dataset.table]);
  for (const element of findAll("[data-picture]")) {
    const text = pictures[element.dataset.picture];
    element.replaceChildren(...(text ? [pictureOf(text)] : []));
  }
}
