/** Step 1: one text area for the chosen paste, the list of all, and what will be taken out. */

import { find, make, on } from "../dom.js";
import { grouped, t } from "../words.js";
import { bytesOf, linesOf, lineSpan, MOST_BYTES, MOST_TEXTS, readFile, scrubber, Unreadable } from "./pastes.js";

/** A text area of more characters than these makes a browser slow: a longer text is shown in part. */
const SHOWN = 256 * 1024;

const unseen = (text) => make("span", { className: "unseen", textContent: text });

/** The step in `root`; `changed` is called after every change of the texts. */
export function pasteStep(root, changed) {
  const area = find("textarea", root);
  const shown = find("[data-sent]", root);
  let pastes = [fresh()];
  let current = 0;
  let settling;

  function fresh(text = "", name = "") {
    return { name, text, told: null };
  }

  const nameOf = (paste) => paste.name || t("import.current", { n: pastes.indexOf(paste) + 1 });
  const written = () => pastes.filter((paste) => paste.text.trim());

  function item(paste, place) {
    const name = nameOf(paste);
    const size = t("import.size", {
      kib: grouped(Math.ceil(bytesOf(paste.text) / 1024)), lines: t("import.lines", { n: linesOf(paste.text) }),
    });
    const told = paste.told
      ? t("import.read_as", { format: paste.told.label, used: paste.told.used, ignored: paste.told.ignored })
      : t("import.unread");
    const show = make("button", { type: "button", onclick: () => choose(place) }, t("import.change"), unseen(` ${name}`));
    const remove = make("button", { type: "button", onclick: () => drop(paste) }, t("import.remove"), unseen(` ${name}`));
    if (place === current) show.setAttribute("aria-current", "true");
    return make("li", {}, make("bdi", { className: "name", textContent: name }),
      make("span", { className: "small", textContent: `${size}; ${told}` }), make("span", { className: "buttons" }, show, remove));
  }

  function draw() {
    find(".pastes", root).hidden = pastes.length < 2 && !written().length;
    find("[data-pastes]", root).replaceChildren(...pastes.map(item));
    const part = pastes[current].text.length > SHOWN ? `. ${t("import.part")}` : "";
    find("[data-current]", root).textContent = `${t("import.text")}: ${nameOf(pastes[current])}${part}`;
  }

  async function showRemoved() {
    const paste = pastes[current];
    if (paste.text.length > MOST_BYTES) return; // refused before it is sent
    const others = written().filter((other) => other !== paste && other.text.length <= MOST_BYTES);
    const [cleaned] = (await scrubber())([paste, ...others].map(({ text }) => text));
    if (paste !== pastes[current]) return;
    const count = cleaned.removed.reduce((sum, one) => sum + one.count, 0);
    find("[data-removed-count]", root).textContent = count ? t("import.removed", { n: count }) : t("import.nothing_removed");
    find("[data-removed]", root).replaceChildren(...cleaned.removed.map((one) => make("li", { textContent: t("import.removed_item", { ...one, kind: t(`import.removed_${one.kind.replaceAll(" ", "_")}`) }) })));
    shown.value = find(".removed", root).open ? cleaned.text.slice(0, SHOWN) : "";
  }

  function settle() {
    clearTimeout(settling);
    settling = setTimeout(() => {
      draw();
      showRemoved().catch(() => {}); // said when the texts are sent, which needs the same rules
    }, 250);
  }

  /** Choose a paste; of a long one the part from `start` on is shown, to be read only. */
  function choose(place, start = 0) {
    current = place;
    const { text } = pastes[current];
    area.readOnly = text.length > SHOWN;
    area.value = area.readOnly ? text.slice(start, start + SHOWN) : text;
    draw();
    settle();
    area.focus();
  }

  function drop(paste) {
    pastes = pastes.filter((other) => other !== paste);
    if (!pastes.length) pastes = [fresh()];
    choose(Math.min(current, pastes.length - 1));
    changed();
  }

  on(area, "input", () => {
    pastes[current].text = area.value;
    pastes[current].told = null;
    changed();
    settle();
  });
  on(area, "paste", (event) => {
    const more = event.clipboardData.getData("text");
    if (area.readOnly || area.value.length + more.length <= SHOWN) return;
    event.preventDefault();
    pastes[current].text = area.value.slice(0, area.selectionStart) + more + area.value.slice(area.selectionEnd);
    pastes[current].told = null;
    changed();
    choose(current);
  });
  on(find(".removed", root), "toggle", settle);

  return {
    get texts() { return written(); },
    nameOf,
    draw,
    /** An empty paste to write into; one that is empty already will do. */
    more() {
      const empty = pastes.findIndex((paste) => !paste.text.trim());
      if (empty < 0) pastes.push(fresh());
      choose(empty < 0 ? pastes.length - 1 : empty);
    },
    /** Take files in; gives the sentences about those that cannot be taken. */
    async take(files) {
      const refused = [];
      const taken = [];
      for (const file of files) {
        try {
          taken.push(await readFile(file));
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          refused.push(t(error.word, { file: error.file }));
        }
      }
      if (taken.length) {
        pastes = [...written(), ...taken];
        choose(pastes.length - 1);
        changed();
      }
      return { refused, taken: taken.length };
    },
    /** What is sent: every text scrubbed. Throws a sentence where it cannot be sent. */
    async outgoing() {
      const texts = written();
      if (!texts.length) throw new Error(t("import.nothing_yet"));
      if (texts.length > MOST_TEXTS) throw new Error(t("import.too_many"));
      if (texts.reduce((sum, paste) => sum + bytesOf(paste.text), 0) > MOST_BYTES) throw new Error(t("import.too_much"));
      const clean = await scrubber();
      return clean(texts.map((paste) => paste.text)).map(({ text }) => ({ text, format: null }));
    },
    /** Note what the server made of each text. */
    told(answers) {
      written().forEach((paste, place) => { paste.told = answers[place] ?? null; });
      draw();
    },
    /** Go to a line of a text. */
    goTo(text, line) {
      const paste = written()[text] ?? pastes[current];
      const [start, end] = lineSpan(paste.text, line);
      const from = paste.text.length > SHOWN ? lineSpan(paste.text, Math.max(1, line - 8))[0] : 0;
      choose(pastes.indexOf(paste), from);
      area.setSelectionRange(start - from, end - from);
      area.scrollTop = Math.max(0, ((from ? 9 : line) - 4) * Number.parseFloat(getComputedStyle(area).lineHeight));
    },
  };
}
