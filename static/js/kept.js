/**
 * A draft that the server keeps: whoever has its address, with the token in the fragment, changes
 * it. Edits are saved after a pause, one save after the other, each under the version that the last
 * one gave; when somebody else was quicker, nothing is overwritten, and both can be seen. While the
 * server is gone the save is tried again.
 */

import { Unreachable, call } from "./api.js";
import { readDocument } from "./document.js";
import { find, make, on } from "./dom.js";
import { toFragment } from "./link.js";
import { copy, shared, showLink } from "./share.js";
import { t } from "./words.js";

const SETTLED_MS = 800;
const AGAIN_MS = 3000;

const button = (word, act) => make("button", { type: "button", textContent: t(word), onclick: act });

/** Tie a kept draft to the bench; the page names it, the fragment holds its token. */
export async function bindKept(bench) {
  const { store, tell } = bench;
  const path = `/api/v1/drafts/${document.body.dataset.draft}`;
  const token = new URLSearchParams(location.hash.slice(1)).get("k") ?? "";
  const place = find("#kept");
  const line = make("span", { role: "status" });
  const tools = make("span", { className: "buttons" });
  let version = 0;
  let saved = "";
  let waiting;
  let stopped = false;
  let saving = Promise.resolve();

  const ask = (below = "", body = undefined, more = {}) => call(path + below, body, {
    ...more,
    headers: { authorization: `Bearer ${token}`, ...(version && { "if-match": `"${version}"` }) },
  });

  function say(word, values, ...more) {
    place.hidden = false;
    line.textContent = t(word, values);
    tools.replaceChildren(...more, button("kept.copy", (event) => copy(location.href, event.target)), button("kept.discard", discard));
  }

  /** Take over what the server has; the first time that is where undo ends. */
  function take(kept, how = "edit") {
    stopped = false;
    version = kept.version;
    find("#share-name").value = kept.title;
    find("#share-notes").value = kept.notes;
    find("#share-listed").checked = kept.listed;
    store[how](readDocument(kept));
    saved = JSON.stringify(shared(store));
    say("kept.opened", { when: kept.touched.slice(0, 16).replace("T", ", ") });
  }

  const unsaved = () => JSON.stringify(shared(store)) !== saved;
  const soon = (pause = SETTLED_MS) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  };

  /** Save what there is now, once every earlier save has its answer; whether all is saved then. */
  function save() {
    clearTimeout(waiting);
    saving = saving.then(write);
    return saving;
  }

  async function write() {
    if (stopped || !unsaved()) return !stopped;
    const body = shared(store);
    try {
      ({ version } = await ask("", body, { method: "PUT" }));
      saved = JSON.stringify(body);
      say("kept.saved", { version });
      return true;
    } catch (error) {
      if (error.status === 412) await conflict().catch(tell);
      else if (error instanceof Unreachable) {
        say("kept.waiting");
        soon(AGAIN_MS);
      } else tell(error);
      return false;
    }
  }

  /** Somebody else was quicker: nothing is saved until one of the two is chosen. */
  async function conflict() {
    stopped = true;
    const theirs = await call(path, undefined, { headers: { authorization: `Bearer ${token}` } });
    const mine = shared(store);
    const both = await toFragment({ ...mine, title: t("kept.mine") }, { ...theirs, title: t("kept.theirs") });
    say("kept.conflict", {},
      make("a", { href: `/compare${both}`, target: "_blank", rel: "noopener", textContent: t("kept.see_both") }),
      button("kept.take_theirs", () => take(theirs)),
      button("kept.keep_mine", () => {
        stopped = false;
        version = theirs.version;
        save();
      }));
  }

  async function discard() {
    if (!confirm(t("kept.sure_discard"))) return;
    stopped = true;
    try {
      await ask("", undefined, { method: "DELETE" });
      saved = JSON.stringify(shared(store));
      line.textContent = t("kept.discarded");
      tools.replaceChildren();
    } catch (error) {
      tell(error);
    }
  }

  async function withdraw(sid) {
    if (!confirm(t("kept.sure_withdraw"))) return;
    await call(`/api/v1/shares/${sid}`, undefined, { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
    find("#share-result").textContent = t("kept.withdrawn");
  }

  /** Make a link of the draft as it is; what comes next is made from that. */
  bench.publish = async () => {
    if (!await save()) return;
    const { sid, url } = await ask("/publish", undefined, { method: "POST" });
    showLink(new URL(url, location.href).href, button("kept.withdraw", () => withdraw(sid).catch(tell)));
    store.edit({ ...store.draft, parent: sid });
  };

  place.append(line, " ", tools);
  find("#keep-draft").hidden = true;
  try {
    take(await ask(), "look");
  } catch (error) {
    return tell(token ? error : new Error(t("kept.no_token")));
  }
  store.follow(() => soon());
  for (const name of ["#share-name", "#share-notes", "#share-listed"]) on(find(name), "input", () => soon());
  on(globalThis, "online", () => soon(0));
  on(globalThis, "beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  return undefined;
}
