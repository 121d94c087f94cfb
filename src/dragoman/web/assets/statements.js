// Who said what to whom, and one speaker's acts over time.

import { get } from "./api.js";
import { corrections } from "./corrections.js";
import { $, h, put, s } from "./dom.js";
import { openPanel } from "./panel.js";
import "./shell.js";
import * as state from "./state.js";
import { empty, marked, plural, trouble } from "./words.js";
import { sayTrouble, vocabulary, whenChanged } from "./work.js";

const PAGE = 100;
const list = $("#statements");
let shown = [];

const asked = () => state.filters(state.STATEMENT_FILTERS);

function line(w) {
  const st = w.statement;
  return h(
    "li",
    {},
    h(
      "div",
      { class: "said" },
      h("span", { class: "when" }, w.report.published ?? "undated"),
      h(
        "span",
        { class: "who" },
        w.speaker
          ? h(
              "button",
              {
                type: "button",
                class: "link",
                tabindex: -1,
                title: "Only this speaker",
                onclick: () => state.set({ speaker: w.speaker.name }),
              },
              w.speaker.label,
            )
          : h("span", { class: "note" }, "nobody named"),
        w.addressee ? ` to ${w.addressee.label}` : "",
      ),
      h(
        "button",
        {
          type: "button",
          class: "link act",
          tabindex: -1,
          title: "Only this act",
          onclick: () => state.set({ act: st.act }),
        },
        st.act,
      ),
      h(
        "button",
        { type: "button", class: "quote", dataset: { record: st.id }, onclick: () => open(w) },
        st.form === "indirect" ? st.content.text : h("q", {}, st.content.text.replace(/^["“]|["”]$/g, "")),
      ),
    ),
  );
}

/** One statement with its sentence. */
function open(w) {
  const st = w.statement;
  state.set({ record: st.id }, { quiet: true, step: false });
  openPanel(
    `${w.speaker?.label ?? "Nobody named"}: ${st.act}`,
    h(
      "article",
      { class: "account record" },
      h("p", {}, marked(st.sentence, ...(st.content.parts ?? [st.content.span]))),
      h(
        "dl",
        { class: "facts" },
        st.cue ? [h("dt", {}, "cue"), h("dd", {}, st.cue.text)] : null,
        h("dt", {}, "form"),
        h("dd", {}, st.form),
        h("dt", {}, "rule"),
        h("dd", {}, st.rule),
      ),
      h(
        "p",
        { class: "source" },
        h("a", { href: `/reports/${w.report.id}?record=${st.id}` }, w.report.title),
        `, ${w.report.published ?? "undated"}`,
      ),
      corrections({ kind: "statement", id: st.id, revision: w.revision, record: st }),
    ),
  );
  $("#panel-title").focus();
}

/** Dots of one speaker: time from left to right, a row an act. */
async function overTime() {
  const box = $("#over-time");
  const { speaker } = state.params();
  if (!speaker) return put(box);
  const { statements, total } = await get("statements", { ...asked(), limit: 1000 });
  const dated = statements.filter((w) => w.report.published);
  if (dated.length < 2) return put(box);
  const acts = [...new Set(dated.map((w) => w.statement.act))].sort();
  const times = dated.map((w) => Date.parse(w.report.published)),
    first = Math.min(...times),
    last = Math.max(...times);
  const wide = 900,
    row = 24,
    left = 96,
    x = (at) => left + 12 + ((wide - left - 40) * (at - first)) / (last - first || 1);
  const stacks = new Map();
  const dots = dated.map((w) => {
    const at = x(Date.parse(w.report.published)),
      key = `${w.statement.act} ${w.report.published}`,
      n = stacks.get(key) ?? 0;
    stacks.set(key, n + 1);
    return n > 12
      ? null
      : s(
          "circle",
          {
            cx: at + (n % 4) * 5,
            cy: acts.indexOf(w.statement.act) * row + 14 - Math.floor(n / 4) * 5,
            r: 4.5,
            class: "dot",
            onclick: () => open(w),
          },
          s("title", {}, `${w.report.published}, ${w.statement.act}: ${w.statement.content.text}`),
        );
  });
  const high = acts.length * row + 26;
  put(
    box,
    h("h2", {}, `${dated[0].speaker.label} over time`),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": "Statements over time" },
      s(
        "svg",
        {
          viewBox: `0 0 ${wide} ${high}`,
          role: "img",
          "aria-label": `${plural(dated.length, "statement")} from ${dated[0].report.published} to ${dated.at(-1).report.published}; the list below has them all`,
        },
        acts.map((act, n) => [
          s("text", { x: 4, y: n * row + 18, class: "lane" }, act),
          s("line", { x1: left, x2: wide, y1: n * row + 14, y2: n * row + 14, class: "rule" }),
        ]),
        s("text", { x: left, y: high - 4, class: "lane" }, dated[0].report.published),
        s("text", { x: wide - 4, y: high - 4, class: "lane", "text-anchor": "end" }, dated.at(-1).report.published),
        dots,
      ),
    ),
    total > statements.length ? h("p", { class: "note" }, `The first ${statements.length} of ${total}.`) : null,
  );
}

async function load(more = false) {
  if (!more) {
    shown = [];
    put($("#count"), "Reading…");
  }
  try {
    const found = await get("statements", { ...asked(), limit: PAGE, offset: shown.length });
    shown.push(...found.statements);
    put($("#problem"));
    put(list, shown.map(line));
    put($("#count"), `${plural(found.total, "statement")}.`);
    $("#more").hidden = shown.length >= found.total;
    if (!found.total)
      put(
        list,
        h(
          "li",
          {},
          empty("No statement fits", h("p", {}, "Take a filter away, or add reports in which somebody is quoted.")),
        ),
      );
    if (!more) await overTime();
    const { record } = state.params();
    const own = !more && shown.find((w) => w.statement.id === record);
    if (own) open(own);
  } catch (error) {
    put($("#count"));
    put(
      $("#problem"),
      trouble(error, () => load(more)),
    );
  }
}

async function acts() {
  const words = await vocabulary();
  const draw = () =>
    put(
      $("#acts"),
      Object.entries(words.acts).map(([act, definition]) =>
        h(
          "button",
          {
            type: "button",
            class: "toggle",
            "aria-pressed": String((state.params().act ?? "").split(",").includes(act)),
            title: definition,
            onclick: () => toggle(act),
          },
          act,
        ),
      ),
    );
  state.on(draw);
  draw();
}

function toggle(act) {
  const now = (state.params().act ?? "").split(",").filter(Boolean);
  state.set({ act: (now.includes(act) ? now.filter((a) => a !== act) : [...now, act]).join(",") });
}

$("#more").addEventListener("click", () => load(true));
state.on((quiet) => {
  if (!quiet) load();
});
whenChanged(() => load());
acts().catch(sayTrouble);
load();
