/** The one store: the draft with its history. Views follow it and never write to it. */

/** The kind of edits that begin anew: another experiment was opened, or another machine. */
export const OPENED = "opened";

/** A store that starts with `initial`. `follow` is called with every new draft. */
export function createStore(initial) {
  let past = [];
  let future = [];
  let draft = initial;
  let stamp = -Infinity; // what comes after an undo or a redo is a step of its own
  let drag = "";
  const followers = new Set();

  function show(next) {
    draft = next;
    for (const follower of followers) follower(draft);
  }

  return {
    get draft() { return draft; },
    get initial() { return initial; },
    /** What was opened last, as it was before anybody changed it. */
    get base() { return past[past.findLastIndex((step) => step.kind === OPENED) + 1]?.draft ?? draft; },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    /** Replace the draft by one that is only looked at in another way: no step to undo. */
    look(next) { if (next !== draft) show(next); },
    follow(follower) { followers.add(follower); },
    /** A slider is held, or let go: what it does meanwhile is one step back. */
    hold(held) { drag = held ? "begins" : ""; },
    /** Replace the draft. Edits of one kind in quick succession are one step back; what is opened is one of its own. */
    edit(next, kind = "", now = Date.now()) {
      if (next === draft) return;
      const quick = drag ? drag === "goes on" : now - stamp < 800;
      const joined = kind && kind !== OPENED && kind === past.at(-1)?.kind && quick;
      if (drag) drag = "goes on";
      if (!joined) past = [...past, { draft, kind }];
      stamp = now;
      future = [];
      show(next);
    },
    /** Show the draft again: what was typed and refused gives way to what holds. */
    again() { show(draft); },
    undo() {
      const step = past.pop();
      if (!step) return;
      future.push({ draft, kind: step.kind });
      stamp = -Infinity;
      show(step.draft);
    },
    redo() {
      const step = future.pop();
      if (!step) return;
      past.push({ draft, kind: step.kind });
      stamp = -Infinity;
      show(step.draft);
    },
  };
}
