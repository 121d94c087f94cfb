// How records are put into words and marks, on every page alike.

import { h } from "./dom.js";

/** PLOVER's four quadrants: verbal and material, cooperation and conflict. Shape and colour say the same. */
export const QUADRANTS = {
  talk: { mark: "○", label: "verbal cooperation", types: ["AGREE", "CONSULT", "SUPPORT", "CONCEDE"] },
  help: { mark: "●", label: "material cooperation", types: ["COOPERATE", "AID", "RETREAT"] },
  threat: { mark: "△", label: "verbal conflict", types: ["REQUEST", "ACCUSE", "REJECT", "THREATEN"] },
  force: { mark: "▲", label: "material conflict", types: ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"] },
};
const QUADRANT = Object.fromEntries(Object.entries(QUADRANTS).flatMap(([name, q]) => q.types.map((t) => [t, name])));
export const quadrant = (type) => QUADRANT[type] ?? "talk";
export const mark = (type) => QUADRANTS[quadrant(type)].mark;

export const STATUS_MARKS = {
  happened: "",
  ongoing: "",
  planned: "◌ ",
  proposed: "◌ ",
  conditional: "? ",
  hypothetical: "? ",
  negated: "✕ ",
  denied: "✕ ",
};

/** Classes that show an event's quadrant, status and background. */
export const look = (e) =>
  `q-${quadrant(e.type)} s-${e.status}${e.background ? " background" : ""}${e.alleged ? " alleged" : ""}`;

export const kind = (e) => (e.mode ? `${e.type} ${e.mode}` : e.type);
export const names = (parties) => parties.map((p) => p.label).join(", ") || "—";

/** Who did it to whom; a side that nobody is named for is left out. */
export function parties(e) {
  if (!e.source.length) return e.target.length ? `→ ${names(e.target)}` : "nobody named";
  if (!e.target.length) return names(e.source);
  return `${names(e.source)} ${e.reciprocal ? "↔" : "→"} ${names(e.target)}`;
}

/** When an event lies, as a person writes it. */
export function when(e) {
  if (e.earliest && e.earliest === e.latest) return e.earliest;
  if (e.earliest || e.latest) return `${e.earliest ?? "…"} – ${e.latest ?? "…"}`;
  const [first, last] = e.told;
  if (!first && !last) return "no date";
  return `told ${first === last ? last : `${first ?? "…"} – ${last ?? "…"}`}`;
}

export const plural = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

export const status = (name) => h("span", { class: `status s-${name}` }, STATUS_MARKS[name], name);

/** An event as a line of a list; `open` is called with its id. */
export function eventLine(e, open) {
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: `event ${look(e)}`, dataset: { event: e.id }, onclick: () => open(e.id) },
      h("span", { class: "when" }, when(e)),
      h("span", { class: "kind" }, h("span", { class: "mark", "aria-hidden": "true" }, mark(e.type)), " ", kind(e)),
      h("span", { class: "what" }, parties(e), e.place ? `, ${e.place}` : ""),
      h(
        "span",
        { class: "told" },
        status(e.status),
        e.alleged ? ", alleged" : "",
        e.reports > 1 ? ` ${plural(e.reports, "report")}` : "",
        e.sources !== e.reports ? `, ${plural(e.sources, "source")}` : "",
        e.conflicts.length ? `, differ on ${e.conflicts.join(", ")}` : "",
        e.maybe.length ? ", undecided" : "",
        e.reviewed ? ", corrected" : "",
      ),
    ),
  );
}

/** A sentence with words of it marked: `passage` as the contract has it, `marked` spans of the same report. */
export function marked(passage, ...spans) {
  const [start, end] = passage.span;
  const letters = [...passage.text];
  const inside = spans.filter(([a, b]) => a >= start && b <= end && a < b).sort((x, y) => x[0] - y[0]);
  const made = [];
  let at = 0;
  for (const [a, b] of inside) {
    if (a - start < at) continue;
    made.push(letters.slice(at, a - start).join(""), h("mark", {}, letters.slice(a - start, b - start).join("")));
    at = b - start;
  }
  made.push(letters.slice(at).join(""));
  return h("q", { class: "sentence" }, made);
}

export const legend = (statuses = true) =>
  h(
    "p",
    { class: "legend" },
    Object.entries(QUADRANTS).map(([name, q]) =>
      h("span", { class: `q-${name}` }, h("span", { class: "mark", "aria-hidden": "true" }, q.mark), ` ${q.label}`),
    ),
    !statuses
      ? null
      : [
          h("span", { class: "sample s-happened" }, "happened"),
          h("span", { class: "sample s-planned" }, "◌ planned, proposed"),
          h("span", { class: "sample s-conditional" }, "? conditional"),
          h("span", { class: "sample s-denied" }, "✕ denied, negated"),
          h("span", { class: "sample background" }, "background"),
        ],
  );

export const trouble = (error, retry) =>
  h(
    "div",
    { class: "trouble", role: "alert" },
    h("strong", {}, error.what ?? "Something went wrong on this page"),
    error.where ? h("span", {}, ` (${error.where})`) : null,
    error.remedy ? h("span", {}, `. ${error.remedy[0].toUpperCase()}${error.remedy.slice(1)}.`) : ".",
    retry ? h("button", { type: "button", onclick: retry }, "Try again") : null,
  );

export const empty = (title, ...more) => h("div", { class: "empty" }, h("h2", {}, title), more);
