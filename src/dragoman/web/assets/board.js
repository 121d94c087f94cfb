// A plan as it is drawn: boxes and arrows, a line of the table, and the panel with the sentences for and against a step.

import { $, h, s } from "./dom.js";
import { openPanel, showEvent } from "./panel.js";
import * as state from "./state.js";
import { STATUS_MARKS } from "./words.js";

const MARKS = {
  met: "✓",
  "partly met": "◐",
  active: "▶",
  accepted: "▷",
  proposed: "◌",
  breached: "✕",
  "not met": "✕",
  withdrawn: "↩",
  lapsed: "⌛",
  suspended: "‖",
  disputed: "⇄",
  unknown: "?",
};

const slug = (verdict) => verdict.replaceAll(" ", "-");

export function drawBoard(b) {
  const wide = 220,
    high = 76;
  return h(
    "figure",
    { class: "plan" },
    h(
      "figcaption",
      {},
      h("strong", {}, b.name),
      ` ${b.version}, proposed by ${b.proposed_by.join(", ")} on ${b.proposed_on}`,
    ),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": `Steps of ${b.name}, ${b.version}` },
      s(
        "svg",
        { viewBox: `0 0 ${b.width} ${b.height}`, width: b.width, height: b.height },
        s(
          "defs",
          {},
          s(
            "marker",
            {
              id: `tip-${b.id}`,
              viewBox: "0 0 8 8",
              refX: 8,
              refY: 4,
              markerWidth: 8,
              markerHeight: 8,
              orient: "auto",
            },
            s("path", { d: "M0 0L8 4L0 8z", class: "tip" }),
          ),
        ),
        b.arrows.map((w) =>
          s("path", {
            d: `M${w.x1} ${w.y1}C${w.x1 + 35} ${w.y1} ${w.x2 - 35} ${w.y2} ${w.x2} ${w.y2}`,
            class: `arrow${w.part ? " part" : ""}`,
            "marker-end": `url(#tip-${b.id})`,
          }),
        ),
        b.steps.map((one) =>
          s(
            "g",
            {
              class: `step v-${slug(one.verdict)}`,
              role: "button",
              tabindex: 0,
              dataset: { step: one.id },
              "aria-label": `${one.id}: ${one.verdict}. ${one.text}`,
              onclick: () => open(one),
              onkeydown: (event) => {
                if (event.key === "Enter" || event.key === " ") {
                  event.preventDefault();
                  open(one);
                }
              },
            },
            s("rect", { x: one.x, y: one.y, width: wide, height: high, rx: 6 }),
            s(
              "text",
              { x: one.x + 10, y: one.y + 20, class: "head" },
              `${MARKS[one.verdict]} ${one.actor ?? "any"} · ${one.verdict}${one.met_parts !== null ? ` (${one.met_parts} of ${one.parts.length})` : ""}`,
            ),
            one.lines.map((words, n) => s("text", { x: one.x + 10, y: one.y + 40 + 16 * n }, words)),
          ),
        ),
      ),
    ),
  );
}

const waits = (one) => one.requires.map((group) => group.join(" and ")).join(" or ") || "nothing";

/** A step as a line of the table. */
export function row(one) {
  return h(
    "tr",
    { class: `v-${slug(one.verdict)}` },
    h(
      "th",
      { scope: "row" },
      h("button", { type: "button", class: "link", onclick: () => open(one) }, one.id),
      h("div", { class: "note" }, one.text),
    ),
    h("td", {}, one.actor ?? "any"),
    h("td", {}, waits(one)),
    h("td", {}, h("span", { class: "verdict" }, `${MARKS[one.verdict]} ${one.verdict}`)),
    h(
      "td",
      {},
      one.why,
      one.opens_with.length
        ? h("div", { class: "note" }, `opens with ${one.opens_with.map((set) => set.join(" and ")).join(", or ")}`)
        : null,
    ),
  );
}

/** A step in the panel. */
export function open(one, focus = true) {
  state.set({ step: one.id, event: null }, { quiet: true, step: false });
  openPanel(
    `${one.id}: ${one.verdict}`,
    h("p", {}, one.text),
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, "who"),
      h("dd", {}, one.actor ?? "any"),
      h("dt", {}, "act"),
      h("dd", {}, one.act.join(", ")),
      h("dt", {}, "waits for"),
      h("dd", {}, waits(one)),
      h("dt", {}, "force"),
      h("dd", {}, one.force),
      one.deadline ? [h("dt", {}, "due"), h("dd", {}, one.deadline)] : null,
      h("dt", {}, "why"),
      h("dd", {}, one.why || "its parts say so"),
    ),
    evidence("For", one.supporting, "+"),
    evidence("Against", one.opposing, "−"),
  );
  if (focus) $("#panel-title").focus();
}

const evidence = (title, proofs, sign) => [
  h("h3", {}, `${title} (${proofs.length})`),
  proofs.length
    ? proofs.map((p) =>
        h(
          "article",
          { class: "account" },
          h("p", {}, h("span", { class: "sign" }, sign), " ", h("q", { class: "sentence" }, p.sentence)),
          h(
            "p",
            { class: "source" },
            p.first === p.last ? p.last : `${p.first} – ${p.last}`,
            `, known ${p.known ?? "on no date"} · `,
            h("span", { class: `status s-${p.status}` }, STATUS_MARKS[p.status], p.status),
            p.event
              ? [" · ", h("button", { type: "button", class: "link", onclick: () => showEvent(p.event) }, "the event")]
              : "",
            p.report ? [" · ", h("a", { href: `/reports/${p.report}?record=${p.mention}` }, "in its report")] : "",
          ),
          p.report
            ? h(
                "button",
                { type: "button", onclick: () => state.set({ without: [...state.all("without"), p.mention] }) },
                "What if this were not so?",
              )
            : null,
        ),
      )
    : h("p", { class: "note" }, "No report tells."),
];

/** Where two versions, called `old` and `new_`, part. */
export const difference = (changes, old, new_) => [
  h("h2", {}, "Where the versions differ"),
  h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": "Where the versions differ" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["step", "differs in", old, new_].map((t) => h("th", { scope: "col" }, t)),
        ),
      ),
      h(
        "tbody",
        {},
        changes.map((c) =>
          h(
            "tr",
            { class: c.fields.length ? "differs" : "" },
            h("th", { scope: "row" }, c.new ?? c.old),
            h("td", {}, c.fields.join(", ") || "nothing"),
            c.verdicts.map((v) => h("td", { class: v ? `v-${slug(v)}` : "" }, v ? `${MARKS[v]} ${v}` : "—")),
          ),
        ),
      ),
    ),
  ),
];
