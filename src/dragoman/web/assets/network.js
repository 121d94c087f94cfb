// Who acts on whom: parties, and edges with a direction and a weight, within a window of time.

import cytoscape from "cytoscape";
import { get } from "./api.js";
import { $, h, put, settled } from "./dom.js";
import { showEvent, showEvents } from "./panel.js";
import "./shell.js";
import * as state from "./state.js";
import { empty, legend, mark, plural, QUADRANTS, quadrant, trouble } from "./words.js";
import { whenChanged } from "./work.js";

const MOST = 60; // edges that are drawn; the table has all
const box = $("#network"),
  table = $("#pairs");
let graph,
  weeks = [],
  asked;

/** The colour that a variable of the sheet has now: only a property that holds a colour resolves light-dark(). */
function colour(name) {
  box.style.columnRuleColor = `var(${name})`;
  return getComputedStyle(box).columnRuleColor;
}
const main = (types) => Object.entries(types).sort((a, b) => b[1] - a[1])[0][0];

function style() {
  const edges = Object.keys(QUADRANTS).map((q) => ({
    selector: `edge.q-${q}`,
    style: {
      "line-color": colour(`--${q}`),
      "target-arrow-color": colour(`--${q}`),
      "source-arrow-color": colour(`--${q}`),
    },
  }));
  return [
    {
      selector: "node",
      style: {
        label: "data(label)",
        color: colour("--ink"),
        "font-size": 13,
        "font-family": "system-ui, sans-serif",
        "text-valign": "center",
        "text-halign": "center",
        shape: "round-rectangle",
        width: "data(wide)",
        height: "data(high)",
        padding: "7px",
        "text-wrap": "wrap",
        "text-max-width": 120,
        "background-color": colour("--card"),
        "border-width": 1.5,
        "border-color": colour("--soft"),
      },
    },
    {
      selector: "edge",
      style: {
        width: "data(width)",
        "curve-style": "bezier",
        "control-point-step-size": 46,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.9,
        opacity: 0.85,
        label: "data(label)",
        "font-size": 12,
        color: colour("--ink"),
        "text-background-color": colour("--paper"),
        "text-background-opacity": 0.85,
        "text-background-padding": 2,
      },
    },
    { selector: "edge.ahead", style: { "line-style": "dashed" } },
    { selector: "edge.mutual", style: { "source-arrow-shape": "triangle" } },
    ...edges,
    {
      selector: ":selected",
      style: {
        "border-color": colour("--accent"),
        "border-width": 3,
        opacity: 1,
        "text-background-color": colour("--mark"),
      },
    },
  ];
}

/** A box about a label that is set in lines of 120 pixels. */
function size(label) {
  const lines = Math.ceil((label.length * 7.2) / 116);
  return { wide: lines > 1 ? 122 : 10 + 7.4 * label.length, high: 8 + 15 * lines };
}

/** Pairs whose events have no direction are one edge. */
function elements({ parties, pairs }) {
  const drawn = pairs.slice(0, MOST),
    most = Math.max(1, ...drawn.map((p) => p.events));
  const used = new Set(drawn.flatMap((p) => [p.source, p.target]));
  return [
    ...parties.filter((p) => used.has(p.name)).map((p) => ({ data: { id: p.name, label: p.label, ...size(p.label) } })),
    ...drawn.map((p) => ({
      data: {
        id: `${p.source}>${p.target}`,
        source: p.source,
        target: p.target,
        width: 1.3 + 5.5 * Math.sqrt(p.events / most),
        label: `${mark(main(p.types))} ${p.events}`,
        pair: p,
      },
      classes: `q-${quadrant(main(p.types))}${p.mutual === p.events ? " mutual" : ""}${p.happened ? "" : " ahead"}`,
    })),
  ];
}

/** Where the parties stand: the busiest in the middle, the others on ellipses about it, neighbours beside each other; the
    same view is always drawn the same. */
function place(parts) {
  const nodes = parts.filter((p) => !p.data.source),
    edges = parts.filter((p) => p.data.source);
  const weight = new Map(nodes.map((n) => [n.data.id, 0])),
    between = (a, b) =>
      edges
        .filter((e) => (e.data.source === a && e.data.target === b) || (e.data.source === b && e.data.target === a))
        .reduce((sum, e) => sum + e.data.pair.events, 0);
  for (const e of edges)
    for (const end of [e.data.source, e.data.target]) weight.set(end, weight.get(end) + e.data.pair.events);
  nodes.sort((a, b) => weight.get(b.data.id) - weight.get(a.data.id) || (a.data.id < b.data.id ? -1 : 1));
  const centre = nodes.length > 4 ? nodes.shift() : null;
  if (centre) centre.position = { x: 0, y: 0 };
  for (let first = 0, ring = 0; first < nodes.length; ring += 1) {
    const room = ring === 0 ? 12 : 22,
      here = nodes.slice(first, first + room),
      order = [here.shift()];
    while (here.length)
      order.push(
        here.splice(
          here.reduce(
            (best, n, i) =>
              between(n.data.id, order.at(-1).data.id) > between(here[best].data.id, order.at(-1).data.id) ? i : best,
            0,
          ),
          1,
        )[0],
      );
    const [wide, high] = [(0.36 + ring * 0.26) * box.clientWidth, (0.39 + ring * 0.28) * box.clientHeight];
    order.forEach((n, i) => {
      const at = (2 * Math.PI * i) / order.length - Math.PI / 2 + ring * 0.2;
      n.position = { x: wide * Math.cos(at), y: high * Math.sin(at) };
    });
    first += room;
  }
}

function draw(found) {
  const parts = elements(found);
  place(parts);
  graph?.destroy();
  graph = cytoscape({
    container: box,
    elements: parts,
    style: style(),
    layout: { name: "preset", fit: true, padding: 30 },
    minZoom: 0.2,
    maxZoom: 3,
    userZoomingEnabled: false,
    boxSelectionEnabled: false,
  });
  graph.on("tap", "edge", (event) => edge(event.target.data("pair")));
  graph.on("tap", "node", (event) => state.set({ party: event.target.id() }));
}

function edge(p) {
  graph?.$(":selected").unselect();
  graph?.getElementById(`${p.source}>${p.target}`).select();
  state.set({ edge: `${p.source}>${p.target}` }, { quiet: true, step: false });
  const query = state.filters();
  showEvents(`${name(p.source)} ${p.mutual === p.events ? "↔" : "→"} ${name(p.target)}`, {
    ...query,
    from: query.from ?? window_.from,
    to: query.to ?? window_.to,
    source: p.source,
    target: p.target,
  });
}

let labels = new Map();
const name = (code) => labels.get(code) ?? code;
let window_ = {};

function row(p) {
  const types = Object.entries(p.types).sort((a, b) => b[1] - a[1]);
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      h(
        "button",
        { type: "button", onclick: () => edge(p) },
        `${name(p.source)} ${p.mutual === p.events ? "↔" : "→"} ${name(p.target)}`,
      ),
    ),
    h("td", { class: "number" }, p.events.toLocaleString("en")),
    h("td", { class: "number" }, p.happened.toLocaleString("en")),
    h(
      "td",
      {},
      types.map(([t, n]) =>
        h(
          "span",
          { class: `q-${quadrant(t)} typed` },
          h("span", { class: "mark", "aria-hidden": "true" }, mark(t)),
          ` ${t} ${n} `,
        ),
      ),
    ),
  );
}

async function load() {
  asked?.abort();
  const mine = (asked = new AbortController());
  const query = state.filters();
  try {
    const found = await get(
      "pairs",
      { ...query, from: query.from ?? window_.from, to: query.to ?? window_.to },
      mine.signal,
    );
    labels = new Map(found.parties.map((p) => [p.name, p.label]));
    put($("#problem"));
    put(
      $("#count"),
      `${plural(found.pairs.length, "pair")} of ${plural(found.parties.length, "party", "parties")}${found.pairs.length > MOST ? `; the ${MOST} with the most events are drawn` : ""}.`,
    );
    box.hidden = !found.pairs.length;
    if (found.pairs.length) draw(found);
    else {
      graph?.destroy();
      graph = null;
    }
    put(table, found.pairs.map(row));
    put(
      $("#nobody"),
      found.pairs.length
        ? null
        : empty(
            "Nobody acts on anybody here",
            h(
              "p",
              {},
              "No event that fits has two parties that the directory knows. Take a filter away, or widen the time.",
            ),
          ),
    );
  } catch (error) {
    if (error.name !== "AbortError") put($("#problem"), trouble(error, load));
  }
}

/** Two sliders over the weeks; the address keeps what they say. */
async function times() {
  weeks = (await get("weeks", state.filters())).weeks.map((w) => w.monday);
  const [low, high] = [$("#since"), $("#until")];
  const last = Math.max(0, weeks.length - 1);
  for (const slider of [low, high]) slider.max = last;
  const { since, until } = state.params();
  low.value = since
    ? Math.max(
        0,
        weeks.findIndex((w) => w >= since),
      )
    : 0;
  high.value = until
    ? Math.max(
        0,
        weeks.findLastIndex((w) => w <= until),
      )
    : last;
  const told = () => {
    if (+low.value > +high.value) [low.value, high.value] = [high.value, low.value];
    const whole = +low.value === 0 && +high.value === last;
    window_ = whole || !weeks.length ? {} : { from: weeks[low.value], to: after(weeks[high.value]) };
    const text = whole ? "all weeks" : `weeks of ${weeks[low.value]} to ${weeks[high.value]}`;
    put($("#window"), weeks.length ? text : "no dated event");
    low.setAttribute("aria-valuetext", weeks[low.value] ?? "");
    high.setAttribute("aria-valuetext", weeks[high.value] ?? "");
  };
  const moved = settled(() => {
    state.set({ since: window_.from, until: window_.to }, { quiet: true, step: false });
    load();
  }, 120);
  for (const slider of [low, high])
    slider.oninput = () => {
      told();
      moved();
    };
  told();
}

const after = (monday) => new Date(Date.parse(`${monday}T00:00:00Z`) + 6 * 86_400_000).toISOString().slice(0, 10);

async function start() {
  try {
    await times();
    await load();
    const { event } = state.params();
    if (event) showEvent(event, { focus: false });
  } catch (error) {
    put($("#problem"), trouble(error, start));
  }
}

put(
  $("#legend"),
  legend(false),
  h(
    "p",
    { class: "legend" },
    "An arrow has the colour of its commonest type, and is dashed where nothing of it is told to have happened.",
  ),
);
$("#zoom-in").addEventListener("click", () =>
  graph?.zoom({ level: graph.zoom() * 1.3, renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 } }),
);
$("#zoom-out").addEventListener("click", () =>
  graph?.zoom({ level: graph.zoom() / 1.3, renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 } }),
);
$("#whole").addEventListener("click", () => graph?.fit(undefined, 24));
state.on((quiet) => {
  if (!quiet) start();
});
whenChanged(() => load());
addEventListener("themed", () => graph?.style(style()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph?.style(style()));
start();
