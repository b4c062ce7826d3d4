/** The structure as a list: the twin of the drawing, with the same names and the same choice. */

import { make } from "../dom.js";
import { namesOf } from "../topology.js";
import { spoken } from "./drawing.js";

/** Write the list into `place`; socket nodes are nested below their socket. */
export function writeList(place, machine, { selected, loads, choose }) {
  const owner = (name) => {
    const node = machine.nodes.find((each) => `node${each.id}` === name);
    return node && machine.sockets.some(({ id }) => id === node.socket) ? `socket${node.socket}` : null;
  };
  const item = (name) => {
    const button = make("button", { type: "button", className: "item", textContent: spoken(machine, name, loads) });
    button.dataset.name = name;
    button.setAttribute("aria-pressed", String(name === selected));
    button.addEventListener("click", () => choose(name));
    const below = namesOf(machine).filter((each) => owner(each) === name).map(item);
    return make("li", {}, button, ...(below.length ? [make("ul", {}, ...below)] : []));
  };
  place.replaceChildren(...namesOf(machine).filter((name) => owner(name) === null).map(item));
}
