// The find box: names and words while one types.

import { get } from "./api.js";
import { $, h, put, settled } from "./dom.js";
import * as state from "./state.js";

const page = document.body.dataset.page;

export function findBox() {
  const box = $("#find"),
    list = $("#found");
  let rows = [],
    at = -1,
    last;
  const close = () => {
    put(list);
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    at = -1;
  };
  const choose = (n) => {
    at = n;
    for (const [i, li] of [...list.children].entries()) li.setAttribute("aria-selected", String(i === n));
    box.setAttribute("aria-activedescendant", n < 0 ? "" : `found-${n}`);
  };
  const show = (made) => {
    rows = made;
    put(
      list,
      rows.map((row, n) =>
        h(
          "li",
          {
            role: "option",
            id: `found-${n}`,
            "aria-selected": "false",
            onmousedown: (e) => {
              e.preventDefault();
              row.run();
              close();
            },
          },
          h("span", { class: "found-kind" }, row.kind),
          " ",
          row.label,
        ),
      ),
    );
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
        ...parties.map((p) => ({
          kind: p.kind === "words" ? "named" : p.kind,
          label: `${p.label} (${p.events})`,
          run: () => (home ? state.set({ [party]: p.name }) : location.assign(`/?party=${encodeURIComponent(p.name)}`)),
        })),
        ...hits.map((hit) => ({
          kind: "report",
          label: [
            hit.report.title,
            " ",
            h(
              "small",
              {},
              hit.snippet.map((piece) => (piece.found ? h("mark", {}, piece.text) : piece.text)),
            ),
          ],
          run: () => location.assign(`/reports/${hit.report.id}`),
        })),
      ]);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }, 120);
  box.addEventListener("input", suggest);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && rows.length) {
      event.preventDefault();
      choose((at + 1) % rows.length);
    } else if (event.key === "ArrowUp" && rows.length) {
      event.preventDefault();
      choose((at - 1 + rows.length) % rows.length);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      rows[at].run();
      close();
    } else if (event.key === "Escape") {
      close();
    }
  });
}
