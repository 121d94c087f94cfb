// The panel beside every page: an event with its accounts, or a record, each with its sentence, its reasons and what can be corrected.

import { get } from "./api.js";
import { corrections } from "./corrections.js";
import { $, h, put } from "./dom.js";
import * as state from "./state.js";
import { eventLine, kind, look, mark, marked, parties, plural, status, trouble, when } from "./words.js";
import { whenChanged } from "./work.js";

const panel = () => $("#panel");
let opener;

/** Show children in the panel under a title. */
export function openPanel(title, ...children) {
  const aside = panel(),
    within = aside.contains(document.activeElement) && document.activeElement.id;
  if (aside.hidden) opener = document.activeElement;
  aside.hidden = false;
  document.body.classList.add("with-panel");
  put(
    aside,
    h(
      "header",
      {},
      h("h2", { id: "panel-title", tabindex: "-1" }, title),
      h("button", { type: "button", class: "close", "aria-label": "Close the panel", onclick: closePanel }, "×"),
    ),
    h("div", { class: "panel-body" }, children),
  );
  aside.scrollTop = 0;
  if (within) setTimeout(() => backTo(within)); // once controls are drawn
  return aside;
}

function backTo(id) {
  const control = document.getElementById(id) ?? $("#panel-title");
  control?.closest("details")?.setAttribute("open", "");
  control?.focus();
}

export function closePanel() {
  const aside = panel();
  if (!aside || aside.hidden) return;
  aside.hidden = true;
  document.body.classList.remove("with-panel");
  state.set({ event: null, record: null }, { quiet: true, step: false });
  dispatchEvent(new Event("panel-closed"));
  if (opener?.isConnected) opener.focus();
}

/** An event with every account of it. */
export async function showEvent(id, { focus = true } = {}) {
  state.set({ event: id }, { quiet: true, step: false });
  let full;
  try {
    full = await get(`events/${encodeURIComponent(id)}`);
  } catch (error) {
    openPanel(
      "Event",
      trouble(error, () => showEvent(id)),
    );
    return;
  }
  const e = full.line;
  openPanel(
    [
      h("span", { class: `mark q-${look(e).split(" ")[0].slice(2)}`, "aria-hidden": "true" }, mark(e.type)),
      ` ${kind(e)}: ${parties(e)}`,
    ],
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, "when"),
      h("dd", {}, when(e), e.edtf ? h("small", {}, ` EDTF ${e.edtf}`) : null),
      e.place ? [h("dt", {}, "where"), h("dd", {}, e.place)] : null,
      h("dt", {}, "status"),
      h(
        "dd",
        {},
        e.history.length > 1 ? e.history.map((s, n) => [n ? " → " : "", status(s)]) : status(e.status),
        e.alleged ? " alleged: told only as somebody's charge" : "",
        e.background ? " told as background" : "",
      ),
      h("dt", {}, "told by"),
      h("dd", {}, plural(e.reports, "report"), e.sources !== e.reports ? ` from ${plural(e.sources, "source")}` : ""),
      full.event.contexts.length ? [h("dt", {}, "contexts"), h("dd", {}, full.event.contexts.join(", "))] : null,
    ),
    full.rejected ? h("p", { class: "note" }, "A person rejected this event.") : null,
    full.event.conflicts.map((c) =>
      h(
        "p",
        { class: "note" },
        `The reports differ on ${c.field}: `,
        c.values.map((v) => `${v.value} (${v.mentions.length})`).join(", "),
        ".",
      ),
    ),
    h("h3", {}, full.accounts.length > 1 ? `${full.accounts.length} accounts` : "The account"),
    full.accounts.map((a) => account(a, full.accounts.length > 1)),
    full.maybe.length
      ? [
          h("h3", {}, "May be the same as"),
          h(
            "ul",
            { class: "lines" },
            full.maybe.map((m) => eventLine(m, showEvent)),
          ),
        ]
      : null,
    h("h3", {}, "Correct the event"),
    h(
      "div",
      { class: "record" },
      corrections({ kind: "event", id: e.id, revision: full.revision, record: full.event, others: full.maybe }),
    ),
  );
  if (focus) $("#panel-title").focus();
}

function account({ mention: m, report, revision }, several) {
  return h(
    "article",
    { class: `account s-${m.status}` },
    h("p", {}, marked(m.sentence, m.trigger.span)),
    h(
      "p",
      { class: "source" },
      h("a", { href: `/reports/${report.id}?record=${m.id}` }, report.title),
      `, ${report.published ?? "undated"} · `,
      status(m.status),
      m.alleged ? ", alleged" : "",
      m.reported_by ? ` · told by ${m.reported_by.text}` : "",
      ` · rule ${m.rule}`,
      m.confidence === null ? "" : ` · trust ${m.confidence}`,
    ),
    h(
      "details",
      {},
      h("summary", {}, "Correct this account"),
      corrections({ kind: "mention", id: m.id, revision, record: m, splits: several }),
    ),
  );
}

/** Lines of events under a title, for an edge of the network or a place on the map. */
export async function showEvents(title, query, note) {
  openPanel(title, h("p", { role: "status" }, "Looking…"));
  try {
    const found = await get("events", { limit: 200, ...query });
    openPanel(
      title,
      note ?? null,
      found.total
        ? h(
            "ul",
            { class: "lines" },
            found.events.map((e) => eventLine(e, showEvent)),
          )
        : h("p", {}, "No event fits."),
      found.total > found.events.length
        ? h(
            "p",
            { class: "note" },
            `${found.events.length} of ${found.total.toLocaleString("en")}; a narrower time shows the others.`,
          )
        : null,
    );
    $("#panel-title").focus();
  } catch (error) {
    openPanel(title, trouble(error));
  }
}

// What was decided shows in the open event too.
whenChanged(() => {
  const { event } = state.params();
  return event && !panel().hidden ? showEvent(event, { focus: false }) : null;
});
