// Events as ranges in lanes, loaded window by window, with the weeks that were read under them.

import { DataSet } from "vis-data/peer";
import { Timeline } from "vis-timeline/peer";
import { get } from "./api.js";
import { $, h, put, settled } from "./dom.js";
import { showEvent, showEvents } from "./panel.js";
import "./shell.js";
import * as state from "./state.js";
import { drawStrip } from "./strip.js";
import { DAY, full, iso, time } from "./time.js";
import { empty, eventLine, kind, legend, look, mark, parties, plural, trouble, when } from "./words.js";
import { whenChanged } from "./work.js";

const MOST = 240; // bars at once: more can't be told apart, and fewer are quick to draw
const LANES = 14;
const OPEN = 45 * DAY; // how far a bar with an open side fades out
const STILL = matchMedia("(prefers-reduced-motion: reduce)").matches;
const box = $("#timeline"),
  strip = $("#strip"),
  list = $("#events"),
  count = $("#count"),
  lanesBy = $("#lanes");
const bars = new DataSet(),
  lanes = new DataSet();
let chart,
  weeks = [],
  undated = 0,
  asked,
  ready = false;

/** The days between which an event lies, else between which it was told; null where that side is open. */
const days = (e) => (e.earliest || e.latest ? [e.earliest, e.latest] : e.told);

/** [start, end) of a bar in milliseconds; a day lasts until midnight. */
function extent(e) {
  const [first, last] = days(e);
  if (!first && !last) return null;
  return [first ? time(first) : time(last) - OPEN, last ? time(last) + DAY : time(first) + OPEN];
}

function lanesOf(e) {
  if (lanesBy.value === "type") return [e.type];
  if (lanesBy.value === "status") return [e.status];
  const found = [...new Set([...e.source, ...e.target].map((p) => actor(p)))];
  return found.length ? found : ["nobody named"];
}

const actor = (party) => /\(([A-Z]{2,})\)$/.exec(party.label)?.[1] ?? party.label;

/** In a party's lane: what it is, and with whom. */
function beside(e, lane) {
  const others = [...new Set([...e.source, ...e.target].map(actor))].filter((p) => p !== lane);
  const short = others
    .slice(0, 3)
    .map((p) => (p.length > 22 ? `${p.slice(0, 20)}…` : p))
    .join(", ");
  return short ? `${kind(e)} · ${short}${others.length > 3 ? " …" : ""}` : kind(e);
}

function draw(events) {
  const size = new Map();
  for (const e of events) for (const lane of lanesOf(e)) size.set(lane, (size.get(lane) ?? 0) + 1);
  const kept = new Set(
    [...size]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, LANES)
      .map(([lane]) => lane),
  );
  const rows = [];
  for (const e of events) {
    const range = extent(e);
    if (!range) continue;
    for (const lane of new Set(lanesOf(e).map((l) => (kept.has(l) ? l : "others")))) {
      const [first, last] = days(e);
      const open = `${first ? "" : " open-left"}${last ? "" : " open-right"}${e.earliest || e.latest ? "" : " told-only"}`;
      rows.push({
        id: `${e.id} ${lane}`,
        event: e.id,
        group: lane,
        start: range[0],
        end: range[1],
        type: "range",
        className: look(e) + open,
        title: "",
        label: lanesBy.value === "party" ? beside(e, lane) : parties(e),
        line: e,
      });
    }
  }
  const groups = [...kept, ...(rows.some((r) => r.group === "others") ? ["others"] : [])];
  sync(
    lanes,
    groups.map((lane, n) => ({ id: lane, content: lane, order: n })),
  );
  sync(bars, rows);
}

/** Make a data set hold these rows, touching only what changed: the chart draws anew whatever is touched. */
function sync(set, rows) {
  const stay = new Set(rows.map((r) => r.id));
  const gone = set.getIds().filter((id) => !stay.has(id));
  const fresh = rows.filter((r) => JSON.stringify(set.get(r.id)) !== JSON.stringify(r));
  if (gone.length) set.remove(gone);
  if (fresh.length) set.update(fresh);
}

const content = (item) => {
  if (!item?.line) return "";
  const e = item.line;
  return h(
    "span",
    { class: "bar-label", title: `${when(e)}  ${kind(e)}, ${e.status}: ${parties(e)}` },
    h("span", { class: "mark", "aria-hidden": "true" }, mark(e.type)),
    ` ${item.label}`,
  );
};

function build(start, end) {
  chart = new Timeline(box, bars, lanes, {
    start,
    end,
    stack: true,
    showCurrentTime: false,
    orientation: { axis: "top", item: "top" },
    margin: { item: { horizontal: 4, vertical: 5 }, axis: 6 },
    min: time("1800-01-01"),
    max: time("2100-01-01"),
    zoomMin: 7 * DAY,
    zoomMax: 120 * 365 * DAY,
    maxHeight: "62vh",
    verticalScroll: true,
    horizontalScroll: false,
    zoomKey: "ctrlKey",
    selectable: true,
    tooltip: { followMouse: false },
    template: content,
    groupOrder: "order",
    showTooltips: false,
  });
  const names = box.querySelector(".vis-panel.vis-left");
  names.tabIndex = 0; // it scrolls, so the keyboard must reach it
  names.setAttribute("role", "group");
  names.setAttribute("aria-label", "Lanes");
  chart.on("changed", () => drawStrip(chart, weeks));
  chart.on("rangechange", () => drawStrip(chart, weeks));
  chart.on("rangechanged", ({ byUser }) => {
    drawStrip(chart, weeks);
    if (byUser) moved();
  });
  chart.on("select", ({ items }) => {
    if (items.length) showEvent(bars.get(items[0]).event);
  });
}

const moved = settled(() => {
  const { start, end } = chart.getWindow();
  state.set({ start: iso(start), end: iso(end) }, { quiet: true, step: false });
  load();
}, 110);

/** Where the window opens: what the address says, the filters' dates, or the time that was read about. */
function opening() {
  const { start, end, from, to } = state.params();
  if (start && end && Number.isFinite(time(start)) && Number.isFinite(time(end)) && time(start) < time(end))
    return [time(start), time(end)];
  const busy = weeks.filter((w) => w.events),
    read = weeks.filter((w) => w.reports);
  const all = read.length ? read : busy;
  if (!all.length) return [Date.now() - 180 * DAY, Date.now() + 30 * DAY];
  const first = time(full(from, false) ?? all[0].monday),
    last = time(full(to, true) ?? all.at(-1).monday) + 7 * DAY;
  const wide = Math.max(last - first, 40 * DAY);
  return [first - wide * 0.08 - 6 * DAY, first + wide * 1.2 + 6 * DAY];
}

async function load() {
  asked?.abort();
  const mine = (asked = new AbortController());
  const { start, end } = chart.getWindow();
  const query = state.filters();
  const from = [iso(start), full(query.from, false)].filter(Boolean).sort().at(-1),
    to = [iso(end), full(query.to, true)].filter(Boolean).sort()[0];
  box.setAttribute("aria-busy", "true");
  try {
    const found =
      from > to ? { total: 0, events: [] } : await get("timeline", { ...query, from, to, limit: MOST }, mine.signal);
    if (mine.signal.aborted) return;
    draw(found.events);
    put(
      count,
      found.total > found.events.length
        ? `The ${found.events.length} of ${plural(found.total, "event")} in this window that are told most often; zoom in for the others.`
        : `${plural(found.total, "event")} in this window.`,
    );
    put(
      list,
      found.events.map((e) => eventLine(e, showEvent)),
    );
    if (!found.total) put(list, h("li", {}, nothing(from, to)));
    put(
      $("#undated"),
      undated
        ? h(
            "button",
            {
              type: "button",
              class: "link",
              onclick: () => showEvents(`${plural(undated, "event")} without any date`, { ...query, undated: true }),
            },
            `${plural(undated, "event")} without any date`,
          )
        : null,
    );
    $("#problem").replaceChildren();
  } catch (error) {
    if (error.name !== "AbortError") put($("#problem"), trouble(error, load));
  } finally {
    if (asked === mine) box.removeAttribute("aria-busy");
  }
}

/** "Nothing happened" is not "no report read". */
function nothing(from, to) {
  const read = weeks.filter((w) => w.monday >= from && w.monday <= to).reduce((sum, w) => sum + w.reports, 0);
  return read
    ? `No event fits in this window, about which ${plural(read, "report")} ${read === 1 ? "was" : "were"} read.`
    : "No report of this window was read: nothing found does not mean that nothing happened.";
}

async function start() {
  put(
    $("#legend"),
    legend(),
    h(
      "p",
      { class: "legend" },
      h("span", { class: "sample told-only" }, "no date of its own: told within these days"),
      h("span", { class: "sample open-right" }, "from then on"),
    ),
  );
  try {
    const found = await get("weeks", state.filters());
    weeks = found.weeks;
    undated = found.undated_events;
    const read = weeks.reduce((sum, w) => sum + w.reports, 0);
    put(
      $("#read"),
      read || found.undated
        ? `Reports read each week: ${read.toLocaleString("en")} dated${found.undated ? `, ${found.undated} without a date` : ""}. Hatched: no report, so that silence there says nothing.`
        : "",
    );
    if (!read && !found.undated && !Object.keys(state.filters()).length) return welcome();
    $("#work").hidden = false;
    $("#welcome").hidden = true;
    const [from, to] = opening();
    if (chart) chart.setWindow(from, to, { animation: false });
    else build(from, to);
    requestAnimationFrame(() => drawStrip(chart, weeks));
    await load();
    const { event } = state.params();
    if (event && !ready) showEvent(event, { focus: false });
    ready = true;
  } catch (error) {
    put($("#problem"), trouble(error, start));
  }
}

function welcome() {
  $("#work").hidden = true;
  $("#welcome").hidden = false;
  put(
    $("#welcome"),
    empty(
      "This case holds no report yet",
      h(
        "p",
        {},
        "Drop text files anywhere on this page, or paste a text. Each report is read on this machine; nothing leaves it.",
      ),
      h("p", {}, h("button", { type: "button", class: "primary", onclick: () => $("#add").click() }, "Add reports")),
    ),
  );
}

function controls() {
  const zoom = (factor) =>
    factor > 0
      ? chart.zoomIn(factor, { animation: STILL ? false : { duration: 180 } }, moved)
      : chart.zoomOut(-factor, { animation: STILL ? false : { duration: 180 } }, moved);
  const shift = (share) => {
    const { start, end } = chart.getWindow(),
      by = (end - start) * share;
    chart.setWindow(+start + by, +end + by, { animation: STILL ? false : { duration: 180 } }, moved);
  };
  $("#zoom-in").addEventListener("click", () => zoom(0.5));
  $("#zoom-out").addEventListener("click", () => zoom(-0.5));
  $("#earlier").addEventListener("click", () => shift(-0.4));
  $("#later").addEventListener("click", () => shift(0.4));
  $("#whole").addEventListener("click", () => {
    state.set({ start: null, end: null }, { quiet: true });
    start();
  });
  box.addEventListener("keydown", (event) => {
    const act = {
      ArrowLeft: () => shift(-0.2),
      ArrowRight: () => shift(0.2),
      "+": () => zoom(0.5),
      "-": () => zoom(-0.5),
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  lanesBy.value = state.params().lanes ?? "party";
  if (!lanesBy.value) lanesBy.value = "party";
  lanesBy.addEventListener("change", () => {
    state.set({ lanes: lanesBy.value }, { quiet: true });
    bars.clear();
    load();
  });
  new ResizeObserver(() => chart && drawStrip(chart, weeks)).observe(strip);
}

controls();
state.on((quiet) => {
  if (!quiet) start();
});
whenChanged(() => start());
start();
