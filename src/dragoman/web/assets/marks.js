// A text cut into pieces where marks begin and end, so that records may overlap as they like.

import { h } from "./dom.js";
import { kind, quadrant } from "./words.js";

/** What can be marked, and how people call it. */
export const LAYERS = {
  mention: "events",
  statement: "statements",
  plan: "plans",
  actor: "names",
  date: "dates",
  place: "places",
  condition: "conditions",
};

export const layerOf = (r) => (r.record === "expression" ? r.kind : r.record);

/** The spans that a record marks: [start, end, role]. */
function spansOf(r) {
  if (r.record === "mention") return [[...r.trigger.span, "trigger"]];
  if (r.record === "statement")
    return [
      ...(r.content.parts ?? [r.content.span]).map((p) => [...p, "content"]),
      ...(r.cue ? [[...r.cue.span, "cue"]] : []),
    ];
  if (r.record === "plan") return r.steps.map((step) => [...step.span, "step"]);
  return [[...r.span, r.kind]];
}

/** Names, dates and places: those that were kept, else those that records hold. */
export function expressions(records, named) {
  if (named.length) return named;
  const kept = [...records.values()].map((t) => t.record).filter((r) => r.record === "expression");
  if (kept.length) return kept;
  const made = new Map();
  const add = (kindOf, p) =>
    p &&
    p.span[1] > p.span[0] &&
    made.set(`${kindOf} ${p.span}`, { record: "expression", kind: kindOf, id: `${kindOf}-${p.span.join("-")}`, ...p });
  for (const { record: r } of records.values()) {
    for (const p of [...(r.participants ?? []), r.speaker, r.addressee]) if (p?.how !== "review") add("actor", p);
    if (r.when?.earliest !== undefined && !reviewedDate(r)) add("date", r.when);
    add("place", r.where);
  }
  return [...made.values()];
}

const reviewedDate = (r) => r.when && r.when.span[0] === r.trigger?.span[0];

/** The nodes of a text: `letters` are its characters, `shown` the records to mark, `states` what was decided, by id. Marks outside the
    text are left out. */
export function pieces(letters, shown, states) {
  const marks = shown
    .flatMap((r) => spansOf(r).map(([a, b, role]) => ({ a, b, role, r })))
    .filter(({ a, b }) => Number.isInteger(a) && Number.isInteger(b) && a >= 0 && a < b && b <= letters.length);
  const cuts = [...new Set([0, letters.length, ...marks.flatMap(({ a, b }) => [a, b])])].sort((x, y) => x - y);
  const starts = new Map(),
    ends = new Map();
  for (const m of marks) {
    starts.set(m.a, [...(starts.get(m.a) ?? []), m]);
    ends.set(m.b, [...(ends.get(m.b) ?? []), m]);
  }
  const open = new Set(),
    made = [],
    focusable = new Set();
  for (let n = 0; n + 1 < cuts.length; n += 1) {
    for (const m of ends.get(cuts[n]) ?? []) open.delete(m);
    for (const m of starts.get(cuts[n]) ?? []) open.add(m);
    const text = letters.slice(cuts[n], cuts[n + 1]).join("");
    made.push(open.size ? piece(text, [...open], cuts[n], focusable, states) : text);
  }
  return made;
}

function piece(text, here, at, focusable, states) {
  const classes = new Set(["m"]);
  for (const { r, role } of here) {
    classes.add(`m-${layerOf(r)}`);
    if (role === "trigger") {
      classes.add(`q-${quadrant(r.type)}`);
      classes.add(`s-${r.status}`);
      if (r.alleged) classes.add("alleged");
    }
    if (role === "cue") classes.add("m-cue");
    if (states.get(r.id)) classes.add(`d-${states.get(r.id)}`);
  }
  const ids = [...new Set(here.toSorted((x, y) => x.b - x.a - (y.b - y.a)).map(({ r }) => r.id))];
  // Each record is one stop for the keyboard: its first piece that no smaller mark covers.
  const leads = here.find(
    ({ r, a, role }) => a === at && !focusable.has(r.id) && ["trigger", "content", "step"].includes(role),
  );
  if (leads) focusable.add(leads.r.id);
  return h(
    "span",
    {
      class: [...classes].join(" "),
      dataset: { ids: ids.join(" "), at },
      role: leads ? "button" : null,
      tabindex: leads ? 0 : null,
      "aria-label": leads
        ? `${text} (${label(leads.r)}${states.get(leads.r.id) === "waiting" ? ", waits for a decision" : ""})`
        : null,
    },
    text,
  );
}

/** A record in a few words. */
export function label(r) {
  if (r.record === "mention") return `${kind(r)}, ${r.status}${r.alleged ? ", alleged" : ""}`;
  if (r.record === "statement") return `statement: ${r.act}`;
  if (r.record === "plan") return `plan: ${r.name}`;
  return LAYERS[r.kind] ?? r.record;
}
