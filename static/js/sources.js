/**
 * Where the numbers of a machine come from. The document names them by their place in sorted
 * lists ("/nodes/0/idle_ns"); while a machine is edited places move, so edits name them by id
 * ("nodes/3/idle_ns") and the places are worked out again at the end.
 */

const idsOf = (machine) => ({
  nodes: machine.nodes.map((node) => String(node.id)),
  links: machine.links.map((link) => link.id),
  distance: machine.nodes.map((node) => String(node.id)),
  access: (machine.access ?? []).map((each) => `${each.initiator}-${each.target}`),
});

/** Sources by id; `copy` gives a second element the sources of the first. */
class Sources extends Map {
  copy(group, from, to) {
    for (const [key, source] of [...this]) {
      const [first, id, field] = split(key);
      if (first === group && id === String(from)) this.set(`${group}/${to}/${field}`, source);
    }
  }
}

/** "links/a/b/add_ns" cannot be: names hold no slash. */
const split = (key) => key.split("/");

/** The sources of a machine by id. */
export function keyed(machine) {
  const ids = idsOf(machine);
  const sources = new Sources();
  for (const [pointer, source] of Object.entries(machine.sources ?? {})) {
    const [, group, place, rest] = pointer.split("/");
    const id = ids[group]?.[Number(place)];
    if (id === undefined) continue;
    const last = group === "distance" && rest !== undefined ? ids.distance[Number(rest)] : rest;
    sources.set([group, id, last].filter((part) => part !== undefined).join("/"), source);
  }
  return sources;
}

/** The same by place; what speaks of something that is gone is left out. */
export function placed(machine, sources) {
  const ids = idsOf(machine);
  const made = {};
  for (const [key, source] of sources) {
    const [group, id, rest] = split(key);
    const place = ids[group].indexOf(id);
    const last = group === "distance" && rest !== undefined ? ids.distance.indexOf(rest) : rest;
    if (place < 0 || last === -1) continue;
    made[`/${[group, place, last].filter((part) => part !== undefined).join("/")}`] = source;
  }
  return made;
}

/** Where a field's number comes from; "typed" when nobody says otherwise. */
export function sourceOf(machine, group, id, field) {
  const place = idsOf(machine)[group].indexOf(String(id));
  return machine.sources?.[`/${group}/${place}/${field}`] ?? "typed";
}
