// Journeys as arcs in their order, dashed where only announced, and the places of events, on an outline that the package ships.

import { geoGraticule10, geoNaturalEarth1, geoPath, select, zoom, zoomIdentity } from "d3";
import { feature, mesh } from "topojson-client";
import { get, Trouble } from "./api.js";
import { $, h, put, s } from "./dom.js";
import { showEvent, showEvents } from "./panel.js";
import "./shell.js";
import * as state from "./state.js";
import { empty, legend, plural, quadrant, trouble } from "./words.js";
import { whenChanged } from "./work.js";

const WIDE = 960,
  HIGH = 500;
const AHEAD = ["invited", "accepted", "announced", "cancelled"];
const projection = geoNaturalEarth1().fitExtent(
  [
    [4, 4],
    [WIDE - 4, HIGH - 4],
  ],
  { type: "Sphere" },
);
const path = geoPath(projection);
const svg = $("#map svg"),
  list = $("#journeys");
let world, zooming, chosen;

async function outline() {
  const response = await fetch("/static/world.json");
  if (!response.ok)
    throw new Trouble({ what: "the outline of the world is missing", remedy: "install the package anew" });
  const atlas = await response.json();
  return { land: feature(atlas, atlas.objects.land), borders: mesh(atlas, atlas.objects.countries, (a, b) => a !== b) };
}

const known = (stop) => stop && stop.lat !== null && stop.lon !== null;

/** Turn the globe so that what there is lies in the middle, and no journey is cut by the edge. */
function turn(points) {
  const [x, y] = points.reduce(
    ([a, b], p) => [a + Math.cos((p.lon * Math.PI) / 180), b + Math.sin((p.lon * Math.PI) / 180)],
    [0, 0],
  );
  projection.rotate([
    points.length && Math.hypot(x, y) > 1e-6 ? -Math.round((Math.atan2(y, x) * 18) / Math.PI) * 10 : 0,
    0,
  ]);
}

/** The line of an arc, bent so that the way back is another line; journeys are drawn, not flown. */
function arc(from, to, lift) {
  const [a, b] = [projection([from.lon, from.lat]), projection([to.lon, to.lat])],
    far = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const bend = (6 + far * 0.2) * lift,
    side = b[0] >= a[0] ? 1 : -1;
  const x = (a[0] + b[0]) / 2 + ((b[1] - a[1]) / far) * bend * side,
    y = (a[1] + b[1]) / 2 - ((b[0] - a[0]) / far) * bend * side;
  return `M${a.map((n) => n.toFixed(1))}Q${x.toFixed(1)},${y.toFixed(1)} ${b.map((n) => n.toFixed(1))}`;
}

function legs(j) {
  const made = [];
  let from = j.home;
  j.stops.forEach((stop, n) => {
    const leg = j.visit.legs[n];
    if (known(from) && known(stop) && (from.lat !== stop.lat || from.lon !== stop.lon))
      made.push({ from, to: stop, leg, n });
    if (j.visit.ordered) from = stop;
  });
  return made;
}

function drawMap(journeys, places) {
  turn([...places, ...journeys.flatMap((j) => legs(j).flatMap((l) => [l.from, l.to]))].filter(known));
  const view = s(
    "g",
    { class: "view" },
    s("path", { d: path({ type: "Sphere" }), class: "sea" }),
    s("path", { d: path(geoGraticule10()), class: "grid" }),
    s("path", { d: path(world.land), class: "land" }),
    s("path", { d: path(world.borders), class: "borders" }),
    journeys.map((j, n) => journeyArcs(j, n)),
    sites(places),
  );
  put(
    svg,
    s(
      "defs",
      {},
      s(
        "marker",
        { id: "tip", viewBox: "0 0 8 8", refX: 10, refY: 4, markerWidth: 4.5, markerHeight: 4.5, orient: "auto" },
        s("path", { d: "M0 0L8 4L0 8z", class: "tip" }),
      ),
    ),
    view,
  );
  const layer = select(view);
  zooming ??= zoom()
    .scaleExtent([1, 14])
    .translateExtent([
      [0, 0],
      [WIDE, HIGH],
    ]);
  zooming.on("zoom", ({ transform }) => {
    layer.attr("transform", transform);
    svg.style.setProperty("--zoom", transform.k);
    svg.style.setProperty("--fit", fit());
    sparse(transform);
  });
  select(svg)
    .call(zooming)
    .on("wheel.zoom", null)
    .on("wheel", (event) => {
      if (event.ctrlKey) {
        event.preventDefault();
        select(svg).call(zooming.scaleBy, event.deltaY < 0 ? 1.3 : 0.77);
      }
    });
  frame(journeys, places);
}

/** Look at what there is: the world's other half is of no use. */
function frame(journeys, places) {
  const points = [...journeys.flatMap((j) => legs(j).flatMap((l) => [l.from, l.to])), ...places]
    .filter(known)
    .map((p) => projection([p.lon, p.lat]))
    .filter(Boolean);
  if (!points.length) return select(svg).call(zooming.transform, zoomIdentity);
  const xs = points.map((p) => p[0]),
    ys = points.map((p) => p[1]);
  const [x0, x1, y0, y1] = [Math.min(...xs) - 60, Math.max(...xs) + 60, Math.min(...ys) - 50, Math.max(...ys) + 50];
  const k = Math.min(6, WIDE / (x1 - x0), HIGH / (y1 - y0));
  const to = zoomIdentity
    .translate(WIDE / 2, HIGH / 2)
    .scale(Math.max(1, k))
    .translate(-(x0 + x1) / 2, -(y0 + y1) / 2);
  select(svg).call(zooming.transform, to);
}

/** Pixels of the drawing to a pixel of the screen: names keep their size on a narrow one. */
const fit = () => Math.max(1, WIDE / (svg.clientWidth || WIDE));

/** Names that would cover each other are left out, those of fewer events first; all come with nearness. */
function sparse({ k }) {
  const taken = [];
  for (const g of svg.querySelectorAll(".site")) {
    const [x, y] = g.dataset.at.split(" ").map((n) => n * k),
      half = g.textContent.length * 3.1 * fit();
    const free = taken.every(([u, v, w]) => Math.abs(u - x) > half + w || Math.abs(v - y) > 13 * fit());
    g.classList.toggle("nameless", !free);
    if (free) taken.push([x, y, half]);
  }
}

function sites(places) {
  return places.map((here) => {
    const [x, y] = projection([here.lon, here.lat]) ?? [];
    if (x === undefined) return null;
    const name = here.place,
      told = `${here.exact ? "" : "somewhere in "}${name}: ${plural(here.events, "event")}`;
    const open = () => showEvents(told, { ...state.filters(), place: name });
    return s(
      "g",
      {
        class: `site q-${quadrant(here.type)}${here.exact ? "" : " vague"}`,
        dataset: { at: `${x} ${y}` },
        transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
      },
      s(
        "g",
        {
          class: "steady",
          role: "button",
          tabindex: 0,
          "aria-label": told,
          onclick: open,
          onkeydown: (event) => {
            if (event.key === "Enter" || event.key === " ") {
              event.preventDefault();
              open();
            }
          },
        },
        s("circle", { r: 3.5 + Math.min(8, Math.sqrt(here.events)) }),
        s("text", { x: 0, y: -8 - Math.min(8, Math.sqrt(here.events)) }, name),
      ),
    );
  });
}

function journeyArcs(j, number) {
  const open = () => pick(j);
  return s(
    "g",
    { class: "journey", dataset: { journey: j.visit.id } },
    legs(j).map(({ from, to, leg, n }) => {
      const d = arc(from, to, number % 2 ? -0.7 : 1);
      const [x, y] = projection([to.lon, to.lat]);
      return s(
        "g",
        {
          class: `leg ${AHEAD.includes(leg.stage) ? "ahead" : "done"}${leg.stage === "cancelled" ? " cancelled" : ""}`,
          onclick: open,
        },
        s("path", { d, class: "hit" }),
        s(
          "path",
          { d, class: "line", "marker-end": "url(#tip)" },
          s("title", {}, `${j.who}: ${to.name ?? "somewhere"}, ${leg.stage}`),
        ),
        j.visit.ordered
          ? s(
              "g",
              {
                class: "number",
                transform: `translate(${(x + 6).toFixed(1)} ${(y + 8 + (number % 3) * 7).toFixed(1)})`,
              },
              s("text", {}, String(n + 1)),
            )
          : null,
      );
    }),
  );
}

function pick(j) {
  chosen = j.visit.id;
  state.set({ journey: chosen }, { quiet: true, step: false });
  for (const g of svg.querySelectorAll(".journey")) g.classList.toggle("chosen", g.dataset.journey === chosen);
  for (const li of list.children) li.classList.toggle("chosen", li.dataset.journey === chosen);
  const leg = j.visit.legs[0];
  if (leg?.events.length) showEvent(leg.events[0]);
}

const day = (leg) =>
  leg.earliest && leg.earliest === leg.latest
    ? leg.earliest
    : leg.earliest || leg.latest
      ? `${leg.earliest ?? "…"} – ${leg.latest ?? "…"}`
      : "no date";

function line(j) {
  return h(
    "li",
    { class: "journey-line", dataset: { journey: j.visit.id } },
    h(
      "button",
      { type: "button", onclick: () => pick(j) },
      h("span", { class: "what" }, h("strong", {}, j.who), j.home ? ` from ${j.home.name}` : ""),
      h(
        "span",
        { class: "stops" },
        j.visit.legs.map((leg, n) =>
          h(
            "span",
            { class: AHEAD.includes(leg.stage) ? "ahead" : "done" },
            `${j.visit.ordered ? `${n + 1}. ` : n ? "· " : ""}${j.stops[n].name ?? "somewhere"} `,
            h("small", {}, `${day(leg)}, ${leg.stage}${known(j.stops[n]) ? "" : ", not on the map"}`),
            " ",
          ),
        ),
      ),
      j.visit.finding ? h("span", { class: "note" }, j.visit.finding) : null,
    ),
  );
}

async function load() {
  const status = $("#count");
  put(status, "Reading the map…");
  try {
    const query = state.filters();
    const [outlined, found, held] = await Promise.all([world ?? outline(), get("visits", query), get("sites", query)]);
    world = outlined;
    put($("#problem"));
    drawMap(found.journeys, held.sites);
    put(list, found.journeys.map(line));
    put(
      status,
      `${plural(found.journeys.length, "journey")}${found.total > found.read ? ` of the first ${found.read} of ${found.total.toLocaleString("en")} visits; filter by date for the others` : ""}; ${plural(held.total, "event")} with a place.`,
    );
    if (!found.journeys.length && !held.sites.length)
      put(
        list,
        h(
          "li",
          {},
          empty("Nothing to put on the map", h("p", {}, "No event that fits has a place that the gazetteer knows.")),
        ),
      );
    const { journey, event } = state.params();
    const own = found.journeys.find((j) => j.visit.id === journey);
    if (own) pick(own);
    else if (event) showEvent(event, { focus: false });
  } catch (error) {
    put(status);
    put($("#problem"), trouble(error, load));
  }
}

put(
  $("#legend"),
  legend(false),
  h(
    "p",
    { class: "legend" },
    h("span", { class: "leg-sample done" }, "a journey made"),
    h("span", { class: "leg-sample ahead" }, "only announced"),
    h("span", {}, "◌ somewhere in this state"),
  ),
);
$("#zoom-in").addEventListener("click", () => select(svg).call(zooming.scaleBy, 1.6));
$("#zoom-out").addEventListener("click", () => select(svg).call(zooming.scaleBy, 0.625));
$("#whole").addEventListener("click", () => select(svg).call(zooming.transform, zoomIdentity));
state.on((quiet) => {
  if (!quiet) load();
});
whenChanged(() => load());
load();
