/**
 * A draft is an experiment with three things more: events that are switched off (`off: true`)
 * stand in its list, `view` holds how it is looked at, and `parent` names the saved experiment
 * that it came from. What the server runs is the pair {experiment, view} that a draft is parted
 * into; a link carries the parent, too.
 */

const SID = /^[23456789bcdfghjkmnpqrstvwxyz]{6,40}$/;

/** The draft of an experiment, its view and the name of the saved experiment it came from. */
export function opened(experiment, view = {}, parent = undefined) {
  const { off = [], ...rest } = view;
  const events = [];
  const waiting = [...off];
  experiment.events.forEach((event, place) => {
    while (waiting.length && waiting[0].before <= place) events.push({ ...waiting.shift().event, off: true });
    events.push(event);
  });
  events.push(...waiting.map((each) => ({ ...each.event, off: true })));
  const draft = { ...experiment, events, view: rest };
  return SID.test(parent ?? "") ? { ...draft, parent } : draft;
}

/** The experiment that runs, and the view beside it. */
export function parted(draft) {
  const { view = {}, parent: _parent, ...experiment } = draft;
  const events = [];
  const off = [];
  for (const each of draft.events) {
    if (each.off) {
      const { off: _, ...event } = each;
      off.push({ before: events.length, event });
    } else events.push(each);
  }
  return { experiment: { ...experiment, events }, view: off.length ? { ...view, off } : view };
}

/** The document that a link and the autosave carry: {experiment, view} and the parent if any. */
export function linked(draft) {
  return draft.parent ? { ...parted(draft), parent: draft.parent } : parted(draft);
}

/** The draft with parts of its view exchanged; undefined takes a part away. */
export function withView(draft, edit) {
  const view = Object.fromEntries(Object.entries({ ...draft.view, ...edit }).filter(([, value]) => value !== undefined));
  return { ...draft, view };
}

const same = (a, b, names) => names.every((name) => a[name] === b[name]);
const namesOf = (...values) => [...new Set(values.flatMap(Object.keys))];

/**
 * Whether the server would say the same of two drafts that follow one another: they share every
 * part but which pages of the region are looked at.
 */
export function sameAnswer(a, b) {
  const views = [a.view ?? {}, b.view ?? {}];
  return same(a, b, namesOf(a, b).filter((name) => name !== "view"))
    && same(...views, namesOf(...views).filter((name) => name !== "page" && name !== "window"))
    && views[0].window?.region === views[1].window?.region;
}

/** The draft in a document (an experiment, or one with its view beside it), or null. */
export function readDocument(value) {
  const { experiment, view, parent } = value?.machine ? { experiment: value } : value ?? {};
  return isExperiment(experiment) ? opened(experiment, view ?? {}, parent) : null;
}

/** Whether a value has the shape that the controls need; the server checks the rest. */
export function isExperiment(value) {
  return Array.isArray(value?.machine?.nodes) && Array.isArray(value.events)
    && value.machine.nodes.every((node) => Number.isInteger(node?.id))
    && value.events.every((event) => event && typeof event === "object");
}
