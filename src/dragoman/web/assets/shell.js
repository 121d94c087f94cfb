// What is on every page: the find box, filters, theme, undo, export, adding reports, and keys.

import { exportAddress, get } from "./api.js";
import { addReports, dropZone } from "./add.js";
import { $, h, put, settled } from "./dom.js";
import { closePanel } from "./panel.js";
import * as state from "./state.js";
import { sayTrouble, undo, vocabulary } from "./work.js";

const page = document.body.dataset.page;
const LABELS = {
  party: "party", with: "with", type: "type", status: "status", from: "from", to: "to", place: "place", words: "words",
  speaker: "speaker", addressee: "to whom", act: "act",
};
const names = page === "statements" ? state.STATEMENT_FILTERS : state.EVENT_FILTERS;
// filters

function chips() {
  const shown = state.filters(names);
  if ($("#chips")) put($("#chips"), Object.entries(shown).map(([name, value]) => h("li", {},
    h("button", { type: "button", class: "chip", "aria-label": `Take away the filter ${LABELS[name]} ${value}`, onclick: () => state.set({ [name]: null }) },
      h("span", { class: "chip-name" }, LABELS[name]), ` ${value} `, h("span", { "aria-hidden": "true" }, "×")))));
  const shared = state.filters();
  for (const link of document.querySelectorAll("nav a[data-page]")) {
    const own = link.dataset.page === "statements" ? Object.fromEntries(Object.entries(shared).filter(([n]) => state.STATEMENT_FILTERS.includes(n))) : shared;
    const query = new URLSearchParams(own).toString();
    link.href = link.dataset.path + (query && !["plans", "reports"].includes(link.dataset.page) ? `?${query}` : "");
  }
  put($("#printed"), `${document.title}. ${Object.entries(shown).map(([n, v]) => `${LABELS[n]} ${v}`).join("; ") || "Everything"}. ${location.href}, printed ${new Date().toISOString().slice(0, 10)}.`);
}

async function filterForm() {
  const form = $("#filter-form");
  if (!form.closest("details").open) return;
  const words = await vocabulary();
  const choices = {
    type: [...words.types.map((t) => t.type)],
    status: Object.keys(words.statuses),
    act: Object.keys(words.acts),
  };
  const field = (name) => {
    const id = `filter-${name}`;
    const value = state.params()[name] ?? "";
    const input = choices[name]
      ? h("select", { id, name }, h("option", { value: "" }, "any"), choices[name].map((c) => h("option", { value: c, selected: c === value }, c)))
      : h("input", { id, name, value, autocomplete: "off", placeholder: ["from", "to"].includes(name) ? "2018, 2018-04 or 2018-04-10" : null });
    return h("div", { class: "field" }, h("label", { for: id }, LABELS[name]), input);
  };
  put(form, names.map(field), h("button", { type: "submit", class: "primary" }, "Filter"));
  form.onsubmit = (event) => {
    event.preventDefault();
    state.set(Object.fromEntries(new FormData(form)));
    form.closest("details").open = false;
  };
}

// the find box

function findBox() {
  const box = $("#find"), list = $("#found");
  let rows = [], at = -1, last;
  const close = () => { put(list); list.hidden = true; box.setAttribute("aria-expanded", "false"); at = -1; };
  const choose = (n) => {
    at = n;
    [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === n)));
    box.setAttribute("aria-activedescendant", n < 0 ? "" : `found-${n}`);
  };
  const show = (made) => {
    rows = made;
    put(list, rows.map((row, n) => h("li", { role: "option", id: `found-${n}`, "aria-selected": "false", onmousedown: (e) => { e.preventDefault(); row.run(); close(); } },
      h("span", { class: "found-kind" }, row.kind), " ", row.label)));
    list.hidden = !rows.length;
    box.setAttribute("aria-expanded", String(Boolean(rows.length)));
    choose(-1);
  };
  const suggest = settled(async () => {
    const typed = box.value.trim();
    last?.abort();
    if (!typed) return close();
    last = new AbortController();
    try {
      const [parties, hits] = await Promise.all([
        get("names", { part: typed }, last.signal),
        get("search", { words: typed, limit: 5 }, last.signal).catch(() => []),
      ]);
      const party = page === "statements" ? "speaker" : "party";
      const home = ["timeline", "map", "network", "statements"].includes(page);
      show([
        ...parties.map((p) => ({ kind: p.kind === "words" ? "named" : p.kind, label: `${p.label} (${p.events})`, run: () => (home ? state.set({ [party]: p.name }) : location.assign(`/?party=${encodeURIComponent(p.name)}`)) })),
        ...hits.map((hit) => ({ kind: "report", label: [hit.report.title, " ", h("small", {}, hit.snippet.map((piece) => (piece.found ? h("mark", {}, piece.text) : piece.text)))], run: () => location.assign(`/reports/${hit.report.id}`) })),
      ]);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }, 120);
  box.addEventListener("input", suggest);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && rows.length) { event.preventDefault(); choose((at + 1) % rows.length); }
    else if (event.key === "ArrowUp" && rows.length) { event.preventDefault(); choose((at - 1 + rows.length) % rows.length); }
    else if (event.key === "Enter" && at >= 0) { event.preventDefault(); rows[at].run(); close(); }
    else if (event.key === "Escape") { close(); }
  });
}

// theme, export, help

const themes = { auto: "dark", dark: "light", light: "auto" };

function theme() {
  const button = $("#theme");
  const now = () => document.documentElement.dataset.theme ?? "auto";
  const label = () => put(button, `Theme: ${now() === "auto" ? "as the system" : now()}`);
  button.addEventListener("click", () => {
    const next = themes[now()];
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try { localStorage.setItem("dragoman-theme", next); } catch { /* not kept */ }
    label();
    dispatchEvent(new Event("themed"));
  });
  label();
}

const FORMATS = [
  ["csv", "CSV, a spreadsheet's table"], ["xlsx", "XLSX, every table"], ["jsonl", "JSON Lines, every record"], ["html", "a briefing in one HTML page"],
  ["geojson", "GeoJSON, a map"], ["graphml", "GraphML, a network"], ["gexf", "GEXF, for Gephi"], ["timelinejs", "TimelineJS"], ["ical", "iCalendar"],
  ["parquet", "Parquet"], ["plover", "PLOVER rows"], ["icews", "ICEWS rows"], ["ftm", "FollowTheMoney"], ["bibtex", "BibTeX, the reports"], ["ris", "RIS, the reports"], ["csl", "CSL JSON, the reports"],
];

function exportMenu() {
  const of = page === "statements" ? "statements" : page === "map" ? "visits" : page === "reports" ? "reports" : "events";
  const list = $("#export-list");
  $("#export").addEventListener("toggle", () => {
    put(list, FORMATS.map(([form, label]) => h("li", {}, h("a", { href: exportAddress({ form, of, ...(page === "plans" ? plansShown() : state.filters(names)) }), download: "" }, label))));
  });
}

/** A briefing of the plans page holds its plans. */
function plansShown() {
  const { plan, versus, as_of } = state.params();
  return { plan: [plan, versus].filter(Boolean), as_of };
}

const KEYS = [
  ["/", "find"], ["g then t, m, n, s, p, r", "timeline, map, network, statements, plans, reports"], ["j, k", "next and previous mark or line"], ["Enter", "open it"],
  ["a, x", "accept, reject the open record"], ["t, s, d", "its type, status, date"], ["f, o", "its source, its target"], ["m, p", "merge its event, split it off"],
  ["u", "take the last correction back"], ["Esc", "close"], ["?", "these keys"],
];
const GOES = { t: "timeline", m: "map", n: "network", s: "statements", p: "plans", r: "reports" };

function keys() {
  let going = false;
  $("#help").addEventListener("click", () => $("#keys").showModal());
  put($("#key-list"), KEYS.map(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)]));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && !typing && !$("dialog[open]")) closePanel();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    if (going && GOES[event.key]) {
      event.preventDefault();
      event.stopImmediatePropagation();
      $(`nav a[data-page=${GOES[event.key]}]`).click();
    }
    going = event.key === "g";
    if (event.key === "/") { event.preventDefault(); $("#find").focus(); }
    else if (event.key === "?") $("#keys").showModal();
    else if (event.key === "u") undo();
    else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  }, true);
}

/** To the next or previous line of the page's list. */
function step(by) {
  const rows = [...document.querySelectorAll("main .steps button:not([tabindex='-1']), main .steps [tabindex='0']")].filter((r) => r.offsetParent);
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

findBox();
theme();
exportMenu();
keys();
chips();
state.on(chips);
dropZone();
$("#filters")?.addEventListener("toggle", () => filterForm().catch(sayTrouble));
$("#undo").addEventListener("click", undo);
$("#add").addEventListener("click", () => addReports());
$("#print").addEventListener("click", () => print());
for (const button of document.querySelectorAll("dialog [data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; $("summary", menu).focus(); } });
}
