/**
 * A draft is an experiment with two things more: events that are switched off (`off: true`)
 * stand in its list, and `view` holds how it is looked at. What the server runs, what a link
 * carries and what a share keeps is the pair {experiment, view} that a draft is parted into.
 */

/** The draft of an experiment and its view. */
export function opened(experiment, view = {}) {
  const { off = [], ...rest } = view;
  const events = [];
  const waiting = [...off];
  experiment.events.forEach((event, place) => {
    while (waiting.length && waiting[0].before <= place) events.push({ ...waiting.shift().event, off: true });
    events.push(event);
  });
  events.push(...waiting.map((each) => ({ ...each.event, off: true })));
  return { ...experiment, events, view: rest };
}

/** The experiment that runs, and the view beside it. */
export function parted(draft) {
  const { view = {}, ...experiment } = draft;
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

/** The draft with parts of its view exchanged; undefined takes a part away. */
export function withView(draft, edit) {
  const view = Object.fromEntries(Object.entries({ ...draft.view, ...edit }).filter(([, value]) => value !== undefined));
  return { ...draft, view };
}

/** Whether a value is a document: an experiment, or one with its view beside it. */
export function readDocument(value) {
  const { experiment, view } = value?.machine ? { experiment: value, view: {} } : value ?? {};
  return isExperiment(experiment) ? opened(experiment, view ?? {}) : null;
}

/** Whether a value has the shape that the controls need; the server checks the rest. */
export function isExperiment(value) {
  return Array.isArray(value?.machine?.nodes) && Array.isArray(value.events)
    && value.machine.nodes.every((node) => Number.isInteger(node?.id))
    && value.events.every((event) => event && typeof event === "object");
}
