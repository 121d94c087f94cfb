// Keys that work on every page.

import { $, h, put } from "./dom.js";
import { closePanel } from "./panel.js";

const KEYS = [
  ["/", "find"],
  ["g then t, m, n, s, p, r", "timeline, map, network, statements, plans, reports"],
  ["j, k", "next and previous mark or line"],
  ["Enter", "opens it"],
  ["a, x", "to accept, reject the open record"],
  ["t, e, s, d", "to its type (a statement's act), mode, status, date"],
  ["f, o", "to its source (a statement's speaker), its target"],
  ["m, p", "to merging its event, splitting it off"],
  ["n", "to the note that goes with the next decision"],
  ["u", "to taking back what this page wrote last"],
  ["Enter", "writes what a key led to; nothing else does"],
  ["Esc", "leaves it as it was; closes the panel"],
  ["?", "these keys"],
];
const GOES = { t: "timeline", m: "map", n: "network", s: "statements", p: "plans", r: "reports" };

export function keys() {
  let going = false;
  $("#help").addEventListener("click", () => $("#keys").showModal());
  put(
    $("#key-list"),
    KEYS.map(([key, what]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)]),
  );
  document.addEventListener(
    "keydown",
    (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "Escape" && !typing && !$("dialog[open]")) {
        if (event.target.closest(".corrections")) $("#panel-title").focus();
        else if (!event.target.closest(".merging")) closePanel();
      }
      if (typing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
      if (going && GOES[event.key]) {
        event.preventDefault();
        event.stopImmediatePropagation();
        $(`nav a[data-page=${GOES[event.key]}]`).click();
      }
      going = event.key === "g";
      if (event.key === "/") {
        event.preventDefault();
        $("#find").focus();
      } else if (event.key === "?") $("#keys").showModal();
      else if (event.key === "u") $("#undo").focus();
      else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    },
    true,
  );
}

let place = -1; // where in the list the last step led, for when the focus has gone to the panel

/** To the next or previous line of the page's list. */
function step(by) {
  const rows = [
    ...document.querySelectorAll("main .steps button:not([tabindex='-1']), main .steps [tabindex='0']"),
  ].filter((r) => r.offsetParent);
  if (!rows.length) return;
  const own = rows.indexOf(document.activeElement),
    at = own < 0 ? place : own;
  place = at < 0 && by < 0 ? rows.length - 1 : Math.min(rows.length - 1, Math.max(0, at + by));
  rows[place].focus();
  rows[place].scrollIntoView({ block: "nearest" });
}
