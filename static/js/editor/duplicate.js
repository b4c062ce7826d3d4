/** A second element like one that is there: loaded when somebody asks for it. */

import { FAR, SAME_SOCKET, cpuCount, free, freeLink, freshCpus, partsOf, rebuilt, welcomed, withNode } from "../topology.js";

/** A second one like it, with fresh CPUs and links to the same places. */
export function duplicated(draft, name) {
  const { group, id } = partsOf(name);
  if (group === "nodes") return welcomed(copyNode(draft, id), draft);
  if (group === "sockets") return welcomed(copySocket(draft, id), draft);
  return rebuilt(draft, (machine, sources) => {
    const copied = machine[group].find((each) => each.id === id);
    const fresh = group === "links" ? freeLink(machine, id) : free(machine[group]);
    sources.copy(group, id, fresh);
    return { ...machine, [group]: [...machine[group], { ...copied, id: fresh }] };
  });
}

function copyNode(draft, id, socket) {
  return rebuilt(draft, (machine, sources) => {
    const node = machine.nodes.find((each) => each.id === id);
    const place = machine.nodes.indexOf(node);
    const fresh = { ...node, id: free(machine.nodes), cpus: freshCpus(machine, cpuCount(node)), socket: socket ?? node.socket };
    sources.copy("nodes", id, fresh.id);
    const near = socket === undefined ? SAME_SOCKET : FAR;
    const wider = withNode(machine, fresh, (other) => (other === id ? near : machine.distance[place][machine.nodes.findIndex((each) => each.id === other)]));
    return machine.links
      .filter((link) => link.ends.includes(`node${id}`))
      .reduce((made, link) => copyLink(made, sources, link, { [`node${id}`]: `node${fresh.id}`, ...(socket === undefined ? {} : { [`socket${node.socket}`]: `socket${socket}` }) }), wider);
  });
}

function copyLink(machine, sources, link, exchange) {
  const ends = link.ends.map((end) => exchange[end] ?? end).sort();
  const id = freeLink(machine, `${link.kind}-${ends.join("-")}`);
  sources.copy("links", link.id, id);
  return { ...machine, links: [...machine.links, { ...link, id, ends }] };
}

function copySocket(draft, id) {
  const fresh = free(draft.machine.sockets);
  const own = draft.machine.nodes.filter((node) => node.socket === id);
  const between = draft.machine.links.filter((link) => link.ends.includes(`socket${id}`) && !link.ends.some((end) => end.startsWith("node")));
  const withSocket = rebuilt(draft, (machine, sources) => between.reduce(
    (made, link) => copyLink(made, sources, link, { [`socket${id}`]: `socket${fresh}` }),
    { ...machine, sockets: [...machine.sockets, { id: fresh }] },
  ));
  return own.reduce((made, node) => copyNode(made, node.id, fresh), withSocket);
}
