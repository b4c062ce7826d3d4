/** Why a page is where it is: chosen in the strip, by click or keyboard, told in sentences. */

import { call } from "./api.js";
import { parted } from "./document.js";
import { find, make, on } from "./dom.js";

/** The page that a key moves to from `page`, or null for a key that moves nothing. */
export function moved(page, key, { columns, pages }) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -8 * columns, PageDown: 8 * columns };
  if (key === "Home") return 0;
  if (key === "End") return pages - 1;
  return key in steps ? Math.min(Math.max(page + steps[key], 0), pages - 1) : null;
}

function sentences(answer, page) {
  const [node, steps] = [answer.node, answer.steps];
  const head = make("p", {}, make("strong", { textContent: node === null ? `Page ${page} is on no node.` : `Page ${page} is on node ${node}.` }));
  const list = steps.map((step) => make("li", {}, `${step.text} `, make("code", { textContent: step.kernel_function ? `${step.kernel_function}()` : "" })));
  return [head, make("ol", {}, ...list)];
}

/**
 * Tie the strip to the store. `strip` gives the facts of the strip that is shown, `look` asks for
 * a new answer, whose strip is the block that holds the chosen page.
 */
export function bindWhy(store, { strip, look }) {
  const number = find("#page-number");
  const place = find("[data-figure=strip]");
  const cursor = find("#cursor");
  let asked = 0;
  let chosen = false;

  function mark(page) {
    const { first, columns, rows } = strip();
    const cell = page - first;
    const [width, height] = [place.clientWidth / columns, place.clientHeight / rows];
    cursor.hidden = cell < 0 || cell >= columns * rows;
    Object.assign(cursor.style, {
      transform: `translate(${(cell % columns) * width}px, ${Math.floor(cell / columns) * height}px)`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }

  async function tell(page) {
    const { region, pages } = strip();
    const there = region && Number.isInteger(page) && page >= 0 && page < pages;
    number.setAttribute("aria-invalid", String(!there));
    if (!there) {
      asked += 1;
      cursor.hidden = true;
      find("#why-answer").textContent = region ? `${region} has the pages 0 to ${pages - 1}.` : "No region is mapped.";
      return;
    }
    const mine = ++asked;
    const answer = await call("/api/v1/explain", { experiment: parted(store.draft).experiment, region, page }).catch(() => null);
    if (mine === asked && answer) find("#why-answer").replaceChildren(...sentences(answer, page));
  }

  /** Choose a page; when the strip shows another block, the new answer brings the rest. */
  function choose(page) {
    const { first, columns, rows } = strip();
    chosen = true;
    number.value = page;
    if (page < first || page >= first + columns * rows) return look();
    mark(page);
    return tell(page);
  }

  on(number, "input", () => {
    if (number.value === "") return;
    if (number.validity.valid) choose(Number(number.value));
    else tell(Number(number.value));
  });
  place.tabIndex = 0;
  place.setAttribute("role", "application");
  place.setAttribute("aria-label", "Pages; arrow keys choose one, and the text below tells why it is there");
  on(place, "keydown", (event) => {
    const page = moved(Number(number.value), event.key, strip());
    if (page === null) return;
    event.preventDefault();
    choose(page);
  });
  on(place, "click", (event) => {
    const { first, columns, rows, pages } = strip();
    const box = place.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / (box.width / columns));
    const row = Math.floor((event.clientY - box.top) / (box.height / rows));
    const page = first + row * columns + column;
    if (column >= 0 && column < columns && row >= 0 && row < rows && page < pages) choose(page);
  });

  return {
    /** The page asked about last. */
    get page() { return number.validity.valid ? Number(number.value) || 0 : 0; },
    /** A new answer is shown: say again why, once somebody has asked. */
    refresh() {
      number.max = strip().pages - 1;
      if (!chosen) return;
      mark(this.page);
      tell(this.page);
    },
  };
}
