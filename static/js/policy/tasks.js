/** Tasks: name, CPU, allowed nodes; one more, or one less with what belongs to it. */

import { find, findAll, make, on } from "../dom.js";
import { nodesIn, nodesText } from "../draft.js";
import { setValue, whole } from "../numbers.js";
import { t } from "../words.js";
import { addedTask, belongings, renamedTask, withoutTask, withTask } from "./crew.js";

const field = (words, input) => make("label", { className: "field" }, make("span", { textContent: words }), input);

function taskRow(draft, task, place) {
  const name = make("input", { type: "text", value: task.name, maxLength: 64, spellcheck: false });
  name.dataset.part = "name";
  const cpu = make("input", { type: "number", min: 0, max: 8191, inputMode: "numeric" });
  cpu.dataset.part = "cpu";
  const boxes = draft.machine.nodes.map((node) => {
    const box = make("input", { type: "checkbox", value: node.id });
    box.dataset.part = "mems";
    return make("label", { className: "pick" }, box, make("i", { className: `mark kind-${node.kind}` }), `${node.id}`);
  });
  const nice = make("input", { type: "checkbox" });
  nice.dataset.part = "nice";
  const gone = make("button", { type: "button", className: "quiet", textContent: t("policy.delete_task") });
  gone.dataset.act = "delete";
  gone.setAttribute("aria-describedby", "task-reason");
  const row = make("fieldset", { className: "crew" }, make("legend", { textContent: task.name }),
    make("div", { className: "fields" }, field(t("policy.name"), name), field(t("policy.cpu"), cpu)),
    make("fieldset", { className: "field group" }, make("legend", { textContent: t("policy.allowed") }), make("div", { className: "picks" }, ...boxes)),
    make("label", { className: "pick" }, nice, make("code", { textContent: "sys_nice" }), make("small", { className: "small", textContent: t("policy.sys_nice") })),
    gone);
  row.dataset.place = place;
  return row;
}

function writeTask(row, draft, task) {
  const name = find("[data-part=name]", row);
  if (document.activeElement !== name) name.value = task.name;
  setValue(find("[data-part=cpu]", row), task.cpu ?? 0);
  const everywhere = nodesText(draft.machine.nodes.map((node) => node.id));
  const allowed = new Set(nodesIn(task.mems_allowed ?? everywhere));
  for (const box of findAll("[data-part=mems]", row)) box.checked = allowed.has(Number(box.value));
  find("[data-part=nice]", row).checked = task.caps?.includes("sys_nice") ?? false;
  find("[data-act=delete]", row).setAttribute("aria-disabled", String(draft.tasks.length === 1));
}

const EDITS = {
  cpu: (task, row, input) => {
    const cpu = whole(input);
    return cpu === null ? null : { cpu };
  },
  mems: (task, row) => ({ mems_allowed: nodesText(findAll("[data-part=mems]:checked", row).map((box) => Number(box.value))) }),
  nice: (task, row, input) => {
    const others = (task.caps ?? []).filter((cap) => cap !== "sys_nice");
    return { caps: input.checked ? [...others, "sys_nice"] : others };
  },
};

/** Tie the list of tasks to the store. */
export function bindTasks({ store }) {
  const part = find("[data-tasks]");
  const list = make("div", { className: "stack" });
  const add = make("button", { type: "button", id: "add-task", textContent: t("policy.add_task") });
  const reason = make("p", { className: "reason", id: "task-reason" });
  part.replaceChildren(list, reason, add);
  const say = (words) => { find("#status").textContent = words; };
  let shape = "";

  function write(draft) {
    const tasks = draft.tasks ?? [];
    const now = JSON.stringify([tasks.map((task) => task.name), draft.machine.nodes.map((node) => [node.id, node.kind])]);
    if (now !== shape) {
      shape = now;
      const focus = part.contains(document.activeElement) ? [document.activeElement.closest("[data-place]")?.dataset.place, document.activeElement.dataset.part] : null;
      list.replaceChildren(...tasks.map((task, place) => taskRow(draft, task, place)));
      if (focus?.[1]) list.querySelector(`[data-place="${focus[0]}"] [data-part="${focus[1]}"]`)?.focus();
    }
    tasks.forEach((task, place) => writeTask(list.children[place], draft, task));
    find("#tasks-count").textContent = tasks.length;
    reason.textContent = tasks.length === 1 ? t("policy.last_task") : "";
    add.disabled = tasks.length >= 16;
  }

  on(list, "change", (event) => {
    if (event.target.dataset.part !== "name") return;
    const place = Number(event.target.closest("[data-place]").dataset.place);
    if (event.target.value.trim()) store.edit(renamedTask(store.draft, place, event.target.value.trim()));
  });
  on(list, "input", (event) => {
    const edit = EDITS[event.target.dataset.part];
    if (!edit) return;
    const row = event.target.closest("[data-place]");
    const place = Number(row.dataset.place);
    const fields = edit(store.draft.tasks[place], row, event.target);
    if (fields) store.edit(withTask(store.draft, place, fields), `task${place}${event.target.dataset.part}`);
  });
  on(list, "click", (event) => {
    const button = event.target.closest("[data-act=delete]");
    if (!button || button.ariaDisabled === "true") return;
    const place = Number(button.closest("[data-place]").dataset.place);
    const words = t("policy.task_deleted", { name: store.draft.tasks[place].name, n: belongings(store.draft, place) });
    store.edit(withoutTask(store.draft, place));
    add.focus();
    say(words);
  });
  on(add, "click", () => {
    store.edit(addedTask(store.draft));
    find(`[data-place="${store.draft.tasks.length - 1}"] [data-part=name]`, list).focus();
    say(t("policy.task_added", { name: store.draft.tasks.at(-1).name }));
  });
  store.follow(write);
  write(store.draft);
}
