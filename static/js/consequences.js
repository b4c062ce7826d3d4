/**
 * What follows from an edit of a machine, and what of it people should be told: a memory node
 * hangs on one place, and policies name nodes that are there.
 */

import { nodesIn, nodesText } from "./draft.js";

const otherEnds = (link, name) => link.ends.filter((end) => end !== name);

/** Where a node hangs: on what its links lead to, or without any on its socket, over its bus. */
function hangsOn(machine, node) {
  const name = `node${node.id}`;
  const links = machine.links.filter((link) => link.ends.includes(name));
  if (links.length) return links.flatMap((link) => otherEnds(link, name));
  return node.socket === null || node.socket === undefined ? [] : [`socket${node.socket}`];
}

/**
 * The machine in which whatever memory is one end of a new link has left its former place: the
 * way over the fewest links goes first, so that a second way would carry nothing.
 */
export function unhung(machine, a, b) {
  const [name, place] = a.startsWith("node") ? [a, b] : [b, a];
  const stays = (link) => !link.ends.includes(name) || otherEnds(link, name).some((end) => end === place || end.startsWith("node"));
  const socket = /^socket(\d+)$/.exec(place)?.[1];
  const follows = (node) => socket && `node${node.id}` === name && !node.cpus;
  if (!name.startsWith("node")) return machine;
  return {
    ...machine,
    links: machine.links.filter(stays),
    nodes: machine.nodes.map((node) => (follows(node) ? { ...node, socket: Number(socket) } : node)),
  };
}

/** Nodes that hang no more on a place that is still there: [node, place, where it hangs instead] each. */
export function detached(before, after) {
  const there = (place) => after.sockets.some(({ id }) => place === `socket${id}`) || after.switches.some(({ id }) => place === `switch${id}`);
  return before.nodes.flatMap((node) => {
    const now = after.nodes.find(({ id }) => id === node.id);
    if (!now) return [];
    const [places, former] = [hangsOn(after, now), hangsOn(before, node)];
    const instead = places.find((place) => !former.includes(place));
    return former.filter((place) => there(place) && !places.includes(place)).map((place) => [`node${node.id}`, place, instead]);
  });
}

/** Events whose masks name no node that is gone; a mask that would be empty stays as it is. */
export function withoutNodes(events, gone) {
  return events.map((event) => {
    if (!/^\d[\d,-]*$/.test(event.nodes ?? "") || event.flags?.includes("relative_nodes")) return event;
    const named = nodesIn(event.nodes);
    const left = named.filter((id) => !gone.has(`node${id}`));
    return left.length && left.length < named.length ? { ...event, nodes: nodesText(left) } : event;
  });
}

/** Policies that name other nodes than before, as events list them. */
export function renamed(before, after) {
  const changed = after.events.filter((event, i) => event.mode && event.nodes !== before.events[i]?.nodes);
  return [...new Set(changed.map(({ mode, nodes }) => `${mode} ${nodes}`))];
}
