/** Forms of events whose scripts come with the first sign of somebody, as few people open one. */

import { make } from "../dom.js";
import { somebody } from "../presence.js";

const scripts = somebody.then(() => import("./form.js"));

/** A form as createForm of form.js makes it, perhaps a moment later; `tell` is called if it cannot come. */
export function lateForm(options, tell) {
  const element = make("div", { className: "event-form-place" });
  let form = null;
  let wrong = new Set();
  scripts.then(({ createForm }) => {
    form = createForm(options);
    element.append(form.element);
    form.mark(wrong);
  }).catch(tell);
  return {
    element,
    write(draft) { form?.write(draft); },
    mark(names) {
      wrong = names;
      form?.mark(names);
    },
  };
}
