/** Why a page is where it is, told in the sentences of the server. */

import { call, previewer } from "./api.js";
import { parted } from "./document.js";
import { make } from "./dom.js";
import { grouped, t } from "./words.js";

function sentences({ node, steps }, page) {
  const told = { page: grouped(page), node };
  const head = t(node === null ? "results.on_no_node" : "results.on_node", told);
  const list = steps.map((step) => make("li", {}, `${step.text} `,
    make("code", { textContent: step.kernel_function ? `${step.kernel_function}()` : "" })));
  return [make("p", {}, make("strong", { textContent: head })), make("ol", {}, ...list)];
}

/** What is asked of the server about a page: the draft's experiment at the moment it is seen. */
export function question(draft, region, page) {
  const { experiment, view } = parted(draft);
  return { experiment, region, page, ...(view.moment ? { moment: view.moment } : {}) };
}

/** Tells about pages in `place`: one question at a time, and only the newest waits. */
export function createWhy(place) {
  let wanted = false;
  const ask = previewer(
    ({ draft, region, page }) => call("/api/v1/explain", question(draft, region, page)).then((answer) => ({ answer, page })),
    ({ answer, page }) => wanted && place.replaceChildren(...sentences(answer, page)),
    () => place.replaceChildren(), // what is wrong with the draft is told where it is
  );
  return {
    ask(draft, region, page) {
      wanted = true;
      return ask({ draft, region, page });
    },
    /** Say something else instead; an answer that is on its way comes too late. */
    say(words) {
      wanted = false;
      place.textContent = words;
    },
  };
}
