// The reports of the case: those without a date first, since their Tuesdays stay open.

import { get } from "./api.js";
import { $, h, put } from "./dom.js";
import { showEvent } from "./panel.js";
import "./shell.js";
import { empty, eventLine, plural, trouble } from "./words.js";
import { takeBack, whenChanged } from "./work.js";

const PAGE = 100;
let shown = [];

const line = ({ report, records }) =>
  h(
    "tr",
    {},
    h("th", { scope: "row" }, h("a", { href: `/reports/${report.id}` }, report.title)),
    h("td", { class: report.published ? "when" : "when missing" }, report.published ?? "undated"),
    h("td", {}, report.publisher ?? "—"),
    h("td", { class: "number" }, (records.mention ?? 0).toLocaleString("en")),
    h("td", { class: "number" }, (records.statement ?? 0).toLocaleString("en")),
    h("td", { class: "number" }, (records.plan ?? 0).toLocaleString("en")),
  );

async function load(more = false) {
  if (!more) shown = [];
  try {
    const found = await get("reports", { limit: PAGE, offset: shown.length });
    shown.push(...found.reports);
    put($("#problem"));
    put($("#reports"), shown.map(line));
    put($("#count"), `${plural(found.total, "report")}.`);
    $("#table").hidden = !found.total;
    $("#more").hidden = shown.length >= found.total;
    put(
      $("#none"),
      found.total
        ? null
        : empty(
            "No report yet",
            h("p", {}, "Drop text files anywhere on this page, or paste a text."),
            h(
              "p",
              {},
              h("button", { type: "button", class: "primary", onclick: () => $("#add").click() }, "Add reports"),
            ),
          ),
    );
  } catch (error) {
    put(
      $("#problem"),
      trouble(error, () => load(more)),
    );
  }
}

async function decisions() {
  try {
    const made = await get("reviews");
    put(
      $("#decisions"),
      made.length
        ? h(
            "ol",
            { reversed: true },
            made
              .toReversed()
              .slice(0, 200)
              .map((r) =>
                h(
                  "li",
                  { value: r.number },
                  [r.verdict, r.field, r.value].filter(Boolean).join(" "),
                  " on ",
                  h("code", {}, r.target),
                  r.by ? ` by ${r.by}` : "",
                  r.note ? `: ${r.note}` : "",
                  " ",
                  h(
                    "button",
                    {
                      type: "button",
                      class: "link",
                      "aria-label": `Take back decision ${r.number}`,
                      onclick: () => takeBack(r),
                    },
                    "Take back",
                  ),
                ),
              ),
          )
        : h("p", { class: "note" }, "Nobody has corrected anything yet."),
    );
  } catch (error) {
    put($("#decisions"), trouble(error, decisions));
  }
}

/** Events that may be one: only a person can tell. */
async function undecided() {
  try {
    const found = await get("events", { undecided: true, limit: 50 });
    put(
      $("#undecided"),
      found.total
        ? [
            h(
              "p",
              {},
              `${plural(found.total, "event")} may be the same as others, and nothing decided it. Open one to compare and to merge.`,
            ),
            h(
              "ul",
              { class: "lines" },
              found.events.map((e) => eventLine(e, showEvent)),
            ),
          ]
        : h("p", { class: "note" }, "Nothing waits for a decision."),
    );
  } catch (error) {
    put($("#undecided"), trouble(error, undecided));
  }
}

$("#more").addEventListener("click", () => load(true));
$("#name").value = localStorage.getItem("dragoman-name") ?? "";
$("#name").addEventListener("change", (event) => localStorage.setItem("dragoman-name", event.target.value.trim()));
const all = () => Promise.all([load(), decisions(), undecided()]);
whenChanged(all);
all();
