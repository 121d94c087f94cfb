// Values that a person has typed and not yet written: they outlive whatever draws the panel anew.

import { h } from "./dom.js";

const typed = new Map();
const keyOf = (target, field) => `${target} ${field}`;

export const draft = (target, field) => typed.get(keyOf(target, field));
export const keep = (target, field, value) => typed.set(keyOf(target, field), value);
export const forget = (target, field) => typed.delete(keyOf(target, field));

/** What the record says, said beside a value that differs from it. */
export const unwritten = (at) =>
  h("span", { class: "note" }, `not written yet: Enter writes it, Esc goes back to ${at || "nothing"}`);
