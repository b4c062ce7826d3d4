/** The strip's tools: which region, which page, how near, how far on. */

import { allow, find, findAll, make, on } from "../dom.js";
import { complain, setPage } from "../numbers.js";
import { grouped, t } from "../words.js";
import { typedPage } from "./window.js";

/** Tie the tools in `place` to what they do; `write(model)` brings them up to date. */
export function bindTools(place, { act, choose, region }) {
  const select = find("#strip-region", place);
  const page = find("#page-number", place);
  const buttons = Object.fromEntries(findAll("[data-act]", place).map((button) => [button.dataset.act, button]));
  let model = null;
  let names = "";

  function go() {
    if (page.value === "") return;
    const wanted = typedPage(page.value);
    const there = model !== null && wanted !== null && wanted < model.region.pages;
    const rule = model ? t("results.pages_of", { region: model.name, last: grouped(model.region.pages - 1) }) : t("results.no_region");
    complain(page, there ? "" : rule);
    if (there) choose(wanted);
  }

  on(select, "change", () => region(select.value));
  on(page, "input", go);
  on(page, "keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it stands in no form, but a page may be asked for again
    go();
  });
  for (const [name, button] of Object.entries(buttons)) on(button, "click", () => act(name));

  function options(regions) {
    const now = JSON.stringify(Object.entries(regions).map(([name, { pages }]) => [name, pages]));
    if (now === names) return;
    names = now;
    select.replaceChildren(...Object.entries(regions).map(([name, { pages }]) => make("option", {
      value: name, textContent: t("results.region_pages", { region: name, n: pages, pages: grouped(pages) }),
    })));
  }

  return {
    write(next, regions) {
      model = next;
      options(regions);
      select.disabled = page.disabled = !model;
      if (!model) {
        for (const [name, button] of Object.entries(buttons)) allow(button, name === "why"); // it says so
        return;
      }
      select.value = model.name;
      setPage(page, grouped(model.page));
      const { window: { first, count }, region: { pages } } = model;
      allow(buttons.in, count > 1);
      allow(buttons.out, count < pages);
      allow(buttons.all, count < pages);
      allow(buttons.pages, model.per > 1 || count === 1);
      allow(buttons.earlier, first > 0);
      allow(buttons.later, first + count < pages);
    },
  };
}
