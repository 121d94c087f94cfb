// Adding reports: files dropped or chosen, or text pasted; dates set before; progress, and what was refused and why.

import { stream } from "./api.js";
import { $, h, put } from "./dom.js";
import { plural, trouble } from "./words.js";
import { redraw } from "./work.js";

const LARGEST = 24_000_000; // bytes of one request: the server takes no more
const READS = [".txt", ".md", ".jsonl", ".ndjson"];
let staged = [];

const size = (bytes) => (bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`);

/** Open the dialog, with files if there are any. */
export function addReports(files = []) {
  const dialog = $("#adding");
  if (!dialog.open) {
    staged = [];
    put($("#add-outcome"));
    dialog.showModal();
  }
  stage(files);
}

function stage(files) {
  for (const file of files) {
    if (!staged.some((s) => s.file.name === file.name && s.file.size === file.size))
      staged.push({ file, published: guess(file.name) });
  }
  draw();
}

/** A date that the file's name holds: 2018-04-11-report.txt. */
const guess = (name) => /(?:19|20)\d\d-[01]\d-[0-3]\d/.exec(name)?.[0] ?? "";

function draw() {
  put(
    $("#staged"),
    staged.map((one, n) =>
      h(
        "li",
        {},
        h("span", { class: "file" }, one.file.name, " ", h("small", {}, size(one.file.size))),
        h(
          "label",
          {},
          "published ",
          h("input", {
            type: "date",
            value: one.published,
            "aria-label": `Date of ${one.file.name}`,
            oninput: (event) => {
              one.published = event.target.value;
            },
          }),
        ),
        h(
          "button",
          {
            type: "button",
            "aria-label": `Leave out ${one.file.name}`,
            onclick: () => {
              staged.splice(n, 1);
              draw();
            },
          },
          "×",
        ),
      ),
    ),
  );
  $("#add-go").disabled = !staged.length;
  put($("#add-go"), staged.length ? `Add ${plural(staged.length, "file")}` : "Add");
}

/** What became of one report, as a line. */
function became(made) {
  if (made.state === "refused")
    return [h("strong", {}, "refused "), `${made.name}: ${made.what}`, made.remedy ? `; ${made.remedy}` : ""];
  return [
    made.state === "added" ? "added " : "known already: ",
    h("a", { href: `/reports/${made.report.id}` }, made.report.title),
    `, ${plural(made.records, "mention")}${made.report.published ? "" : ", no date"}${made.what ? `; ${made.what}` : ""}`,
  ];
}

const sum = (count) =>
  [
    `${plural(count.added, "report")} added`,
    count.same && `${count.same} known already`,
    count.refused && `${count.refused} refused`,
  ]
    .filter(Boolean)
    .join(", ");

function form() {
  const made = new FormData();
  for (const one of staged) {
    made.append("files", one.file, one.file.name);
    made.append("published", one.published);
  }
  return made;
}

async function go() {
  const outcome = $("#add-outcome"),
    stop = new AbortController(),
    count = { added: 0, same: 0, refused: 0 };
  const total = staged.reduce((bytes, one) => bytes + one.file.size, 0);
  if (total > LARGEST) {
    const much = { what: `${size(total)} are too much at once`, remedy: `add at most ${size(LARGEST)} in one go` };
    put(outcome, trouble(much));
    return;
  }
  const bar = h("progress", { max: staged.length, value: 0, "aria-label": "Reports read" });
  const waiting = "Reading. The first report takes a moment longer, while the language model loads.";
  const line = h("p", { role: "status" }, waiting);
  const list = h("ul", { class: "outcomes" });
  const halt = h("button", { type: "button", id: "add-stop", onclick: () => stop.abort() }, "Stop");
  put(outcome, bar, line, halt, list);
  $("#add-go").disabled = true;
  const each = (made) => {
    count[made.state] += 1;
    bar.max = made.total;
    bar.value = made.done;
    list.append(h("li", { class: made.state }, became(made)));
    put(line, `${made.done} of ${made.total}`);
  };
  try {
    await stream("reports", form(), each, stop.signal);
    put(line, sum(count), ".");
    staged = [];
  } catch (error) {
    if (error.name === "AbortError") put(line, `Stopped: ${sum(count)}. What was added stays.`);
    else outcome.append(trouble(error));
  }
  halt.remove();
  draw();
  redraw();
}

/** Files may be dropped anywhere on any page; text may be pasted where nothing is being typed. */
export function dropZone() {
  const over = (on) => document.body.classList.toggle("dropping", on);
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      over(true);
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) over(false);
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    over(false);
    addReports([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (files.length) addReports(files);
    else if (text.trim().length > 200) {
      addReports();
      $("#paste").value = text;
      $("#paste-title").focus();
    }
  });
  const chosen = $("#choose");
  chosen.accept = READS.join(",");
  chosen.addEventListener("change", () => {
    stage([...chosen.files]);
    chosen.value = "";
  });
  $("#paste-stage").addEventListener("click", () => {
    const text = $("#paste").value;
    if (!text.trim()) return $("#paste").focus();
    const title =
      $("#paste-title").value.trim().replace(/[/\\]/g, "-") || `pasted ${new Date().toISOString().slice(0, 16)}`;
    stage([new File([text], `${title}.txt`, { type: "text/plain" })]);
    $("#paste").value = $("#paste-title").value = "";
  });
  $("#add-go").addEventListener("click", go);
}
