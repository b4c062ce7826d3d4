/** Another kind of memory or of link: what was only assumed of the old one is assumed of the new. */

import { freeLink, linkKind, partsOf, rebuilt } from "../topology.js";

/** An element whose assumed fields are what `rates` says; typed and measured ones stay. */
function assumedOf(sources, group, element, rates) {
  const source = (field) => `${group}/${element.id}/${field}`;
  const assumed = (field) => sources.get(source(field)) === "assumed";
  const guessed = assumed("read_mib_per_s");
  const made = { ...element };
  for (const [field, value] of Object.entries(rates)) {
    if (!assumed(field) && !(guessed && element[field] === null)) continue;
    made[field] = value;
    if (value === null) sources.delete(source(field));
    else sources.set(source(field), "assumed");
  }
  return made;
}

const exchanged = (list, old, fresh) => list.map((each) => (each === old ? fresh : each));

/** A link of another kind; a name that only tells kind and ends tells the new kind. */
function relinked(machine, sources, link, kind, defaults) {
  const { mib_per_s: rate, add_ns } = defaults.links[kind];
  const made = { ...assumedOf(sources, "links", link, { read_mib_per_s: rate, write_mib_per_s: rate, add_ns }), kind };
  const ends = [...link.ends].sort().join("-");
  if (link.id === `${link.kind}-${ends}`) {
    made.id = freeLink(machine, `${kind}-${ends}`);
    sources.copy("links", link.id, made.id);
  }
  return { ...machine, links: exchanged(machine.links, link, made) };
}

function nodeOfKind(machine, sources, node, kind, defaults) {
  const { mib: _, ...rates } = defaults.nodes[kind];
  const made = { ...machine, nodes: exchanged(machine.nodes, node, { ...assumedOf(sources, "nodes", node, rates), kind }) };
  return machine.links
    .filter(({ kind: old, ends }) => ends.includes(`node${node.id}`) && old === linkKind(machine, ...ends))
    .reduce((now, link) => relinked(now, sources, link, linkKind(made, ...link.ends), defaults), made);
}

/** The draft with an element of another kind, and the element's name in it: {draft, name}. */
export function withKind(draft, name, kind, defaults) {
  const { group, id } = partsOf(name);
  const place = draft.machine[group].findIndex((each) => each.id === id);
  const element = draft.machine[group][place];
  if (element.kind === kind) return { draft, name };
  let renamed = name;
  const next = rebuilt(draft, (machine, sources) => {
    sources.delete(`${group}/${id}/kind`);
    if (group === "nodes") return nodeOfKind(machine, sources, element, kind, defaults);
    const made = relinked(machine, sources, element, kind, defaults);
    renamed = `link:${made.links[place].id}`;
    return made;
  });
  return { draft: next, name: renamed };
}
