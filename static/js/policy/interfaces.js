/**
 * The policy card's tabs, one for each interface: how it would say the policy, what it cannot
 * say and why. Parts of the card that the chosen interface has no word for are switched off.
 */

import { call } from "../api.js";
import { find, findAll, make, on } from "../dom.js";
import { parted } from "../document.js";
import { bindTabs } from "../tabs.js";
import { grouped, t } from "../words.js";

const PAUSE_MS = 200;
const list = (title, lines) => (lines.length ? [make("h3", { className: "small", textContent: title }), make("ul", { lang: "en" }, ...lines.map((line) => make("li", { textContent: line })))] : []);

/** Switch off what an interface has no word for, each part with its reason; {} frees all. */
function limit(limits) {
  for (const part of findAll("[data-limit]")) {
    const why = limits[part.dataset.limit] ?? "";
    part.toggleAttribute("inert", why !== "");
    find(`[data-limited="${part.dataset.limit}"]`).textContent = why && t("policy.limited", { why });
  }
}

function distance(answer) {
  if (!answer.pages_elsewhere) return t("policy.pages_right");
  return t("policy.pages_off", { n: answer.pages_elsewhere, pages: grouped(answer.pages_elsewhere), of: grouped(answer.pages) });
}

/** Tie the tabs to the store; they are open. */
export function bindInterfaces({ store, tell }) {
  const part = find("#interfaces-part");
  const panel = find("#interface-panel");
  const tabs = find("#interface-tabs");
  let answers = null;
  let chosen = "";
  let pause;

  function show() {
    const answer = answers?.interfaces.find((each) => each.interface === chosen);
    limit(part.open ? answer?.limits ?? {} : {});
    if (!answer) return;
    const use = make("button", { type: "button", textContent: t("policy.say_it_so"), disabled: !answer.experiment });
    on(use, "click", () => store.edit({ ...store.draft, quirks: undefined, ...answer.experiment }));
    panel.replaceChildren(
      make("p", {}, make("strong", { textContent: answer.says_it ? t("policy.says_it") : t("policy.says_not") }), ` ${distance(answer)} `, make("span", { className: "tag", lang: "en", textContent: answer.status })),
      make("pre", { className: "lines", tabIndex: 0, textContent: answer.steps.map((step) => step.line).join("\n") }),
      ...list(t("policy.cannot"), [...answer.cannot, ...answer.errors]),
      ...list(t("policy.mind"), answer.effects),
      make("div", { className: "buttons" }, use),
    );
  }

  async function ask() {
    if (!part.open) return;
    try {
      answers = await call("/api/v1/interfaces", parted(store.draft).experiment);
      show();
    } catch (error) {
      answers = null;
      panel.replaceChildren(make("p", { className: "small", textContent: error.problems?.[0]?.detail ?? error.message }));
      limit({});
    }
  }

  bindTabs(tabs, (tab) => {
    chosen = tab.dataset.interface;
    panel.setAttribute("aria-labelledby", tab.id);
    show();
  });
  chosen = find('[aria-selected="true"]', tabs).dataset.interface;
  tabs.inert = false;
  on(part, "toggle", () => { if (part.open) void ask(); else limit({}); });
  store.follow(() => {
    clearTimeout(pause);
    pause = setTimeout(() => ask().catch(tell), PAUSE_MS);
  });
  void ask();
}
