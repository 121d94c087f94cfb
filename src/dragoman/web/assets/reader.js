// A report with everything that was read in it marked in its text: click or select words for the record, the rule and the reasons.

import { get, send } from "./api.js";
import { corrections } from "./corrections.js";
import { $, h, put } from "./dom.js";
import { openPanel } from "./panel.js";
import "./shell.js";
import * as state from "./state.js";
import { kind, marked, plural, quadrant, status, STATUS_MARKS, trouble } from "./words.js";
import { say, sayTrouble } from "./work.js";

const id = $("#reader").dataset.report;
const LAYERS = { mention: "events", statement: "statements", plan: "plans", actor: "names", date: "dates", place: "places", condition: "conditions" };
const hidden = new Set((state.params().hide ?? "").split(",").filter(Boolean));
let report, letters = [], records = new Map(), reasons, named = [];

const layerOf = (r) => (r.record === "expression" ? r.kind : r.record);

/** The spans that a record marks: [start, end, role]. */
function spansOf(r) {
  if (r.record === "mention") return [[...r.trigger.span, "trigger"]];
  if (r.record === "statement") return [...(r.content.parts ?? [r.content.span]).map((p) => [...p, "content"]), ...(r.cue ? [[...r.cue.span, "cue"]] : [])];
  if (r.record === "plan") return r.steps.map((step) => [...step.span, "step"]);
  return [[...r.span, r.kind]];
}

/** Names, dates and places: those that were kept, else those that records hold. */
function expressions() {
  if (named.length) return named;
  const kept = [...records.values()].map((t) => t.record).filter((r) => r.record === "expression");
  if (kept.length) return kept;
  const made = new Map();
  const add = (kindOf, p) => p && p.span[1] > p.span[0] && made.set(`${kindOf} ${p.span}`, { record: "expression", kind: kindOf, id: `${kindOf}-${p.span.join("-")}`, ...p });
  for (const { record: r } of records.values()) {
    for (const p of [...(r.participants ?? []), r.speaker, r.addressee]) if (p?.how !== "review") add("actor", p);
    if (r.when?.earliest !== undefined && !reviewedDate(r)) add("date", r.when);
    add("place", r.where);
  }
  return [...made.values()];
}

const reviewedDate = (r) => r.when && r.when.span[0] === r.trigger?.span[0];

function draw() {
  const every = [...[...records.values()].map((t) => t.record).filter((r) => r.record !== "expression"), ...expressions()];
  const marks = every.filter((r) => !hidden.has(layerOf(r))).flatMap((r) => spansOf(r).map(([a, b, role]) => ({ a, b, role, r })))
    .filter(({ a, b }) => Number.isInteger(a) && Number.isInteger(b) && a >= 0 && a < b && b <= letters.length);
  const cuts = [...new Set([0, letters.length, ...marks.flatMap(({ a, b }) => [a, b])])].sort((x, y) => x - y);
  const starts = new Map(), ends = new Map();
  for (const m of marks) { starts.set(m.a, [...(starts.get(m.a) ?? []), m]); ends.set(m.b, [...(ends.get(m.b) ?? []), m]); }
  const open = new Set(), pieces = [], focusable = new Set();
  for (let n = 0; n + 1 < cuts.length; n += 1) {
    for (const m of ends.get(cuts[n]) ?? []) open.delete(m);
    for (const m of starts.get(cuts[n]) ?? []) open.add(m);
    const text = letters.slice(cuts[n], cuts[n + 1]).join("");
    pieces.push(open.size ? piece(text, [...open], cuts[n], focusable) : text);
  }
  put($("#text"), pieces);
  select(state.params().record, false);
}

function piece(text, here, at, focusable) {
  const classes = new Set(["m"]);
  for (const { r, role } of here) {
    classes.add(`m-${layerOf(r)}`);
    if (role === "trigger") { classes.add(`q-${quadrant(r.type)}`); classes.add(`s-${r.status}`); }
    if (role === "cue") classes.add("m-cue");
    if (records.get(r.id)?.state) classes.add(`d-${records.get(r.id).state}`);
  }
  const ids = [...new Set(here.toSorted((x, y) => x.b - x.a - (y.b - y.a)).map(({ r }) => r.id))];
  // Each record is one stop for the keyboard: its first piece that no smaller mark covers.
  const leads = here.find(({ r, a, role }) => a === at && !focusable.has(r.id) && ["trigger", "content", "step"].includes(role));
  if (leads) focusable.add(leads.r.id);
  return h("span", {
    class: [...classes].join(" "), dataset: { ids: ids.join(" "), at }, role: leads ? "button" : null, tabindex: leads ? 0 : null,
    "aria-label": leads ? `${text} (${label(leads.r)})` : null,
  }, text);
}

function label(r) {
  if (r.record === "mention") return `${kind(r)}, ${r.status}`;
  if (r.record === "statement") return `statement: ${r.act}`;
  if (r.record === "plan") return `plan: ${r.name}`;
  return LAYERS[r.kind] ?? r.record;
}

/** Mark a record's pieces as the open one. */
function select(recordId, scroll = true) {
  for (const old of $("#text").querySelectorAll(".open")) old.classList.remove("open");
  if (!recordId) return;
  const own = [...$("#text").querySelectorAll(".m")].filter((p) => p.dataset.ids.split(" ").includes(recordId));
  for (const p of own) p.classList.add("open");
  if (scroll && own[0]) own[0].scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function show(ids, title = "Marked here") {
  const found = ids.map((one) => records.get(one) ?? { record: expressions().find((e) => e.id === one), state: null, event: null }).filter((t) => t.record);
  if (!found.length) return;
  const first = found.find((t) => t.record.record !== "expression") ?? found[0];
  state.set({ record: first.record.id }, { quiet: true, step: false });
  select(first.record.id, false);
  openPanel(found.length === 1 ? label(first.record) : `${title}: ${found.length} records`, found.map((t, n) => card(t, n === 0, found.length > 1)));
  if (found.some((t) => t.record.record !== "expression")) why();
}

function card(told, isFirst, titled) {
  const r = told.record;
  const again = () => load(r.id);
  const facts = [];
  const fact = (name, ...value) => facts.push(h("dt", {}, name), h("dd", {}, value));
  const person = (p) => [p.text || "—", h("small", {}, ` ${[p.actor, p.sector, p.entity, p.post].filter(Boolean).join(" ") || "nobody known"}, by ${p.how}`)];
  if (r.record === "mention") {
    fact("type", kind(r));
    fact("status", status(r.status), r.background ? " background" : "");
    for (const p of r.participants) fact(p.role, person(p));
    if (r.when) fact("when", `${r.when.text}: ${r.when.edtf ?? "not anchored"}`, h("small", {}, ` precision ${r.when.precision}, anchor ${r.when.anchor}`));
    if (r.where) fact("where", r.where.text, h("small", {}, ` ${r.where.name ?? "nowhere known"}${r.where.country ? `, ${r.where.country}` : ""}`));
    if (r.contexts.length) fact("contexts", r.contexts.join(", "));
    if (r.reported_by) fact("told by", person(r.reported_by));
    fact("rule", rule(r.rule));
    if (r.confidence !== null) fact("trust", String(r.confidence));
  } else if (r.record === "statement") {
    fact("speaker", r.speaker ? person(r.speaker) : "nobody named");
    if (r.addressee) fact("to", person(r.addressee));
    fact("act", r.act); fact("form", r.form);
    if (r.cue) fact("cue", r.cue.text);
    fact("rule", r.rule);
  } else if (r.record === "plan") {
    fact("proposed by", r.proposers.map((p) => p.actor ?? p.text).join(", ") || "nobody named");
    for (const step of r.steps) fact(`step ${step.id}`, `${step.actor ?? "—"} ${step.act ?? ""}: ${step.text}`, step.requires.length ? h("small", {}, ` only after ${step.requires.map((g) => g.join(" and ")).join(" or ")}`) : "");
    fact("rule", r.rule);
  } else if (r.kind === "condition") {
    fact("if", r.antecedent.text); fact("then", r.consequent?.text ?? "nothing told");
  } else {
    for (const key of ["text", "actor", "sector", "entity", "post", "how", "name", "country", "edtf", "earliest", "latest", "precision", "anchor"]) if (r[key] !== undefined && r[key] !== null) fact(key, String(r[key]));
    if (r.lat !== undefined && r.lat !== null) fact("degrees", `${r.lat} north, ${r.lon} east`);
  }
  const spans = r.record === "statement" ? (r.content.parts ?? [r.content.span]) : r.record === "plan" ? r.steps.map((step) => step.span) : r.record === "mention" ? [r.trigger.span] : [];
  return h("article", { class: `account ${isFirst ? "record" : ""} ${told.state === "rejected" ? "rejected" : ""}` },
    titled || told.state ? h("h3", {}, titled ? label(r) : "", told.state ? h("span", { class: `state d-${told.state}` }, ` ${told.state}`) : "") : null,
    r.sentence ? h("p", {}, marked(r.sentence, ...spans)) : null,
    h("dl", { class: "facts" }, facts),
    r.record !== "expression" ? h("div", { class: "why", dataset: { why: r.id } }) : null,
    told.event && told.state !== "rejected" ? h("p", {}, h("a", { href: `/?event=${told.event}` }, "Its event on the timeline")) : null,
    r.record === "plan" ? h("p", {}, h("a", { href: `/plans?draft=${r.id}` }, "Draft a plan file from it")) : null,
    r.record === "expression" ? null : corrections({ kind: r.record, id: r.id, record: r, splits: r.record === "mention" && Boolean(told.event) }, again));
}

function rule(name) {
  const at = h("span", {}, name);
  if (/^[A-Z]+\./.test(name)) get(`rules/${encodeURIComponent(name)}`).then((r) => put(at, `${r.id}: ${r.definition}`)).catch(() => {});
  return at;
}

/** The reasons come from reading the report again, once. */
async function why() {
  const places = [...document.querySelectorAll("[data-why]")];
  try {
    if (!reasons) {
      for (const p of places) put(p, h("p", { class: "note", role: "status" }, "Reading the report again for its reasons…"));
      const found = await get(`reports/${id}/reasons`);
      reasons = new Map(found.reasons.map((r) => [r.id, r]));
      if (!named.length && found.expressions.length) { named = found.expressions; draw(); }
    }
    for (const p of places) {
      const r = reasons.get(p.dataset.why);
      put(p, r ? reason(r) : h("p", { class: "note" }, "This version would not write this record: it was coded by another, or with other dates."));
    }
  } catch (error) {
    for (const p of places) put(p, h("p", { class: "note" }, `No reasons: ${error.what ?? error}.`));
  }
}

const DECIDED = { entry: "the entry alone", judge: "the judge", both: "the entry, upheld by the judge" };

const reason = (r) => h("details", { open: true }, h("summary", {}, "Why"),
  h("dl", { class: "facts" },
    r.path.length ? [h("dt", {}, "path"), h("dd", {}, r.path.join("; "))] : null,
    r.proposal ? [h("dt", {}, "proposed"), h("dd", {}, r.proposal)] : null,
    r.answers.length ? [h("dt", {}, "judge"), h("dd", {}, r.answers.map(([type, p]) => `${type} ${p.toFixed(2)}`).join(", "))] : null,
    h("dt", {}, "decided by"), h("dd", {}, DECIDED[r.by] ?? r.by),
    r.signs.map(([s, word, scope]) => [h("dt", {}, "status"), h("dd", {}, `${STATUS_MARKS[s] ?? ""}${s}, from “${word}” over “${scope}”`)]),
    r.features.length ? [h("dt", {}, "trust"), h("dd", {}, r.features.join(", "))] : null));

// what is about the report itself

function about() {
  const own = report.report;
  document.title = `${report.head.title} · Dragoman`;
  const dated = own.dated && (own.dated.earliest || own.dated.latest) ? `its text proves that it was written ${[own.dated.earliest && `on or after ${own.dated.earliest}`, own.dated.latest && `by ${own.dated.latest}`].filter(Boolean).join(" and ")}` : "its text proves nothing about when it was written";
  put($("#about"),
    h("form", { class: "field date", onsubmit: redate }, h("label", { for: "published" }, "published"),
      h("span", { class: "pair" }, h("input", { type: "date", id: "published", value: own.published ?? "" }), h("button", { type: "submit" }, "Set the date"))),
    h("p", { class: own.published ? "note" : "note missing" }, own.published ? `${dated}.` : `Without a date: its Tuesdays stay open; ${dated}.`),
    h("p", { class: "note" }, [own.publisher, own.byline, own.source_id, plural(own.length, "character")].filter(Boolean).join(" · "), own.url && /^https?:\/\//.test(own.url) ? [" · ", h("a", { href: own.url, rel: "noreferrer noopener" }, "the original")] : ""),
    h("details", {}, h("summary", {}, `Grade ${report.grade}, or take it out`),
      corrections({ kind: "report", id, record: { reliability: report.grade[0], credibility: report.grade[1] }, verdicts: false }, () => load()),
      h("button", { type: "button", class: "danger", onclick: remove }, "Take this report out of the case")));
}

async function redate(event) {
  event.preventDefault();
  const published = $("#published").value || null;
  try {
    put($("#count"), "Reading it again with this date…");
    await send("PUT", `reports/${id}/published`, { published });
    say(published ? `Dated ${published}.` : "The date was taken away.");
    reasons = undefined;
    named = [];
    await load();
  } catch (error) {
    sayTrouble(error);
    await load();
  }
}

async function remove() {
  if (!confirm("Take this report out of the case? Corrections stay, for the case that it is added again.")) return;
  try {
    await send("DELETE", `reports/${id}`);
    location.assign("/reports");
  } catch (error) {
    sayTrouble(error);
  }
}

function layers() {
  put($("#layers"), h("legend", {}, "Marked"), Object.entries(LAYERS).map(([layer, name]) => h("label", { class: `layer m-${layer}` },
    h("input", { type: "checkbox", checked: !hidden.has(layer), onchange: (event) => {
      if (event.target.checked) hidden.delete(layer); else hidden.add(layer);
      state.set({ hide: [...hidden].join(",") }, { quiet: true, step: false });
      draw();
    } }), ` ${name}`)));
}

async function load(keep) {
  try {
    report = await get(`reports/${id}`);
    letters = Array.from(report.text);
    records = new Map(report.records.map((t) => [t.record.id, t]));
    put($("#problem"));
    about();
    draw();
    const count = (k) => report.records.filter((t) => t.record.record === k && t.state !== "rejected").length;
    put($("#count"), `${plural(count("mention"), "mention")}, ${plural(count("statement"), "statement")}, ${plural(count("plan"), "plan")}.`);
    if (!letters.length) put($("#text"), h("p", { class: "note" }, "The case holds the records of this report alone, not its text."), h("ul", { class: "plain" }, report.records.filter((t) => t.record.sentence).map((t) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => show([t.record.id]) }, `${label(t.record)}: ${t.record.sentence.text}`)))));
    const asked = keep ?? state.params().record;
    if (asked && records.has(asked)) { show([asked]); if (!keep) select(asked); }
    if (letters.length && !report.records.some((t) => t.record.record === "expression")) get(`reports/${id}/reasons`).then((found) => {
      reasons = new Map(found.reasons.map((r) => [r.id, r]));
      named = found.expressions;
      draw();
    }).catch(() => {});
  } catch (error) {
    put($("#count"));
    put($("#problem"), trouble(error, () => load()), error.status === 404 ? h("p", {}, h("a", { href: "/reports" }, "All reports")) : null);
  }
}

/** Selected words stand for all records that they touch. */
function selected() {
  const range = getSelection();
  if (!range || range.isCollapsed || !$("#text").contains(range.anchorNode) || !$("#text").contains(range.focusNode)) return false;
  const touched = [...$("#text").querySelectorAll(".m")].filter((p) => range.containsNode(p, true));
  const ids = [...new Set(touched.flatMap((p) => p.dataset.ids.split(" ")))];
  const around = ids.length ? ids : sentenceAt(range);
  if (around.length) show(around, "In the selected words");
  else say("Nothing was read in these words.");
  return true;
}

/** Where no mark is touched: the records of the sentence about. */
function sentenceAt(range) {
  const before = document.createRange();
  before.setStart($("#text"), 0);
  before.setEnd(range.getRangeAt(0).startContainer, range.getRangeAt(0).startOffset);
  const at = Array.from(before.toString()).length;
  return [...records.values()].map((t) => t.record).filter((r) => r.sentence && r.sentence.span[0] <= at && at < r.sentence.span[1]).map((r) => r.id);
}

$("#text").addEventListener("click", (event) => {
  const mark = event.target.closest(".m");
  if (getSelection()?.isCollapsed !== false && mark) show(mark.dataset.ids.split(" "));
});
$("#text").addEventListener("mouseup", () => setTimeout(selected, 0));
$("#text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  const mark = event.target.closest(".m");
  if (mark) { event.preventDefault(); show(mark.dataset.ids.split(" ")); }
});
document.addEventListener("keyup", (event) => { if (event.shiftKey && event.key.startsWith("Arrow")) return; if (event.key === "Enter" && event.target === document.body) selected(); });
addEventListener("corrected", ({ detail }) => { if (detail) load(state.params().record); });
addEventListener("panel-closed", () => select(null));
layers();
load();
