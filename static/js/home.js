/**
 * Take it home: each tab shows a text that the server writes for the draft, with Copy and
 * Download. The commands come with every preview; the other texts are asked for while their tab
 * is open, a little after an edit, and a reply that comes late is dropped.
 */

import { Refusal } from "./api.js";
import { parted } from "./document.js";
import { find, make, on } from "./dom.js";
import { toFragment } from "./link.js";
import { copy } from "./share.js";
import { bindTabs } from "./tabs.js";
import { t } from "./words.js";

const WAIT_MS = 250;

async function written(name, body) {
  const response = await fetch(`/api/v1/export/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": document.documentElement.lang },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Refusal(await response.json().catch(() => ({})), response.status);
  return response.text();
}

function save(text, file) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  make("a", { href: address, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** Tie the panel to the bench. */
export function bindHome({ store, view }) {
  const [first, other] = [find("#home-commands"), find("#home-text")];
  const [commands, text] = [find("[data-commands]", first), find("[data-text]", other)];
  const note = find("#home-note");
  let tab = find('#home .tabs [aria-selected="true"]');
  let asked = 0;
  let waiting;

  const usual = () => tab.getAttribute("aria-controls") === first.id;
  const shown = () => (usual() ? commands : text).textContent;

  /** Where the file shall lead back to: the page's own address, or the draft in a fragment. */
  async function link(draft) {
    const lasting = document.body.dataset.sid || document.querySelector('#controls [name="of"]');
    const own = lasting && draft === store.initial && location.pathname + location.search;
    return own || `/${await toFragment(parted(draft))}`;
  }

  async function load() {
    const mine = ++asked;
    const draft = store.draft;
    text.setAttribute("aria-busy", "true");
    try {
      const body = { experiment: parted(draft).experiment, link: await link(draft) };
      const answer = await written(tab.dataset.output, body);
      if (mine !== asked) return;
      text.textContent = answer;
      text.dataset.shows = tab.dataset.output;
      note.textContent = "";
    } catch (error) {
      if (mine === asked) note.textContent = t("home.failed", { why: error.message });
    }
    if (mine === asked) text.removeAttribute("aria-busy");
  }

  function choose(next) {
    tab = next;
    asked += 1;
    clearTimeout(waiting);
    first.hidden = !usual();
    other.hidden = usual();
    other.setAttribute("aria-labelledby", tab.id);
    find("#download-text").textContent = t("home.download", { file: tab.dataset.file });
    note.textContent = "";
    if (usual()) return;
    text.textContent = t("home.loading");
    load();
  }

  bindTabs(find("#home .tabs"), choose);
  on(find("#copy-commands"), "click", (event) => copy(shown(), event.target));
  on(find("#download-text"), "click", () => save(`${shown().trimEnd()}\n`, tab.dataset.file));
  view.follow((answer) => { find("[data-policy]").textContent = answer.page.policy; });
  store.follow(() => {
    if (usual()) return;
    clearTimeout(waiting);
    waiting = setTimeout(load, WAIT_MS);
  });
}
