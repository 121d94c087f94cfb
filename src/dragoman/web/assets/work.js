// Decisions: written down, taken back, and said so at the foot of the page.

import { get, send } from "./api.js";
import { $, h, put } from "./dom.js";
import { trouble } from "./words.js";

let known;

/** The codebook in short; asked for once. */
export const vocabulary = () => (known ??= get("vocabulary"));

// notes

/** A line at the foot of the page, read out by screen readers. */
export function say(text, action) {
  const note = h(
    "div",
    { class: "note-box" },
    text,
    action
      ? h(
          "button",
          {
            type: "button",
            onclick: () => {
              note.remove();
              action.run();
            },
          },
          action.label,
        )
      : null,
  );
  put($("#notes"), note);
  setTimeout(() => note.remove(), 9000);
}

export const sayTrouble = (error) =>
  put(
    $("#notes"),
    h(
      "div",
      { class: "note-box" },
      trouble(error),
      h("button", { type: "button", onclick: () => put($("#notes")) }, "Close"),
    ),
  );

// decisions

const WRITTEN = "dragoman-written"; // what this tab wrote and did not take back: [{number, revision}]

const written = () => JSON.parse(sessionStorage.getItem(WRITTEN) ?? "[]");
const remember = (made) => sessionStorage.setItem(WRITTEN, JSON.stringify(made));
const spelled = (made) => [made.verdict, made.field, made.value].filter(Boolean).join(" ");

const drawers = new Set();
let drawn = Promise.resolve();

/** Have a function run whenever the case has changed. */
export const whenChanged = (draw) => drawers.add(draw);

/** Draw anew whatever shows the case; `focus` is the id of the control that stays in focus. */
export function redraw(focus) {
  if (focus) document.getElementById(focus)?.focus();
  drawn = Promise.allSettled([...drawers].map((draw) => draw()));
}

/** Resolves once everything shows the case as it was last asked for. */
export const shownAnew = () => drawn;

/** Write a decision down, have the page drawn anew, and only then say so: what is typed after the word stays. Raises a
 * Trouble where it was not written. */
export async function correct(decision) {
  const made = await send("POST", "reviews", { by: localStorage.getItem("dragoman-name") || null, ...decision });
  remember([...written(), { number: made.number, revision: made.revision }]);
  if ($("#panel")?.contains(document.activeElement)) $("#panel-title")?.focus();
  redraw();
  await shownAnew();
  say(`Written: ${spelled(made)}.`, { label: "Undo (u)", run: undo });
}

/** Take back what this tab wrote last; what others wrote is theirs. */
export async function undo() {
  const last = written().at(-1);
  if (last) return takeBack(last);
  say("This page has written nothing that it could take back. All corrections stand on the page of reports.");
}

/** Take one decision back. */
export async function takeBack({ number, revision }) {
  let made;
  try {
    made = await send("DELETE", `reviews/${number}?revision=${revision}`);
  } catch (error) {
    sayTrouble(error);
    if (![404, 409].includes(error.status)) return;
  }
  remember(written().filter((one) => one.number !== number || one.revision !== revision));
  redraw();
  await shownAnew();
  if (made) say(`Taken back: ${spelled(made)}.`);
}
