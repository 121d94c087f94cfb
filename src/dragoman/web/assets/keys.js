// Keys that work on every page.

import { $, h, put } from "./dom.js";
import { closePanel } from "./panel.js";
import { undo } from "./work.js";

const KEYS = [
  ["/", "find"],
  ["g then t, m, n, s, p, r", "timeline, map, network, statements, plans, reports"],
  ["j, k", "next and previous mark or line"],
  ["Enter", "open it"],
  ["a, x", "accept, reject the open record"],
  ["t, s, d", "its type, status, date"],
  ["f, o", "its source, its target"],
  ["m, p", "merge its event, split it off"],
  ["u", "take the last correction back"],
  ["Esc", "close"],
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
      if (event.key === "Escape" && !typing && !$("dialog[open]")) closePanel();
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
      else if (event.key === "u") undo();
      else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    },
    true,
  );
}

/** To the next or previous line of the page's list. */
function step(by) {
  const rows = [
    ...document.querySelectorAll("main .steps button:not([tabindex='-1']), main .steps [tabindex='0']"),
  ].filter((r) => r.offsetParent);
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
