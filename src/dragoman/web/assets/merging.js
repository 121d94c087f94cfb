// Choosing the event that is the same as this one.

import { get } from "./api.js";
import { h, put } from "./dom.js";
import { eventLine } from "./words.js";
import { sayTrouble } from "./work.js";

/** Offer those that may be, those with the same parties, or one by its id; `merge` is called with its id. */
export async function merging(box, id, record, others, merge) {
  box.querySelector(".merging")?.remove();
  const list = h("ul", { class: "lines" }),
    own = h("input", { id: `merge-${id}`, placeholder: "id of an event", autocomplete: "off" });
  const part = h(
    "div",
    {
      class: "merging",
      onkeydown: (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        part.remove();
        box.querySelector("[data-key=m]")?.focus();
      },
    },
    h("p", {}, "Which event is the same? Enter merges with the one chosen, Esc with none."),
    list,
    h(
      "form",
      {
        class: "field",
        onsubmit: (event) => {
          event.preventDefault();
          if (own.value.trim()) merge(own.value.trim());
        },
      },
      h("label", { for: own.id }, "or by its id"),
      h("span", { class: "pair" }, own, h("button", { type: "submit" }, "Merge")),
    ),
  );
  box.append(part);
  const [one, other] = ["source", "target"].map((role) => record.participants.find((p) => p.role === role)?.actor);
  try {
    const alike = one ? (await get("events", { party: one, with: other, type: record.type, limit: 40 })).events : [];
    const rows = [...others, ...alike.filter((e) => !others.some((o) => o.id === e.id))].filter(
      (e) => e.id !== id && !(record.mentions ?? []).includes(e.id),
    );
    put(
      list,
      rows.map((e) => eventLine(e, () => merge(e.id))),
    );
    if (!rows.length) put(list, h("li", {}, "No other event has the same parties and type."));
    // whoever is typing an id by now must not find Enter on another one
    if (!part.contains(document.activeElement)) (list.querySelector("button") ?? own).focus();
  } catch (error) {
    sayTrouble(error);
  }
}
