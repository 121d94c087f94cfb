// The weeks that were read, under a time axis.

import { $, put, s } from "./dom.js";
import { DAY, iso, time } from "./time.js";
import { plural } from "./words.js";

/** The strip: a bar a week for the reports that were read, hatched where there was none. */
export function drawStrip(chart, weeks) {
  const centre = $("#timeline .vis-panel.vis-center")?.getBoundingClientRect();
  if (!centre || !weeks.length) return;
  const outer = $("#strip").getBoundingClientRect();
  const { start, end } = chart.getWindow();
  const scale = centre.width / (end - start),
    x = (at) => centre.left - outer.left + (at - start) * scale;
  const most = Math.max(1, ...weeks.map((w) => w.reports)),
    high = 34;
  const begun = weeks.find((w) => w.reports)?.monday,
    ended = weeks.findLast((w) => w.reports)?.monday;
  const read = new Map(weeks.map((w) => [w.monday, w.reports]));
  const parts = [];
  if (begun) {
    const step = Math.max(1, Math.ceil(2 / (7 * DAY * scale)));
    for (let at = time(begun); at <= time(ended); at += 7 * DAY * step) {
      if (at > +end || at + 7 * DAY * step < +start) continue;
      let reports = 0;
      for (let n = 0; n < step; n += 1) reports += read.get(iso(at + n * 7 * DAY)) ?? 0;
      const width = Math.max(1, 7 * DAY * step * scale - (step === 1 ? 1 : 0)),
        tall = reports ? Math.max(3, high * Math.min(1, reports / (most * step))) : high;
      const left = Math.max(x(at), centre.left - outer.left);
      if (x(at) + width <= left) continue;
      parts.push(
        s(
          "rect",
          { x: left, y: high - tall, width: x(at) + width - left, height: tall, class: reports ? "read" : "unread" },
          s("title", {}, `week of ${iso(at)}: ${plural(reports, "report")}`),
        ),
      );
    }
  }
  put(
    $("#strip svg"),
    s(
      "defs",
      {},
      s(
        "pattern",
        { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        s("line", { x1: 0, y1: 0, x2: 0, y2: 5, class: "hatch" }),
      ),
    ),
    parts,
  );
}
