/**
 * The timeline: a scrubber over the events, and within a touch over its pages. It sets the
 * moment of the view; the server ends the experiment there, and so everything shows it.
 */

import { withView } from "../document.js";
import { allow, find, on } from "../dom.js";
import { regionsOf } from "../events/edits.js";
import { summary } from "../events/summary.js";
import { complain, setPage } from "../numbers.js";
import { around, typedPage, windowOf } from "../strip/window.js";
import { grouped, t } from "../words.js";
import { atEnd, happening, momentAt, momentOf, orderOf, pageAt, touchedBy } from "./moments.js";
import { createPlayer } from "./player.js";

/** The moment in words: "after event 3: touch heap 0-99, page 37 of 100". */
export function momentWords(draft, { event, pages }) {
  if (event < 0) return t("results.before_all");
  const each = happening(draft)[event];
  const told = t("results.after_event", { number: event, op: each.op, asked: summary(each, false) });
  if (pages === null) return told;
  const place = { told, page: grouped(pageAt(each.pages, pages - 1)), n: grouped(pages), total: grouped(touchedBy(each)) };
  return t("results.within_touch", place);
}

/** The draft seen at a moment; within a touch the strip shows the page that was touched last. */
function seenAt(draft, event, pages = null) {
  const moment = momentAt(draft, event, pages);
  if (!moment?.pages) return withView(draft, { moment });
  const { id, pages: text } = happening(draft)[event];
  const page = pageAt(text, moment.pages - 1);
  const size = regionsOf(draft).find((region) => region.id === id)?.pages ?? page + 1;
  return withView(draft, { moment, page, window: { region: id, ...around(windowOf(draft.view, id, size), page, size) } });
}

/** Tie the timeline to the workbench. */
export function bindTimeline(bench) {
  const { store } = bench;
  const card = find("#timeline");
  const [events, touched] = [find("#scrub-events"), find("#scrub-pages")];
  const inside = find("#scrub-touch");
  const number = find("#scrub-page");
  const chip = find("#moment-chip");

  const go = (event, pages = null) => store.look(seenAt(store.draft, event, pages));
  const player = createPlayer(find("#scrub-play"), { draft: () => store.draft, go });
  const by = (act) => {
    player.stop();
    const { event, pages } = momentOf(store.draft);
    act(event, pages ?? touchedBy(happening(store.draft)[event]));
  };

  const acts = {
    first: () => by(() => go(-1)),
    back: () => by((event) => go(event - 1)),
    forward: () => by((event) => go(event + 1)),
    last: () => by(() => go(Infinity)),
    page_back: () => by((event, pages) => go(event, pages - 1)),
    page_forward: () => by((event, pages) => go(event, pages + 1)),
  };
  for (const [name, act] of Object.entries(acts)) on(find(`[data-scrub="${name}"]`, card), "click", act);
  on(events, "input", () => by(() => go(events.valueAsNumber)));
  on(touched, "input", () => by((event) => go(event, touched.valueAsNumber + 1)));
  on(number, "input", () => {
    if (number.value === "") return;
    const page = typedPage(number.value);
    const { pages } = happening(store.draft)[momentOf(store.draft).event];
    const order = page === null ? -1 : orderOf(pages, page);
    complain(number, order < 0 ? t("results.page_not_touched", { pages }) : "");
    if (order >= 0) by((event) => go(event, order + 1));
  });
  on(find("button", chip), "click", () => {
    acts.last();
    events.focus();
  });

  function writeTouch(each, pages) {
    const total = touchedBy(each);
    inside.hidden = total < 2;
    if (inside.hidden) return;
    const seen = pages ?? total;
    const page = grouped(pageAt(each.pages, seen - 1));
    touched.max = total - 1;
    touched.value = seen - 1;
    touched.setAttribute("aria-valuetext", t("results.pages_touched", { page, n: grouped(seen), total: grouped(total) }));
    setPage(number, page);
    allow(find("[data-scrub=page_back]", card), seen > 1);
    allow(find("[data-scrub=page_forward]", card), pages !== null);
  }

  function write(draft) {
    const list = happening(draft);
    const { event, pages } = momentOf(draft);
    const words = momentWords(draft, { event, pages });
    card.hidden = list.length === 0;
    events.max = list.length - 1;
    events.value = event;
    events.setAttribute("aria-valuetext", words);
    find("#moment-label").textContent = words;
    for (const name of ["first", "back"]) allow(find(`[data-scrub=${name}]`, card), event >= 0);
    for (const name of ["forward", "last"]) allow(find(`[data-scrub=${name}]`, card), !atEnd(draft));
    writeTouch(list[event], pages);
    chip.hidden = atEnd(draft);
    find("span", chip).textContent = chip.hidden ? "" : t("results.earlier", { moment: words });
  }

  store.follow(write);
  write(store.draft);
}
