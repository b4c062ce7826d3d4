/**
 * The page of a draft that the server keeps: whoever has its address, with the token in the fragment,
 * changes it, publishes it, withdraws what was published, or discards it.
 */

import { bindAddress, draftIn } from "../address.js";
import { call } from "../api.js";
import { bindAutosave } from "../autosave.js";
import { bindLanguages } from "../bar.js";
import { readDocument } from "../document.js";
import { find, make, on } from "../dom.js";
import { createWatch } from "../offline.js";
import { INPUTS, copy, shared } from "../share.js";
import { OPENED } from "../store.js";
import { t } from "../words.js";
import { bindConflict } from "./conflict.js";
import { createKeeper } from "./keeper.js";
import { fillWords, showLink } from "./share.js";

/** Why no link is made while the draft is not saved; a refusal has said so itself. */
const UNSAVED = { stale: "kept.first_choose", waiting: "state.unanswered" };

const tokenIn = (fragment) => new URLSearchParams(fragment.slice(1)).get("k") ?? "";
const button = (word, act, more) => make("button", { type: "button", textContent: t(word), onclick: act, ...more });
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

/** What `read` gives; while the server gives no answer it is asked again, and `place` says so. */
function persistently(read, place) {
  const line = make("span", { hidden: true });
  place.append(line);
  return new Promise((found, refused) => {
    const watch = createWatch(line, ask);
    function ask() {
      read().then((answer) => {
        watch.found();
        line.remove();
        found(answer);
      }).catch((error) => {
        place.hidden = !watch.lost(error);
        if (place.hidden) refused(error);
      });
    }
    ask();
  });
}

/** Tie a kept draft to the bench; the page names it, the fragment holds its token. */
export async function bindKept(bench) {
  const { store, tell } = bench;
  const token = tokenIn(location.hash);
  const line = lineTo(`/api/v1/drafts/${document.body.dataset.draft}`, token);
  const place = find("#kept");
  const words = make("span", { role: "status" });
  const tools = make("span", { className: "buttons" });
  const address = () => new URL(`#k=${token}`, location.href).href;
  let told;

  function say(word, values = {}, ...more) {
    place.hidden = false;
    words.textContent = t(word, values);
    tools.replaceChildren(...more, button("kept.copy", (event) => copy(address(), event.target)), button("kept.discard", () => discard().catch(tell)));
  }

  const keeper = createKeeper({
    put: line.put,
    body: () => shared(store),
    told(what, about) {
      told = what;
      if (what === "saved") {
        if (!keeper.unsaved()) document.dispatchEvent(new Event("ilx:saved")); // what the browser kept beside is not needed
        say("kept.saved", { version: about });
      } else if (what === "waiting") say("kept.waiting");
      else if (what === "stale") say("kept.conflict", {}, ...choices.map((choice) => button(...choice)));
      else tell(about);
    },
  });

  /** Take over what the server has; the first time that is where undo ends. */
  function take(kept, how = "edit") {
    fillWords(kept);
    store[how](readDocument(kept));
    keeper.agree(kept.version);
    list(kept.shares);
    say("kept.opened", { when: when(kept.touched) });
  }

  const choices = bindConflict(bench, { read: line.read, take, goOn: keeper.goOn });

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
    removeEventListener("popstate", follow);
    delete bench.publish;
    list([]);
    words.textContent = t("kept.discarded");
    tools.replaceChildren();
    find("#keep-draft").hidden = false;
    await bindAddress(bench);
  }

  /** Make a link of the draft as it is; what comes next is made from that. */
  bench.publish = async () => {
    if (!await keeper.save()) {
      if (told in UNSAVED) find("#share-result").textContent = t(UNSAVED[told]);
      return;
    }
    const { sid, url } = await line.publish(keeper.version);
    showLink(new URL(url, location.href).href);
    store.edit({ ...store.draft, parent: sid });
    list((await line.read()).shares);
  };

  /** Another token opens its draft; what a pasted link holds is a step of this one, which keeps its address. */
  async function follow() {
    const { hash } = location;
    const given = tokenIn(hash);
    if (given && given !== token) return location.reload();
    if (!document.body.classList.contains("opened")) return undefined;
    history.replaceState(history.state, "", address());
    const draft = await draftIn(hash).catch(({ message }) => tell(new Error(`${message} ${t("state.draft_stays")}`)));
    if (draft) store.edit(draft, OPENED);
    return undefined;
  }

  place.append(words, " ", tools);
  find("#keep-draft").hidden = true;
  on(globalThis, "popstate", follow);
  if (!token) return tell(new Error(t("kept.no_token")));
  try {
    take(await persistently(line.read, place), "look");
  } catch (error) {
    return tell(error);
  }
  bindLanguages();
  document.body.classList.add("opened");
  await bindAutosave(bench);
  store.follow(() => keeper.soon());
  for (const name of INPUTS) on(find(name), "input", () => keeper.soon());
  on(globalThis, "online", () => keeper.soon(0));
  on(globalThis, "beforeunload", (event) => { if (keeper.unsaved()) event.preventDefault(); });
  return undefined;
}
