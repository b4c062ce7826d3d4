/** "My machine": paste text, answer what it does not tell, take the experiment over. */

import { call } from "./api.js";
import { opened } from "./document.js";
import { find, findAll, make, on } from "./dom.js";

function question(ask) {
  const select = make("select", { required: true }, make("option", { value: "", textContent: "choose…" }),
    ...ask.choices.map((choice) => make("option", { value: choice.value ?? choice, textContent: choice.label ?? choice })));
  select.dataset.ask = ask.node;
  const hint = ask.hint ? make("span", { className: "small", textContent: ` ${ask.hint}` }) : "";
  return make("label", { className: "ask" }, make("span", {}, ask.question, hint), select);
}

/** What the text did not say and the import had to assume. */
function showNotes(notes) {
  const said = find("#said");
  said.textContent = notes.filter((note) => note.kind !== "used").map((note) => `${note.kind}: ${note.text}`).join("\n");
  said.hidden = said.textContent === "";
}

function showProblems(place, error) {
  const lines = error.problems?.length ? error.problems.map((each) => `${each.pointer}: ${each.detail}`) : [error.message];
  place.textContent = lines.join("\n");
  place.hidden = false;
}

/** Tie the dialog to the store. */
export function bindImport({ store }) {
  const dialog = find("#import-dialog");
  const form = find("form", dialog);
  const asks = find(".asks", dialog);
  const problem = find(".problem", dialog);
  const text = find("textarea", dialog);

  on(find("#open-import"), "click", (event) => {
    event.preventDefault();
    dialog.showModal();
    text.focus();
  });
  on(find("[data-close]", dialog), "click", () => dialog.close());
  on(text, "input", () => asks.replaceChildren());
  on(form, "submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const kinds = Object.fromEntries(findAll("select[data-ask]", asks).map((select) => [select.dataset.ask, select.value]));
    try {
      const answer = await call("/api/v1/import", { text: text.value, kinds });
      if (answer.experiment) {
        store.edit(opened(answer.experiment));
        find("#preset").value = "";
        showNotes(answer.notes);
        dialog.close();
        asks.replaceChildren();
        return;
      }
      const known = new Set(Object.keys(kinds));
      asks.replaceChildren(...answer.asks.filter((ask) => !known.has(String(ask.node)) || !kinds[ask.node]).map(question));
      asks.querySelector("select")?.focus();
    } catch (error) {
      showProblems(problem, error);
    }
  });
}
