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

/** Carry a correction out, say so, and draw the page anew. */
export async function correct(decision, done) {
  try {
    const made = await send("POST", "reviews", { by: localStorage.getItem("dragoman-name") || null, ...decision });
    const what = [made.verdict, made.field, made.value].filter(Boolean).join(" ");
    say(`Written: ${what}.`, { label: "Undo (u)", run: undo });
    await done?.(made);
    dispatchEvent(new CustomEvent("corrected", { detail: made }));
  } catch (error) {
    sayTrouble(error);
  }
}

export async function undo() {
  try {
    const made = await send("DELETE", "reviews/last");
    say(`Taken back: ${[made.verdict, made.field, made.value].filter(Boolean).join(" ")}.`);
    dispatchEvent(new CustomEvent("corrected", { detail: made }));
  } catch (error) {
    sayTrouble(error);
  }
}
