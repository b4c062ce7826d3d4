/**
 * Rates and latencies from the CPUs of one node to the memory of another, where the machine has
 * them: they go before links. Each can be changed or taken away; then the links count again.
 */

import { find, make, on } from "../dom.js";
import { setValue, whole } from "../numbers.js";
import { keyed, placed } from "../sources.js";
import { t } from "../words.js";

const FIELDS = ["read_mib_per_s", "write_mib_per_s", "idle_ns"];
const idOf = ({ initiator, target }) => `${initiator}-${target}`;

/** The draft with fields of a way set, the user's own from now on; null takes the way away. */
export function withWay(draft, id, edit) {
  const sources = keyed(draft.machine);
  for (const field of Object.keys(edit ?? {})) sources.delete(`access/${id}/${field}`);
  const left = draft.machine.access.flatMap((way) => (idOf(way) !== id ? [way] : edit ? [{ ...way, ...edit }] : []));
  const machine = { ...draft.machine, access: left.length ? left : null };
  return { ...draft, machine: { ...machine, sources: placed(machine, sources) } };
}

function rowOf(way) {
  const name = t("editor.way", { from: way.initiator, to: way.target });
  const cells = FIELDS.map((field) => {
    const input = make("input", { type: "number", min: 1, inputMode: "numeric", ariaLabel: `${t(`editor.field_${field}`)}, ${name}` });
    input.dataset.field = field;
    return make("td", { className: "number" }, input);
  });
  const remove = make("button", { type: "button", className: "quiet" }, t("import.remove"), make("span", { className: "unseen", textContent: ` ${name}` }));
  const row = make("tr", {}, make("th", { scope: "row", textContent: name }), ...cells, make("td", {}, remove));
  row.dataset.way = idOf(way);
  return row;
}

/** Tie the list to the store. */
export function bindWays({ store }) {
  const part = find("#ways");
  const body = find("tbody", part);
  let shape = "";

  function write({ machine }) {
    const ways = machine.access ?? [];
    const now = ways.map(idOf).join(" ");
    if (now !== shape) body.replaceChildren(...ways.map(rowOf));
    shape = now;
    part.hidden = !ways.length;
    ways.forEach((way, place) => {
      for (const field of FIELDS) setValue(find(`[data-field=${field}]`, body.rows[place]), way[field] ?? "");
    });
  }

  on(body, "input", ({ target }) => {
    const value = whole(target);
    const { way } = target.closest("tr").dataset;
    if (value !== null) store.edit(withWay(store.draft, way, { [target.dataset.field]: value }), `way${way}`);
  });
  on(body, "click", ({ target }) => {
    const row = target.closest("button") && target.closest("tr");
    if (!row) return;
    const place = row.rowIndex - 1;
    store.edit(withWay(store.draft, row.dataset.way, null));
    (body.rows[Math.min(place, body.rows.length - 1)]?.querySelector("button") ?? find("#rates summary")).focus();
  });
  store.follow(write);
  write(store.draft);
}
