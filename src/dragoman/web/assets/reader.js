// A report with everything that was read in it marked in its text: click or select words for the record, the rule and the reasons.

import { get, send } from "./api.js";
import { card, reason } from "./cards.js";
import { corrections } from "./corrections.js";
import { $, h, put } from "./dom.js";
import { expressions as expressionsOf, LAYERS, label, layerOf, pieces } from "./marks.js";
import { openPanel } from "./panel.js";
import "./shell.js";
import * as state from "./state.js";
import { plural, trouble } from "./words.js";
import { say, sayTrouble, whenChanged } from "./work.js";

const id = $("#reader").dataset.report;
const hidden = new Set((state.params().hide ?? "").split(",").filter(Boolean));
let report,
  open = [],
  letters = [],
  records = new Map(),
  reasons,
  named = [];

const expressions = () => expressionsOf(records, named);

function draw() {
  const read = [...records.values()].map((t) => t.record).filter((r) => r.record !== "expression");
  const shown = [...read, ...expressions()].filter((r) => !hidden.has(layerOf(r)));
  const states = new Map([...records.values()].map((t) => [t.record.id, t.state]));
  put($("#text"), pieces(letters, shown, states));
  select(state.params().record, false);
}

/** Mark a record's pieces as the open one. */
function select(recordId, scroll = true) {
  for (const old of $("#text").querySelectorAll(".open")) old.classList.remove("open");
  if (!recordId) return;
  const own = [...$("#text").querySelectorAll(".m")].filter((p) => p.dataset.ids.split(" ").includes(recordId));
  for (const p of own) p.classList.add("open");
  if (scroll && own[0])
    own[0].scrollIntoView({
      block: "center",
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
    });
}

function show(ids, title = "Marked here") {
  const found = ids
    .map((one) => records.get(one) ?? { record: expressions().find((e) => e.id === one), state: null, event: null })
    .filter((t) => t.record);
  if (!found.length) return;
  const first = found.find((t) => t.record.record !== "expression") ?? found[0];
  open = ids;
  state.set({ record: first.record.id }, { quiet: true, step: false });
  select(first.record.id, false);
  openPanel(
    found.length === 1 ? label(first.record) : `${title}: ${found.length} records`,
    found.map((t, n) => card(t, { first: n === 0, titled: found.length > 1 })),
  );
  if (found.some((t) => t.record.record !== "expression")) why();
}

/** The reasons come from reading the report again, once. */
async function why() {
  const places = [...document.querySelectorAll("[data-why]")];
  try {
    if (!reasons) {
      for (const p of places)
        put(p, h("p", { class: "note", role: "status" }, "Reading the report again for its reasons…"));
      const found = await get(`reports/${id}/reasons`);
      reasons = new Map(found.reasons.map((r) => [r.id, r]));
      if (!named.length && found.expressions.length) {
        named = found.expressions;
        draw();
      }
    }
    for (const p of places) {
      const r = reasons.get(p.dataset.why);
      put(
        p,
        r
          ? reason(r)
          : h(
              "p",
              { class: "note" },
              "This version would not write this record: it was coded by another, or with other dates.",
            ),
      );
    }
  } catch (error) {
    for (const p of places) put(p, h("p", { class: "note" }, `No reasons: ${error.what ?? error}.`));
  }
}

// what is about the report itself

function about() {
  const own = report.report;
  document.title = `${report.head.title} · Dragoman`;
  const dated =
    own.dated && (own.dated.earliest || own.dated.latest)
      ? `its text proves that it was written ${[own.dated.earliest && `on or after ${own.dated.earliest}`, own.dated.latest && `by ${own.dated.latest}`].filter(Boolean).join(" and ")}`
      : "its text proves nothing about when it was written";
  put(
    $("#about"),
    h(
      "form",
      {
        class: "field date",
        onsubmit: redate,
        onkeydown: (event) => {
          if (event.key === "Escape") $("#published").value = own.published ?? "";
        },
      },
      h("label", { for: "published" }, "published"),
      h(
        "span",
        { class: "pair" },
        h("input", { type: "date", id: "published", value: own.published ?? "" }),
        h("button", { type: "submit" }, "Set the date"),
      ),
      h("div", { class: "beside", id: "published-problem" }),
    ),
    h(
      "p",
      { class: own.published ? "note" : "note missing" },
      own.published ? `${dated}.` : `Without a date: its Tuesdays stay open; ${dated}.`,
    ),
    h(
      "p",
      { class: "note" },
      [own.publisher, own.byline, own.source_id, plural(own.length, "character")].filter(Boolean).join(" · "),
      own.url && /^https?:\/\//.test(own.url)
        ? [" · ", h("a", { href: own.url, rel: "noreferrer noopener" }, "the original")]
        : "",
    ),
    h(
      "p",
      { class: "note" },
      made(own.made_by),
      report.stale ? [" Other parts would read it now: ", h("code", {}, report.stale)] : "",
    ),
    h(
      "details",
      { open: $("#about details")?.open },
      h("summary", {}, `Grade ${report.grade}, or take it out`),
      corrections({
        kind: "report",
        id,
        revision: report.revision,
        record: { reliability: report.grade[0], credibility: report.grade[1] },
        verdicts: false,
      }),
      h("button", { type: "button", class: "danger", onclick: remove }, "Take this report out of the case"),
    ),
  );
}

function made(by) {
  return by
    ? `Made by Dragoman ${by.dragoman}, extractor ${by.extractor}, codebook ${by.codebook}, directory ${by.directory}.`
    : "Made by an earlier version or another coder.";
}

async function redate(event) {
  event.preventDefault();
  const published = $("#published").value || null;
  put($("#published-problem"), h("p", { role: "status" }, "Reading it again with this date…"));
  try {
    await send("PUT", `reports/${id}/published`, { published, seen: report.revision });
    say(published ? `Dated ${published}.` : "The date was taken away.");
    reasons = undefined;
    named = [];
    await load();
  } catch (error) {
    put(
      $("#published-problem"),
      trouble(error),
      error.status === 409 ? h("button", { type: "button", onclick: () => load() }, "Show it as it is now") : null,
    );
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
  put(
    $("#layers"),
    h("legend", {}, "Marked"),
    Object.entries(LAYERS).map(([layer, name]) =>
      h(
        "label",
        { class: `layer m-${layer}` },
        h("input", {
          type: "checkbox",
          checked: !hidden.has(layer),
          onchange: (event) => {
            if (event.target.checked) hidden.delete(layer);
            else hidden.add(layer);
            state.set({ hide: [...hidden].join(",") }, { quiet: true, step: false });
            draw();
          },
        }),
        ` ${name}`,
      ),
    ),
  );
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
    put(
      $("#count"),
      `${plural(count("mention"), "mention")}, ${plural(count("statement"), "statement")}, ${plural(count("plan"), "plan")}.`,
    );
    if (!letters.length)
      put(
        $("#text"),
        h("p", { class: "note" }, "The case holds the records of this report alone, not its text."),
        h(
          "ul",
          { class: "plain" },
          report.records
            .filter((t) => t.record.sentence)
            .map((t) =>
              h(
                "li",
                {},
                h(
                  "button",
                  { type: "button", class: "link", onclick: () => show([t.record.id]) },
                  `${label(t.record)}: ${t.record.sentence.text}`,
                ),
              ),
            ),
        ),
      );
    const asked = keep ?? state.params().record;
    if (asked && records.has(asked)) {
      show(open.includes(asked) ? open : [asked]);
      if (!keep) select(asked);
    }
    if (letters.length && !report.records.some((t) => t.record.record === "expression"))
      get(`reports/${id}/reasons`)
        .then((found) => {
          reasons = new Map(found.reasons.map((r) => [r.id, r]));
          named = found.expressions;
          draw();
        })
        .catch(() => {});
  } catch (error) {
    put($("#count"));
    put(
      $("#problem"),
      trouble(error, () => load()),
      error.status === 404 ? h("p", {}, h("a", { href: "/reports" }, "All reports")) : null,
    );
  }
}

/** Selected words stand for all records that they touch. */
function selected() {
  const range = getSelection();
  if (!range || range.isCollapsed || !$("#text").contains(range.anchorNode) || !$("#text").contains(range.focusNode))
    return false;
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
  return [...records.values()]
    .map((t) => t.record)
    .filter((r) => r.sentence && r.sentence.span[0] <= at && at < r.sentence.span[1])
    .map((r) => r.id);
}

$("#text").addEventListener("click", (event) => {
  const mark = event.target.closest(".m");
  if (getSelection()?.isCollapsed !== false && mark) show(mark.dataset.ids.split(" "));
});
$("#text").addEventListener("mouseup", () => setTimeout(selected, 0));
$("#text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  const mark = event.target.closest(".m");
  if (mark) {
    event.preventDefault();
    show(mark.dataset.ids.split(" "));
  }
});
document.addEventListener("keyup", (event) => {
  if (event.shiftKey && event.key.startsWith("Arrow")) return;
  if (event.key === "Enter" && event.target === document.body) selected();
});
whenChanged(() => load(state.params().record));
addEventListener("panel-closed", () => select(null));
layers();
load();
