/** What the editor does to the draft: each edit is a pure function of topology.js, told in words. */

import { withView } from "../document.js";
import * as topology from "../topology.js";
import { t } from "../words.js";

/** Of elements that an edit brought, the one to go on with. */
const foremost = (names) => ["socket", "switch", "node", ""].map((kind) => names.find((name) => name.startsWith(kind))).find(Boolean);

/** The edits; `choose(name)` makes an element the chosen one, which `selected()` names. */
export function createEdits({ store, boot }, { voice, stage, selected, choose }) {
  const { label, tell, refuse } = voice;

  function edit(next, words, kind) {
    const before = store.draft;
    store.edit(next, kind);
    tell(words, before);
  }

  /** Take an edit over and go on with `name`. */
  function goOn(next, name, words) {
    const before = store.draft;
    store.edit(next);
    choose(name);
    tell(words(), before);
    stage.focus(name);
  }

  /** Take an edit over that brought an element, and choose it. */
  function brought(next) {
    const there = new Set(topology.namesOf(store.draft.machine));
    const name = foremost(topology.namesOf(next.machine).filter((each) => !there.has(each)));
    goOn(next, name, () => t("editor.added", { name: label(name) }));
  }

  const homeSocket = () => {
    const found = topology.elementOf(store.draft.machine, selected() ?? "");
    if (selected()?.startsWith("socket")) return found.id;
    return found?.socket ?? store.draft.machine.sockets[0]?.id ?? null;
  };

  const ADDS = {
    socket: () => topology.addSocket(store.draft, boot.defaults),
    switch: () => topology.addSwitch(store.draft, homeSocket(), boot.defaults),
  };

  function place(name, [x, y]) {
    const at = { ...store.draft.view?.at, [name]: [Math.round(x), Math.round(y)] };
    edit(withView(store.draft, { at }), t("editor.moved", { name: label(name) }), `move ${name}`);
  }

  return {
    brought,
    place,
    /** A socket, a switch, or memory of a kind. */
    add(kind) { brought(ADDS[kind]?.() ?? topology.addNode(store.draft, kind, homeSocket(), boot.defaults)); },
    link(end) {
      const apart = topology.whyApart(selected(), end);
      if (apart) refuse(apart);
      else brought(topology.addLink(store.draft, selected(), end, boot.defaults));
    },
    /** Delete what is chosen; the one before it is the next. */
    remove() {
      const name = selected();
      if (!name) return;
      const kept = topology.whyKept(store.draft, name);
      if (kept) return void refuse(kept);
      const words = t("editor.deleted", { name: label(name) });
      const names = topology.namesOf(store.draft.machine);
      const next = topology.removed(store.draft, name);
      const left = topology.namesOf(next.machine);
      goOn(next, names.slice(0, names.indexOf(name)).findLast((each) => left.includes(each)) ?? left[0], () => words);
    },
    nudge([dx, dy]) {
      const box = stage.layout.boxes[selected()];
      if (box) place(selected(), [box[0] + dx, box[1] + dy]);
    },
    arrange() { edit(withView(store.draft, { at: undefined }), t("editor.arranged")); },
  };
}
