// The plan board: steps, conditions and verdicts as of a day, with the sentences for and against; what-if; two versions.

import { get, send } from "./api.js";
import { difference, drawBoard, open, row } from "./board.js";
import { $, h, put, s, settled } from "./dom.js";
import { partyBox } from "./parties.js";
import "./shell.js";
import * as state from "./state.js";
import { empty, trouble } from "./words.js";
import { sayTrouble, vocabulary, whenChanged } from "./work.js";

let shelf,
  board,
  other,
  asked,
  days = [];

const asking = () => ({
  as_of: state.params().as_of,
  known_on: state.params().known_on,
  suppose: state.all("suppose"),
  without: state.all("without"),
});

async function start() {
  try {
    shelf = await get("plans");
    put($("#problem"));
    const { draft, plan } = state.params();
    choose($("#plan"), plan, "choose a plan");
    choose($("#versus"), state.params().versus, "no other version");
    put(
      $("#drafts"),
      shelf.drafts.length
        ? shelf.drafts.map((d) =>
            h(
              "li",
              {},
              h("button", { type: "button", class: "link", onclick: () => state.set({ draft: d.id }) }, d.name),
              h("small", {}, ` in ${d.report.title}`),
            ),
          )
        : h("li", { class: "note" }, "No report of this case holds a plan."),
    );
    if (draft) await showDraft(draft);
    if (plan) await load();
    else none();
  } catch (error) {
    put($("#problem"), trouble(error, start));
  }
}

function choose(select, at, nothing) {
  put(
    select,
    h("option", { value: "" }, nothing),
    shelf.kept.map((p) => h("option", { value: p.id, selected: p.id === at }, p.name)),
  );
}

function none() {
  $("#board").hidden = true;
  put(
    $("#none"),
    empty(
      shelf.kept.length ? "Choose a plan" : "No plan is kept with this case yet",
      shelf.kept.length
        ? h(
            "ul",
            { class: "plain" },
            shelf.kept.map((p) =>
              h(
                "li",
                {},
                h(
                  "button",
                  { type: "button", class: "link", onclick: () => state.set({ plan: p.id, draft: null }) },
                  p.name,
                ),
              ),
            ),
          )
        : null,
      h(
        "p",
        {},
        "Draft one from what a report proposes, or paste a plan file. docs/plans.md tells how one is written.",
      ),
    ),
  );
}

async function showDraft(id) {
  try {
    const sheet = await get(`plans/drafts/${encodeURIComponent(id)}`);
    $("#new").open = true;
    $("#yaml").value = sheet.yaml;
    $("#yaml").focus();
  } catch (error) {
    sayTrouble(error);
  }
}

async function keep(event) {
  event.preventDefault();
  try {
    const kept = await send("POST", "plans", { yaml: $("#yaml").value });
    put($("#yaml-problem"));
    $("#new").open = false;
    state.set({ plan: kept.id, draft: null });
  } catch (error) {
    put($("#yaml-problem"), trouble(error));
  }
}

async function load() {
  const { plan, versus } = state.params();
  if (!plan) return none();
  asked?.abort();
  const mine = (asked = new AbortController());
  try {
    const query = asking();
    [board, other] = await Promise.all([
      get(`plans/${plan}/board`, query, mine.signal),
      versus ? get(`plans/${versus}/board`, query, mine.signal) : null,
    ]);
    const changes = versus ? await get(`plans/${plan}/difference/${versus}`, query, mine.signal) : [];
    put($("#problem"));
    put($("#none"));
    $("#board").hidden = false;
    slider();
    whatIf();
    put($("#boards"), [board, other].filter(Boolean).map(drawBoard));
    put($("#steps"), board.steps.map(row));
    put($("#changes"), versus ? difference(changes, board.version, other.version) : null);
    put($("#deciding"));
    const { step } = state.params();
    const own = board.steps.find((one) => one.id === step);
    if (own && !$("#panel").hidden && !state.params().event) open(own, false);
  } catch (error) {
    if (error.name !== "AbortError") put($("#problem"), trouble(error, load));
  }
}

// as of

function slider() {
  const input = $("#as-of"),
    exact = $("#as-of-date");
  const all = [...new Set([...board.days, ...(other?.days ?? [])])].sort();
  const today = board.as_of ?? all.at(-1);
  days = [];
  const first = Date.parse(`${all[0]}T00:00:00Z`) - 15 * 864e5,
    last = Date.parse(`${all.at(-1)}T00:00:00Z`) + 30 * 864e5;
  for (let at = first; at <= last; at += 864e5) days.push(new Date(at).toISOString().slice(0, 10));
  input.max = days.length - 1;
  input.value = Math.max(
    0,
    days.findLastIndex((d) => d <= today),
  );
  input.setAttribute("aria-valuetext", board.as_of ?? "the last report");
  exact.value = board.as_of ?? "";
  put($("#as-of-text"), board.as_of ? `as of ${board.as_of}` : "as of the last report");
  put(
    $("#ticks"),
    s(
      "svg",
      { viewBox: "0 0 1000 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      all.map((d) =>
        s("line", {
          x1: (1000 * days.indexOf(d)) / days.length,
          x2: (1000 * days.indexOf(d)) / days.length,
          y1: 0,
          y2: 10,
          class: "tick",
        }),
      ),
    ),
  );
  $("#known-on").value = board.known_on ?? "";
}

const slid = settled((day) => {
  state.set({ as_of: day }, { quiet: true, step: false });
  load();
}, 60);

// what if

async function whatIf() {
  const chip = (name, value, text) =>
    h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-label": `Take away: ${text}`,
          onclick: () => state.set({ [name]: state.all(name).filter((v) => v !== value) }),
        },
        text,
        " ",
        h("span", { "aria-hidden": "true" }, "×"),
      ),
    );
  const told = new Map(
    board.steps.flatMap((one) => [...one.supporting, ...one.opposing]).map((p) => [p.mention, p.sentence]),
  );
  put(
    $("#supposed"),
    state.all("suppose").map((act) => chip("suppose", act, `supposed: ${act}`)),
    state.all("without").map((m) => chip("without", m, `not believed: ${(told.get(m) ?? m).slice(0, 60)}`)),
  );
}

async function supposing() {
  const words = await vocabulary();
  put(
    $("#suppose-type"),
    words.types.map((t) => h("option", { value: t.type }, t.type)),
  );
  partyBox($("#suppose-who"), $("#suppose-called"));
  $("#suppose").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const act = [form.get("actor").trim(), form.get("type"), form.get("object").trim(), form.get("day")]
      .filter(Boolean)
      .join(" ");
    const suppose = [...state.all("suppose"), act];
    try {
      await get(`plans/${state.params().plan}/board`, { ...asking(), suppose });
      put($("#suppose-problem"));
      state.set({ suppose });
    } catch (error) {
      put($("#suppose-problem"), trouble(error));
    }
  });
}

async function deciding() {
  const box = $("#deciding");
  put(box, h("p", { role: "status" }, "Trying each sentence…"));
  try {
    const found = await get(`plans/${state.params().plan}/sensitive`, asking());
    put(
      box,
      found.length
        ? h(
            "ul",
            { class: "plain" },
            found.map((d) =>
              h(
                "li",
                {},
                h("q", { class: "sentence" }, d.proof.sentence),
                h(
                  "div",
                  { class: "note" },
                  d.changes.map((c) => `${c.step}: ${c.now}, without it ${c.without}`).join("; "),
                ),
              ),
            ),
          )
        : h("p", { class: "note" }, "No single sentence decides a verdict."),
    );
  } catch (error) {
    put(box, trouble(error, deciding));
  }
}

async function discard() {
  const { plan } = state.params();
  if (!plan || !confirm("Forget this plan file? The case's records stay as they are.")) return;
  try {
    await send("DELETE", `plans/${plan}`);
    state.set({ plan: null, versus: null });
  } catch (error) {
    sayTrouble(error);
  }
}

$("#plan").addEventListener("change", (event) => state.set({ plan: event.target.value, draft: null }));
$("#versus").addEventListener("change", (event) => state.set({ versus: event.target.value }));
$("#as-of").addEventListener("input", (event) => {
  const day = days[event.target.value];
  put($("#as-of-text"), `as of ${day}`);
  event.target.setAttribute("aria-valuetext", day);
  slid(day);
});
$("#as-of-date").addEventListener("change", (event) => state.set({ as_of: event.target.value }));
$("#known-on").addEventListener("change", (event) => state.set({ known_on: event.target.value }));
$("#now").addEventListener("click", () => state.set({ as_of: null, known_on: null, suppose: null, without: null }));
$("#new-form").addEventListener("submit", keep);
$("#choose-plan").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) $("#yaml").value = (await file.text()).slice(0, 200000);
  event.target.value = "";
});
$("#ask-deciding").addEventListener("click", deciding);
$("#discard").addEventListener("click", discard);
state.on((quiet) => {
  if (!quiet) start();
});
whenChanged(() => load());
supposing().catch(sayTrouble);
start();
