/** What is done with a machine that is complete: begin on it, or exchange the machine only. */

import { call } from "../api.js";
import { opened, parted, withView } from "../document.js";
import { find, make } from "../dom.js";
import { problemText } from "../events/edits.js";
import { OPENED } from "../store.js";
import { t } from "../words.js";

const NEW_MACHINE = { at: undefined, moment: undefined, window: undefined, page: undefined, measured: undefined, preset: undefined };

/** The draft with another machine and its weights; what is looked at starts anew. */
export function exchanged(draft, { machine, sysfs }) {
  return withView({ ...draft, machine, sysfs }, NEW_MACHINE);
}

function radio(value, text, checked) {
  const input = make("input", { type: "radio", name: "import-how", value, checked });
  return make("label", { className: "pick-line" }, input, make("span", { textContent: text }));
}

/** The choice for drafts of `store`; `done` is called when measurements alone were taken. */
export function takeOver(store, done) {
  const controls = make("fieldset", { className: "part how" });
  const lay = make("input", { type: "checkbox", checked: true });
  const now = { measured: null, experiment: null, bare: false };
  const layOnly = make("div", { className: "notice lay" }, make("p", { textContent: t("import.measured_too") }),
    make("button", { type: "button", textContent: t("import.lay_only"), onclick: layOver }));

  /** What is told of an import holds until machine, tasks or streams are others. */
  let told = null;
  store.follow((draft) => {
    if (!told || ["machine", "tasks", "workload"].every((part) => draft[part] === told.draft[part])) return;
    const said = find("#said");
    said.hidden ||= said.textContent === told.text;
    told = null;
  });

  function layOver() {
    store.edit(withView(store.draft, { measured: now.measured }));
    done();
  }

  /** Whether the present experiment runs on the machine; if not, the choice tells why. */
  async function tryKeeping(isCurrent) {
    const keep = find("input[value=keep]", controls);
    const draft = exchanged(store.draft, now.experiment);
    try {
      await call("/api/v1/preview", parted(draft));
    } catch (error) {
      if (!isCurrent()) return;
      find("input[value=start]", controls).checked ||= keep.checked;
      keep.disabled = true;
      const first = error.problems?.[0];
      const why = first ? problemText(first, draft.events, t) : error.message;
      keep.closest("label").append(make("span", { className: "small", textContent: t("import.keep_not", { why }) }));
    }
  }

  return {
    get controls() { return now.experiment ? [controls] : now.measured ? [layOnly] : []; },
    /** Nothing but measurements: no text tells of a machine. */
    get measuredOnly() { return Boolean(now.measured && !now.experiment && now.bare); },
    /** Offer what the answer allows. */
    offer(answer, measured, isCurrent) {
      const chosen = controls.querySelector("input:checked[type=radio]")?.value;
      Object.assign(now, { measured, experiment: answer.experiment, bare: answer.facts.nodes.every((node) => node.mib === null && !node.cpus) });
      if (!now.experiment) return;
      const keep = radio("keep", t("import.keep"), chosen === "keep");
      controls.replaceChildren(make("legend", { textContent: t("import.how") }), radio("start", t("import.start"), chosen !== "keep"), keep,
        ...(measured ? [make("label", { className: "pick-line" }, lay, make("span", { textContent: t("import.lay") }))] : []));
      tryKeeping(isCurrent);
    },
    /** Take it over as one step to undo. */
    take(answer) {
      const keep = find("input[value=keep]", controls);
      const draft = keep.checked ? exchanged(store.draft, answer.experiment) : opened(answer.experiment);
      store.edit(now.measured && lay.checked ? withView(draft, { measured: now.measured }) : draft, OPENED);
      find("#preset").value = "";
      const said = find("#said");
      const notesOf = (kinds) => answer.notes.filter(({ kind }) => kinds.includes(kind)).map(({ kind, text }) => `${kind}: ${text}`);
      const rest = notesOf(["assumed", "ignored"]);
      const alone = answer.experiment.tasks.length === 1 && answer.facts.nodes.filter((node) => node.cpus).length > 1;
      said.textContent = [t("import.taken"), ...(alone ? [t("import.one_socket")] : []), ...notesOf(["doubt"])].join("\n");
      if (rest.length) said.append(make("details", {}, make("summary", { textContent: t("import.remarks", { n: rest.length }) }), rest.join("\n")));
      said.hidden = false;
      told = { draft: store.draft, text: said.textContent };
    },
  };
}
