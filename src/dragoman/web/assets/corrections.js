// What a person can decide about a record: accept, reject, set a field, merge and split.

import { get } from "./api.js";
import { h, put } from "./dom.js";
import { eventLine } from "./words.js";
import { correct, sayTrouble, vocabulary } from "./work.js";

const HINTS = {
  source: "codes, with commas: PRK,KOR",
  target: "codes, with commas",
  when: "2018-04-10 or 2018-04-10/2018-04-12, .. for an open side",
  speaker: "a code: PRK",
  mode: "visit, phone …; none for none",
  name: "",
  credibility: "1 confirmed to 6 can't be judged",
  reliability: "A reliable to F can't be judged",
};
const KEYS = { type: "t", status: "s", when: "d", source: "f", target: "o" };
const LABELS = { when: "date", background: "background", mode: "mode" };

const codes = (record, role) =>
  record.participants
    .filter((p) => p.role === role)
    .map((p) => p.actor)
    .filter(Boolean)
    .join(",");

function present(record, field) {
  if (field === "source" || field === "target") return codes(record, field);
  if (field === "when") {
    const { earliest, latest } = record.when ?? record;
    if (!earliest && !latest) return "";
    return earliest === latest ? earliest : `${earliest ?? ".."}/${latest ?? ".."}`;
  }
  if (field === "speaker") return record.speaker?.actor ?? "";
  return String(record[field] ?? "");
}

/** The controls for one record: `kind` is event, mention, statement, plan or report; `done` draws what shows it anew. */
export function corrections({ kind, id, record, others = [], splits = false, verdicts = true }, done) {
  const box = h("div", { class: "corrections", dataset: { target: id, kind } });
  const decide = (decision) => correct({ target: id, ...decision }, done);
  vocabulary()
    .then((words) => {
      const choices = {
        type: words.types.map((t) => t.type),
        status: Object.keys(words.statuses),
        act: Object.keys(words.acts),
        background: ["true", "false"],
        form: ["direct", "indirect", "mixed"],
        reliability: [..."ABCDEF"],
        credibility: [..."123456"],
      };
      const field = (name) => {
        const at = present(record, name),
          key = KEYS[name];
        const label = `${LABELS[name] ?? name}${key ? ` (${key})` : ""}`;
        const inputId = `set-${id}-${name}`;
        if (choices[name]) {
          return h(
            "div",
            { class: "field" },
            h("label", { for: inputId }, label),
            h(
              "select",
              {
                id: inputId,
                dataset: { key: key ?? "" },
                onchange: (event) => decide({ verdict: "set", field: name, value: event.target.value }),
              },
              at === "" || !choices[name].includes(at) ? h("option", { value: at, selected: true }, at || "—") : null,
              choices[name].map((c) => h("option", { value: c, selected: c === at }, c)),
            ),
          );
        }
        return h(
          "form",
          {
            class: "field",
            onsubmit: (event) => {
              event.preventDefault();
              decide({ verdict: "set", field: name, value: event.target.elements[0].value.trim() });
            },
          },
          h("label", { for: inputId }, label),
          h(
            "span",
            { class: "pair" },
            h("input", {
              id: inputId,
              value: at,
              dataset: { key: key ?? "" },
              placeholder: HINTS[name],
              title: HINTS[name],
              autocomplete: "off",
            }),
            h("button", { type: "submit" }, "Set"),
          ),
        );
      };
      put(
        box,
        verdicts
          ? h(
              "p",
              { class: "verdicts" },
              h(
                "button",
                { type: "button", dataset: { key: "a" }, onclick: () => decide({ verdict: "accept" }) },
                "Accept (a)",
              ),
              h(
                "button",
                { type: "button", dataset: { key: "x" }, onclick: () => decide({ verdict: "reject" }) },
                "Reject (x)",
              ),
              splits
                ? h(
                    "button",
                    { type: "button", dataset: { key: "p" }, onclick: () => decide({ verdict: "split" }) },
                    "Split off (p)",
                  )
                : null,
              kind === "event" || kind === "mention"
                ? h(
                    "button",
                    { type: "button", dataset: { key: "m" }, onclick: () => merging(box, id, record, others, decide) },
                    "Merge with… (m)",
                  )
                : null,
            )
          : null,
        h("div", { class: "fields" }, (words.fields[kind] ?? []).map(field)),
      );
    })
    .catch(sayTrouble);
  return box;
}

/** Choose the event that is the same: those that may be, those with the same parties, or one by its id. */
async function merging(box, id, record, others, decide) {
  box.querySelector(".merging")?.remove();
  const list = h("ul", { class: "lines" }),
    own = h("input", { id: `merge-${id}`, placeholder: "id of an event", autocomplete: "off" });
  const part = h(
    "div",
    { class: "merging" },
    h("p", {}, "Which event is the same?"),
    list,
    h(
      "form",
      {
        class: "field",
        onsubmit: (event) => {
          event.preventDefault();
          if (own.value.trim()) decide({ verdict: "merge", value: own.value.trim() });
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
      rows.map((e) => eventLine(e, () => decide({ verdict: "merge", value: e.id }))),
    );
    if (!rows.length) put(list, h("li", {}, "No other event has the same parties and type."));
    (list.querySelector("button") ?? own).focus();
  } catch (error) {
    sayTrouble(error);
  }
}

// Keys work on the controls in the panel: a press goes to the first that claims the key.
document.addEventListener("keydown", (event) => {
  if (
    event.target.closest("input, textarea, select") ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    document.querySelector("dialog[open]")
  )
    return;
  const boxes = [
    event.target.closest(".account, .corrections"),
    document.querySelector("#panel:not([hidden]) .record"),
    document.querySelector("#panel:not([hidden])"),
  ];
  for (const box of boxes) {
    const control = box?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!control) continue;
    event.preventDefault();
    control.closest("details")?.setAttribute("open", "");
    if (control.tagName === "BUTTON") control.click();
    else control.focus();
    return;
  }
});
