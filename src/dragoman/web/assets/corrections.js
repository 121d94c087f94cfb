// What a person can decide about a record: accept, reject, set a field, merge and split. A key leads to a control, and only Enter or a
// button writes.

import { $, h, put } from "./dom.js";
import { draft, forget, keep, unwritten } from "./drafts.js";
import { merging } from "./merging.js";
import { partyBox } from "./parties.js";
import { trouble } from "./words.js";
import { correct, redraw, sayTrouble, shownAnew, vocabulary } from "./work.js";

const HINTS = {
  source: "codes or names, with commas: PRK, South Korea",
  target: "codes or names, with commas",
  when: "2018-04-10 or 2018-04-10/2018-04-12, .. for an open side",
  speaker: "a code or a name: PRK",
  mode: "visit, phone …; none for none",
  name: "",
  credibility: "1 confirmed to 6 can't be judged",
  reliability: "A reliable to F can't be judged",
};
const KEYS = { type: "t", status: "s", when: "d", source: "f", target: "o", mode: "e", act: "t", speaker: "f" };
const LABELS = { when: "date" };
const seen = new Map(); // the revision of each record as it was last drawn
const PARTIES = ["source", "target", "speaker"];
const FIXED = {
  background: ["true", "false"],
  alleged: ["true", "false"],
  form: ["direct", "indirect", "mixed"],
  reliability: [..."ABCDEF"],
  credibility: [..."123456"],
};

const codes = (record, role) =>
  record.participants
    .filter((p) => p.role === role)
    .map((p) => p.entity ?? p.actor)
    .filter(Boolean)
    .join(",");

function present(record, field) {
  if (field === "source" || field === "target") return codes(record, field);
  if (field === "when") {
    const { earliest, latest } = record.when ?? record;
    if (!earliest && !latest) return "";
    return earliest === latest ? earliest : `${earliest ?? ".."}/${latest ?? ".."}`;
  }
  if (field === "speaker") return record.speaker?.entity ?? record.speaker?.actor ?? "";
  return String(record[field] ?? "");
}

/** The controls for one record: `kind` is event, mention, statement, plan or report; `revision` what was seen of it. */
export function corrections({ kind, id, revision, record, others = [], splits = false, verdicts = true }) {
  const box = h("div", { class: "corrections", dataset: { target: id, kind } });
  const note = noteBox(id);
  const decide = (decision) => writing({ target: id, note: noted(id), ...decision });
  seen.set(id, revision);
  vocabulary()
    .then((words) => {
      const choices = {
        ...FIXED,
        type: words.types.map((t) => t.type),
        status: Object.keys(words.statuses),
        act: Object.keys(words.acts),
      };
      const fields = words.fields[kind] ?? [];
      put(
        box,
        verdicts ? verdictBar({ kind, id, record, others, splits }, box, decide) : null,
        h(
          "div",
          { class: "fields" },
          fields.map((name) => field({ id, name, at: present(record, name), choices: choices[name] }, decide)),
          note,
        ),
      );
    })
    .catch(sayTrouble);
  return box;
}

/** Why a person decides: written with the next decision about this record. */
function noteBox(id) {
  const input = h("input", {
    id: `note-${id}`,
    value: draft(id, "note") ?? "",
    maxlength: 2000,
    autocomplete: "off",
    dataset: { key: "n" },
    placeholder: "why: goes with the next decision",
    oninput: () => keep(id, "note", input.value),
    onkeydown: (event) => {
      if (event.key === "Escape") leave(event);
    },
  });
  return h("div", { class: "field" }, h("label", { for: input.id }, "note (n)"), input);
}

const noted = (id) => draft(id, "note")?.trim() || null;

/** Write a decision, or raise what is wrong with it. What this page itself has just changed is first drawn anew. */
async function writing(decision) {
  await shownAnew();
  await correct({ seen: seen.get(decision.target), ...decision });
  forget(decision.target, "note");
}

function verdictBar({ kind, id, record, others, splits }, box, decide) {
  const beside = h("div", { class: "beside" });
  const write = (decision) => decide(decision).catch((error) => put(beside, failed(error)));
  const button = (key, label, run, opens = false) =>
    h(
      "button",
      { type: "button", id: `decide-${id}-${key}`, dataset: { key, ...(opens ? { opens } : {}) }, onclick: run },
      `${label} (${key})`,
    );
  const merge = (value) => write({ verdict: "merge", value });
  return [
    h(
      "p",
      { class: "verdicts" },
      button("a", "Accept", () => write({ verdict: "accept" })),
      button("x", "Reject", () => write({ verdict: "reject" })),
      splits ? button("p", "Split off", () => write({ verdict: "split" })) : null,
      kind === "event" || kind === "mention"
        ? button("m", "Merge with…", () => merging(box, id, record, others, merge), true)
        : null,
    ),
    beside,
  ];
}

/** One field as a form: what is chosen or typed in it waits until it is confirmed. */
function field({ id, name, at, choices }, decide) {
  const key = KEYS[name],
    inputId = `set-${id}-${name}`,
    beside = h("div", { class: "beside", id: `${inputId}-beside`, "aria-live": "polite" }),
    hint = h("div", { class: "beside", "aria-live": "polite" });
  const shared = { id: inputId, dataset: { key: key ?? "", at }, "aria-describedby": beside.id };
  const value = draft(id, name) ?? at;
  const control = choices
    ? h(
        "select",
        shared,
        [...new Set([...(choices.includes(at) ? [] : [at]), ...choices])].map((c) =>
          h("option", { value: c, selected: c === value }, c || "—"),
        ),
      )
    : h("input", { ...shared, value, placeholder: HINTS[name], title: HINTS[name], autocomplete: "off" });
  const told = () => {
    const differs = control.value !== at;
    if (differs) keep(id, name, control.value);
    else forget(id, name);
    form.classList.toggle("unwritten", differs);
    control.removeAttribute("aria-invalid");
    put(beside, differs ? unwritten(at) : null);
  };
  const write = async () => {
    const chosen = control.value.trim();
    if (chosen === at) return put(beside, h("span", { class: "note" }, "it says so already"));
    try {
      await decide({ verdict: "set", field: name, value: chosen });
      forget(id, name);
    } catch (error) {
      control.setAttribute("aria-invalid", "true");
      put(beside, failed(error, inputId));
    }
  };
  const form = h(
    "form",
    {
      class: "field",
      oninput: told,
      onsubmit: (event) => {
        event.preventDefault();
        write();
      },
      onkeydown: (event) => {
        if (event.key === "Escape") {
          control.value = at;
          told();
          put(hint);
          leave(event);
        } else if (event.key === "Enter" && event.target.tagName === "SELECT") {
          event.preventDefault(); // browsers differ on what Enter does to a list that is closed
          form.requestSubmit();
        }
      },
    },
    h("label", { for: inputId }, `${LABELS[name] ?? name}${key ? ` (${key})` : ""}`),
    h("span", { class: "pair" }, control, h("button", { type: "submit" }, "Set")),
    beside,
    PARTIES.includes(name) ? hint : null,
  );
  if (PARTIES.includes(name)) partyBox(control, hint);
  if (value !== at) control.dispatchEvent(new Event("input", { bubbles: true }));
  return form;
}

/** What went wrong, beside the value that was not written; after somebody else's change, with a way to see it. */
const failed = (error, back) => [
  trouble({ what: error.what, remedy: error.remedy }), // where it is, the place tells
  error.status === 409 ? h("button", { type: "button", onclick: () => redraw(back) }, "Show it as it is now") : null,
];

function leave(event) {
  event.preventDefault();
  event.stopPropagation();
  $("#panel-title")?.focus();
}

// A key leads to the first control in the panel that claims it.
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
    control.focus();
    if (control.dataset.opens) shownAnew().then(() => document.getElementById(control.id)?.click());
    return;
  }
});
