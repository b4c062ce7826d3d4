/**
 * Take it home: each tab shows a text that the server writes for the draft, with Copy and
 * Download. The commands come with every preview; the other texts are asked for while their tab
 * is open, a little after an edit, and a reply that comes late is dropped. A text that is older
 * than the draft says so, and is asked for again until the server answers. A file is always written
 * of the draft as it is when somebody asks for it.
 */

import { isLasting } from "./address.js";
import { call, Unreachable } from "./api.js";
import { linked } from "./document.js";
import { find, on, save } from "./dom.js";
import { toFragment } from "./link.js";
import { pause } from "./offline.js";
import { copy } from "./share.js";
import { bindTabs } from "./tabs.js";
import { t } from "./words.js";

const WAIT_MS = 250;

/** Tie the panel to the bench. */
export function bindHome({ store, view, followLosses }) {
  const [first, other] = [find("#home-commands"), find("#home-text")];
  const [commands, text] = [find("[data-commands]", first), find("[data-text]", other)];
  const note = find("#home-note");
  let tab = find('#home .tabs [aria-selected="true"]');
  let asked = 0;
  let failures = 0;
  let late;
  let waiting;

  const usual = () => tab.getAttribute("aria-controls") === first.id;
  const shown = () => (usual() ? commands : text).textContent;

  /** Where the file shall lead back to: the page's own address, or the draft in a fragment. */
  async function link(draft) {
    const own = isLasting() && draft === store.initial && location.pathname + location.search;
    return own || `/${await toFragment(linked(draft))}`;
  }

  /** The text of the draft; as JSON the experiment has its view and its parent beside it, if any. */
  async function written() {
    const { draft } = store;
    const { output } = tab.dataset;
    const { experiment, ...beside } = linked(draft);
    const answer = await call(`/api/v1/export/${output}`, { experiment, link: await link(draft) }, { read: "text" });
    const bare = output !== "json" || !(beside.parent || Object.keys(beside.view).length);
    return bare ? answer : JSON.stringify({ experiment: JSON.parse(answer), ...beside });
  }

  /** Say why what is shown is not of the draft; nothing without an error. */
  function doubt(error) {
    const gone = error instanceof Unreachable;
    const why = gone ? t("home.gone") : error?.message;
    const old = usual() || text.dataset.shows === tab.dataset.output;
    note.textContent = !error ? "" : old ? t("home.failed", { why }) : why;
  }

  function later(wait) {
    clearTimeout(waiting);
    if (!usual()) waiting = setTimeout(load, wait);
  }

  async function load() {
    const mine = ++asked;
    clearTimeout(waiting);
    text.setAttribute("aria-busy", "true");
    try {
      const answer = await written();
      if (mine !== asked) return;
      text.textContent = answer;
      text.dataset.shows = tab.dataset.output;
      failures = 0;
      doubt();
    } catch (error) {
      if (mine !== asked) return;
      doubt(error);
      if (error instanceof Unreachable) later(1000 * pause(failures++));
    }
    text.removeAttribute("aria-busy");
  }

  function choose(next) {
    tab = next;
    asked += 1;
    failures = 0;
    clearTimeout(waiting);
    first.hidden = !usual();
    other.hidden = usual();
    other.setAttribute("aria-labelledby", tab.id);
    find("#download-text").textContent = t("home.download", { file: tab.dataset.file });
    doubt(usual() && late);
    if (usual()) return;
    text.textContent = t("home.loading");
    text.dataset.shows = "";
    load();
  }

  bindTabs(find("#home .tabs"), choose);
  on(find("#copy-commands"), "click", (event) => {
    if (usual() || text.dataset.shows) copy(shown(), event.target);
  });
  on(find("#download-text"), "click", async () => {
    const { file } = tab.dataset;
    try {
      // The commands are for pasting; as a file they are a script, which the server writes.
      save(`${(await written()).trimEnd()}\n`, "text/plain", file);
      doubt(usual() && late);
    } catch (error) {
      note.textContent = t("home.not_saved", { file, why: error.message });
    }
  });
  view.follow((answer) => {
    find("[data-policy]").textContent = answer.page.policy;
    late = undefined;
    if (usual()) doubt();
    else if (failures) load();
  });
  followLosses((error) => {
    late = error;
    if (usual()) doubt(late);
  });
  on(globalThis, "online", () => failures && !usual() && load());
  store.follow(() => later(WAIT_MS));
}
