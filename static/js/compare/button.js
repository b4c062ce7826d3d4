/** "Compare" in the bar: the present draft as A, what the page was opened with as B. */

import { linked } from "../document.js";
import { find, on } from "../dom.js";
import { toFragment } from "../link.js";
import { t } from "../words.js";

/** Tie the link to the store. */
export function bindCompare({ store }) {
  on(find("#open-compare"), "click", async (event) => {
    if (store.draft === store.initial && event.currentTarget.search && !location.hash) return;
    event.preventDefault();
    const draft = { ...linked(store.draft), title: t("state.draft_title") };
    const opened = { ...linked(store.initial), title: t("state.opened_title") };
    const language = new URLSearchParams(location.search).get("lang");
    const page = language ? `/compare?lang=${encodeURIComponent(language)}` : "/compare";
    location.assign(page + await toFragment(...(store.draft === store.initial ? [draft] : [draft, opened])));
  });
}
