// What a word or a name finds: reports with the words, parties, events and statements.

import { get } from "./api.js";
import { $, h, put } from "./dom.js";
import { showEvent } from "./panel.js";
import "./shell.js";
import * as state from "./state.js";
import { empty, eventLine, plural, trouble } from "./words.js";
import { whenChanged } from "./work.js";

async function load() {
  const { words = "", event } = state.params();
  const box = $("#results");
  $("#find").value = words;
  if (!words.trim())
    return put(
      box,
      empty(
        "Find",
        h(
          "p",
          {},
          'Type a word, a "phrase in quotes", the beginning of a word with a star (nucl*), or a name. AND, OR and NOT are understood.',
        ),
      ),
    );
  put(box, h("p", { role: "status" }, "Looking…"));
  try {
    const [hits, parties, events, said] = await Promise.all([
      get("search", { words, limit: 50 }),
      get("names", { part: words, limit: 12 }),
      get("events", { words, limit: 50 }),
      get("statements", { words, limit: 20 }),
    ]);
    put(
      box,
      h(
        "section",
        {},
        h("h2", {}, "Parties"),
        parties.length
          ? h(
              "ul",
              { class: "tags" },
              parties.map((p) =>
                h(
                  "li",
                  {},
                  h("a", { href: `/?party=${encodeURIComponent(p.name)}` }, p.label),
                  h(
                    "small",
                    {},
                    ` ${p.kind === "words" ? "as reports have it" : p.kind}, ${plural(p.events, "event")}`,
                  ),
                ),
              ),
            )
          : h("p", { class: "note" }, "No party is called so."),
      ),
      h(
        "section",
        {},
        h("h2", {}, `Reports with these words`),
        hits.length
          ? h(
              "ol",
              { class: "hits steps" },
              hits.map((hit) =>
                h(
                  "li",
                  {},
                  h("a", { href: `/reports/${hit.report.id}`, tabindex: 0 }, hit.report.title),
                  h("span", { class: "when" }, ` ${hit.report.published ?? "undated"}`),
                  h(
                    "p",
                    {},
                    hit.snippet.map((p) => (p.found ? h("mark", {}, p.text) : p.text)),
                  ),
                ),
              ),
            )
          : h("p", { class: "note" }, "No report has these words."),
      ),
      h(
        "section",
        {},
        h("h2", {}, `${plural(events.total, "event")} told by these reports`),
        h(
          "ul",
          { class: "lines steps" },
          events.events.map((e) => eventLine(e, showEvent)),
        ),
        events.total > events.events.length
          ? h("p", {}, h("a", { href: `/?words=${encodeURIComponent(words)}` }, "All of them on the timeline"))
          : null,
      ),
      h(
        "section",
        {},
        h("h2", {}, plural(said.total, "statement with these words", "statements with these words")),
        h(
          "ul",
          { class: "plain" },
          said.statements.map((w) =>
            h(
              "li",
              {},
              h("a", { href: `/reports/${w.report.id}?record=${w.statement.id}` }, w.speaker?.label ?? "Nobody named"),
              ` (${w.statement.act}): ${w.statement.content.text}`,
            ),
          ),
        ),
      ),
    );
    if (event) showEvent(event, { focus: false });
  } catch (error) {
    put(box, trouble(error, load));
  }
}

state.on((quiet) => {
  if (!quiet) load();
});
whenChanged(() => load());
load();
