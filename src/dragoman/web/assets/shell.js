// What is on every page: the find box, filters, theme, undo, export, adding reports, and keys.

import { addReports, dropZone } from "./add.js";
import { exportAddress } from "./api.js";
import { $, h, put } from "./dom.js";
import { filters, names } from "./filters.js";
import { findBox } from "./findbox.js";
import { keys } from "./keys.js";
import * as state from "./state.js";
import { undo } from "./work.js";

const page = document.body.dataset.page;
const themes = { auto: "dark", dark: "light", light: "auto" };

function theme() {
  const button = $("#theme");
  const now = () => document.documentElement.dataset.theme ?? "auto";
  const label = () => put(button, `Theme: ${now() === "auto" ? "as the system" : now()}`);
  button.addEventListener("click", () => {
    const next = themes[now()];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("dragoman-theme", next);
    } catch {
      /* not kept */
    }
    label();
    dispatchEvent(new Event("themed"));
  });
  label();
}

const FORMATS = [
  ["csv", "CSV, a spreadsheet's table"],
  ["xlsx", "XLSX, every table"],
  ["jsonl", "JSON Lines, every record"],
  ["html", "a briefing in one HTML page"],
  ["geojson", "GeoJSON, a map"],
  ["graphml", "GraphML, a network"],
  ["gexf", "GEXF, for Gephi"],
  ["timelinejs", "TimelineJS"],
  ["ical", "iCalendar"],
  ["parquet", "Parquet"],
  ["plover", "PLOVER rows"],
  ["icews", "ICEWS rows"],
  ["ftm", "FollowTheMoney"],
  ["bibtex", "BibTeX, the reports"],
  ["ris", "RIS, the reports"],
  ["csl", "CSL JSON, the reports"],
];

function exportMenu() {
  const of =
    page === "statements" ? "statements" : page === "map" ? "visits" : page === "reports" ? "reports" : "events";
  const list = $("#export-list");
  $("#export").addEventListener("toggle", () => {
    put(
      list,
      FORMATS.map(([form, label]) =>
        h(
          "li",
          {},
          h(
            "a",
            {
              href: exportAddress({ form, of, ...(page === "plans" ? plansShown() : state.filters(names)) }),
              download: "",
            },
            label,
          ),
        ),
      ),
    );
  });
}

/** A briefing of the plans page holds its plans. */
function plansShown() {
  const { plan, versus, as_of } = state.params();
  return { plan: [plan, versus].filter(Boolean), as_of };
}

findBox();
theme();
exportMenu();
keys();
filters();
dropZone();
$("#undo").addEventListener("click", undo);
$("#add").addEventListener("click", () => addReports());
$("#print").addEventListener("click", () => print());
for (const button of document.querySelectorAll("dialog [data-close]"))
  button.addEventListener("click", () => button.closest("dialog").close());
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      $("summary", menu).focus();
    }
  });
}
