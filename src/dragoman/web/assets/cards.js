// A record beside its text: what it holds, why, and what can be corrected.

import { get } from "./api.js";
import { corrections } from "./corrections.js";
import { h, put } from "./dom.js";
import { label, layerOf } from "./marks.js";
import { kind, marked, STATUS_MARKS, status } from "./words.js";

const person = (p) => [
  p.text || "—",
  h("small", {}, ` ${[p.actor, p.sector, p.entity, p.post].filter(Boolean).join(" ") || "nobody known"}, by ${p.how}`),
];

/** What each kind of record holds, as [name, ...value]; false for what it lacks. */
const FACTS = {
  mention: (r) => [
    ["type", kind(r)],
    [
      "status",
      status(r.status),
      r.alleged ? " alleged, so it counts as hypothetical" : "",
      r.background ? " background" : "",
    ],
    ...r.participants.map((p) => [p.role, person(p)]),
    r.when && [
      "when",
      `${r.when.text}: ${r.when.edtf ?? "not anchored"}`,
      h("small", {}, ` precision ${r.when.precision}, anchor ${r.when.anchor}`),
    ],
    r.where && [
      "where",
      r.where.text,
      h("small", {}, ` ${[r.where.name ?? "nowhere known", r.where.country].filter(Boolean).join(", ")}`),
    ],
    r.contexts.length && ["contexts", r.contexts.join(", ")],
    r.reported_by && ["told by", person(r.reported_by)],
    ["rule", rule(r.rule)],
    r.confidence !== null && ["trust", String(r.confidence)],
  ],
  statement: (r) => [
    ["speaker", r.speaker ? person(r.speaker) : "nobody named"],
    r.addressee && ["to", person(r.addressee)],
    ["act", r.act],
    ["form", r.form],
    r.cue && ["cue", r.cue.text],
    ["rule", r.rule],
  ],
  plan: (r) => [
    ["proposed by", r.proposers.map((p) => p.actor ?? p.text).join(", ") || "nobody named"],
    ...r.steps.map((step) => [
      `step ${step.id}`,
      `${step.actor ?? "—"} ${step.act ?? ""}: ${step.text}`,
      step.requires.length && h("small", {}, ` only after ${step.requires.map((g) => g.join(" and ")).join(" or ")}`),
    ]),
    ["rule", r.rule],
  ],
  condition: (r) => [
    ["if", r.antecedent.text],
    ["then", r.consequent?.text ?? "nothing told"],
  ],
};
const PLAIN = "text actor sector entity post how name country edtf earliest latest precision anchor".split(" ");

const plainFacts = (r) => [
  ...PLAIN.filter((key) => r[key] !== undefined && r[key] !== null).map((key) => [key, String(r[key])]),
  Number.isFinite(r.lat) && ["degrees", `${r.lat} north, ${r.lon} east`],
];

/** The spans of a sentence that its record is about. */
const spans = {
  mention: (r) => [r.trigger.span],
  statement: (r) => r.content.parts ?? [r.content.span],
  plan: (r) => r.steps.map((step) => step.span),
};

/** A record with its sentence. `told` is as the API has it; `first` takes the keys; `titled` repeats its name. */
export function card(told, { first, titled }) {
  const r = told.record,
    read = r.record !== "expression";
  const facts = (FACTS[layerOf(r)] ?? plainFacts)(r).filter(Boolean);
  const state =
    told.state &&
    h(
      "span",
      { class: `state d-${told.state}` },
      told.state === "waiting" ? " waits: it counts nowhere until a person accepts it" : ` ${told.state}`,
    );
  const classes = ["account", first && "record", told.state === "rejected" && "rejected"].filter(Boolean);
  return h(
    "article",
    { class: classes.join(" ") },
    titled || state ? h("h3", {}, titled ? label(r) : "", state) : null,
    r.sentence ? h("p", {}, marked(r.sentence, ...spans[r.record](r))) : null,
    h(
      "dl",
      { class: "facts" },
      facts.map(([name, ...value]) => [h("dt", {}, name), h("dd", {}, value)]),
    ),
    read ? h("div", { class: "why", dataset: { why: r.id } }) : null,
    told.event && told.state !== "rejected"
      ? h("p", {}, h("a", { href: `/?event=${told.event}` }, "Its event on the timeline"))
      : null,
    r.record === "plan" ? h("p", {}, h("a", { href: `/plans?draft=${r.id}` }, "Draft a plan file from it")) : null,
    read
      ? corrections({
          kind: r.record,
          id: r.id,
          revision: told.revision,
          record: r,
          splits: Boolean(told.event),
        })
      : null,
  );
}

function rule(name) {
  const at = h("span", {}, name);
  if (/^[A-Z]+\./.test(name))
    get(`rules/${encodeURIComponent(name)}`)
      .then((r) => put(at, `${r.id}: ${r.definition}`))
      .catch(() => {});
  return at;
}

const odds = (answers) => answers.map(([name, p]) => `${name} ${p.toFixed(2)}`).join(", ");

/** Why a record is as it is. */
export const reason = (r) =>
  h(
    "details",
    { open: true },
    h("summary", {}, "Why"),
    h(
      "dl",
      { class: "facts" },
      r.path.length ? [h("dt", {}, "path"), h("dd", {}, r.path.join("; "))] : null,
      r.types.length ? [h("dt", {}, "types"), h("dd", {}, odds(r.types))] : null,
      r.statuses.length ? [h("dt", {}, "statuses"), h("dd", {}, odds(r.statuses))] : null,
      r.signs.map(([s, word, scope]) => [
        h("dt", {}, "status"),
        h("dd", {}, `${STATUS_MARKS[s] ?? ""}${s}, from “${word}” over “${scope}”`),
      ]),
      r.alike.length
        ? [
            h("dt", {}, "told alike"),
            h(
              "dd",
              {},
              r.alike.map((e) =>
                h(
                  "div",
                  {},
                  marked({ text: e.sentence, span: [0, e.sentence.length] }, e.trigger),
                  h("small", {}, ` ${e.mark}`),
                ),
              ),
            ),
          ]
        : null,
      r.features.length ? [h("dt", {}, "trust"), h("dd", {}, r.features.join(", "))] : null,
    ),
  );
