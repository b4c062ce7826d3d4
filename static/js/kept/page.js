/**
 * The page of a draft that the server keeps: whoever has its address, with the token in the fragment,
 * changes it, publishes it, withdraws what was published, or discards it.
 */

import { bindAddress } from "../address.js";
import { call } from "../api.js";
import { bindAutosave } from "../autosave.js";
import { linked, readDocument } from "../document.js";
import { find, make, on } from "../dom.js";
import { toFragment } from "../link.js";
import { copy, shared, showLink } from "../share.js";
import { t } from "../words.js";
import { createKeeper } from "./keeper.js";

const INPUTS = ["#share-name", "#share-notes", "#share-listed"];

const button = (word, act) => make("button", { type: "button", textContent: t(word), onclick: act });
const when = (stamp) => stamp.slice(0, 16).replace("T", ", ");

/** The draft's requests: each carries the token, a change the version that it is made on. */
function lineTo(path, token) {
  const ask = (below, body, { version, method } = {}) => call(below, body, {
    ...(method && { method }),
    headers: { authorization: `Bearer ${token}`, ...(version && { "if-match": `"${version}"` }) },
  });
  return {
    read: () => ask(path),
    put: (body, version) => ask(path, body, { version, method: "PUT" }),
    publish: (version) => ask(`${path}/publish`, undefined, { version, method: "POST" }),
    discard: (version) => ask(path, undefined, { version, method: "DELETE" }),
    withdraw: (sid) => ask(`/api/v1/shares/${sid}`, undefined, { method: "DELETE" }),
  };
}

/** Tie a kept draft to the bench; the page names it, the fragment holds its token. */
export async function bindKept(bench) {
  const { store, tell } = bench;
  const token = new URLSearchParams(location.hash.slice(1)).get("k") ?? "";
  const line = lineTo(`/api/v1/drafts/${document.body.dataset.draft}`, token);
  const place = find("#kept");
  const words = make("span", { role: "status" });
  const tools = make("span", { className: "buttons" });

  function say(word, values = {}, ...more) {
    place.hidden = false;
    words.textContent = t(word, values);
    tools.replaceChildren(...more, button("kept.copy", (event) => copy(location.href, event.target)), button("kept.discard", () => discard().catch(tell)));
  }

  const keeper = createKeeper({
    put: line.put,
    body: () => shared(store),
    told(what, about) {
      if (what === "saved") {
        document.dispatchEvent(new Event("ilx:saved")); // what the browser kept beside is not needed
        say("kept.saved", { version: about });
      } else if (what === "waiting") say("kept.waiting");
      else if (what === "stale") line.read().then(choose).catch(tell);
      else tell(about);
    },
  });

  /** Take over what the server has; the first time that is where undo ends. */
  function take(kept, how = "edit") {
    find("#share-name").value = kept.title;
    find("#share-notes").value = kept.notes;
    find("#share-listed").checked = kept.listed;
    store[how](readDocument(kept));
    keeper.agree(kept.version);
    list(kept.shares);
    say("kept.opened", { when: when(kept.touched) });
  }

  /** Somebody else was quicker: both can be seen, and the author says which one goes on. */
  async function choose(theirs) {
    const both = await toFragment({ ...shared(store), title: t("kept.mine") }, { ...theirs, title: t("kept.theirs") });
    say("kept.conflict", {},
      make("a", { href: `/compare${both}`, target: "_blank", rel: "noopener", textContent: t("kept.see_both") }),
      button("kept.take_theirs", () => take(theirs)),
      button("kept.keep_mine", () => keeper.goOn(theirs.version)));
  }

  /** The links that were made from the draft, each with a way to withdraw it. */
  function list(shares) {
    const rows = shares.map(({ sid, title, created }) => make("li", {},
      make("a", { href: `/x/${sid}`, textContent: title || sid }), ` ${t("kept.made", { when: when(created) })} `,
      button("kept.withdraw", () => withdraw(sid).catch(tell))));
    const head = make("h3", { textContent: t("kept.shares") });
    find("#kept-shares").replaceChildren(...(rows.length ? [head, make("ul", {}, ...rows)] : []));
  }

  async function withdraw(sid) {
    if (!confirm(t("kept.sure_withdraw"))) return;
    await line.withdraw(sid);
    find("#share-result").textContent = t("kept.withdrawn");
    list((await line.read()).shares);
  }

  /** The draft ends; what the page shows goes on as one that only this browser has. */
  async function discard() {
    if (!confirm(t("kept.sure_discard"))) return;
    await line.discard(keeper.version);
    keeper.end();
    delete bench.publish;
    list([]);
    words.textContent = t("kept.discarded");
    tools.replaceChildren();
    find("#keep-draft").hidden = false;
    history.replaceState(null, "", `/${await toFragment(linked(store.draft))}`);
    await bindAddress(bench);
  }

  /** Make a link of the draft as it is; what comes next is made from that. */
  bench.publish = async () => {
    if (!await keeper.save()) return;
    const { sid, url } = await line.publish(keeper.version);
    showLink(new URL(url, location.href).href);
    store.edit({ ...store.draft, parent: sid });
    list((await line.read()).shares);
  };

  place.append(words, " ", tools);
  find("#keep-draft").hidden = true;
  try {
    take(await line.read(), "look");
  } catch (error) {
    return tell(token ? error : new Error(t("kept.no_token")));
  }
  document.body.classList.add("opened");
  await bindAutosave(bench);
  store.follow(() => keeper.soon());
  for (const name of INPUTS) on(find(name), "input", () => keeper.soon());
  on(globalThis, "online", () => keeper.soon(0));
  on(globalThis, "beforeunload", (event) => { if (keeper.unsaved()) event.preventDefault(); });
  return undefined;
}
