/** Why the first differing page is where it is, for each experiment; the whole chain on demand. */

import { call } from "../api.js";
import { parted } from "../document.js";
import { make, on } from "../dom.js";
import { t } from "../words.js";

async function chain(list, draft, region, page) {
  try {
    const answer = await call("/api/v1/explain", { experiment: parted(draft).experiment, region, page });
    list.replaceChildren(...answer.steps.map((step) =>
      make("li", {}, `${step.text} `, make("code", { textContent: step.kernel_function }))));
  } catch (error) {
    list.replaceChildren(make("li", { textContent: error.message }));
  }
}

/** The list item of one column. */
export function reasonOf(column, draft, page) {
  const item = make("li", {}, make("span", { className: "letter", textContent: column.letter }), ` ${column.reason} `,
    make("span", { className: "unseen", textContent: column.runs }));
  if (page === null || column.region === null) return item;
  const list = make("ol");
  const details = make("details", {}, make("summary", { textContent: t("compare.more_why") }), list);
  on(details, "toggle", () => {
    if (details.open && !list.childElementCount) chain(list, draft, column.region, page);
  });
  item.append(details);
  return item;
}
