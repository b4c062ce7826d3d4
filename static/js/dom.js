/** Helpers: find elements, make one, listen, let a button be pressed or not. */

/** The one element that `selector` names; throws when the page lacks it. */
export function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

/** All elements that `selector` names, as an array. */
export const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

/** A new element with properties and children; strings become text. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Listen to an event on an element. */
export const on = (element, name, act) => element.addEventListener(name, act);

/** Whether a button may be pressed. One that has the focus keeps it, and only says that it does nothing. */
export function allow(button, may) {
  const kept = !may && document.activeElement === button;
  button.ariaDisabled = String(kept);
  button.disabled = !may && !kept;
}

/** Let the browser save `content` as a file. */
export function save(content, type, name) {
  const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
