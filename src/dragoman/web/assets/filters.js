// The filters of a page: chips that take them away, a form that sets them, links that carry them along.

import { get } from "./api.js";
import { $, h, put } from "./dom.js";
import { partyBox } from "./parties.js";
import * as state from "./state.js";
import { trouble } from "./words.js";
import { sayTrouble, vocabulary } from "./work.js";

const page = document.body.dataset.page;
const PARTIES = ["party", "with", "speaker", "addressee"];
const LABELS = {
  party: "party",
  with: "with",
  type: "type",
  status: "status",
  from: "from",
  to: "to",
  place: "place",
  words: "words",
  speaker: "speaker",
  addressee: "to whom",
  act: "act",
};
/** The filters that this page knows. */
export const names = page === "statements" ? state.STATEMENT_FILTERS : state.EVENT_FILTERS;

function chips() {
  const shown = state.filters(names);
  if ($("#chips"))
    put(
      $("#chips"),
      Object.entries(shown).map(([name, value]) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-label": `Take away the filter ${LABELS[name]} ${value}`,
              onclick: () => state.set({ [name]: null }),
            },
            h("span", { class: "chip-name" }, LABELS[name]),
            ` ${value} `,
            h("span", { "aria-hidden": "true" }, "×"),
          ),
        ),
      ),
    );
  const shared = state.filters();
  for (const link of document.querySelectorAll("nav a[data-page]")) {
    const own =
      link.dataset.page === "statements"
        ? Object.fromEntries(Object.entries(shared).filter(([n]) => state.STATEMENT_FILTERS.includes(n)))
        : shared;
    const query = new URLSearchParams(own).toString();
    link.href = link.dataset.path + (query && !["plans", "reports"].includes(link.dataset.page) ? `?${query}` : "");
  }
  put(
    $("#printed"),
    `${document.title}. ${
      Object.entries(shown)
        .map(([n, v]) => `${LABELS[n]} ${v}`)
        .join("; ") || "Everything"
    }. ${location.href}, printed ${new Date().toISOString().slice(0, 10)}.`,
  );
}

async function filterForm() {
  const form = $("#filter-form");
  if (!form.closest("details").open) return;
  const words = await vocabulary();
  const choices = {
    type: [...words.types.map((t) => t.type)],
    status: Object.keys(words.statuses),
    act: Object.keys(words.acts),
  };
  const field = (name) => {
    const id = `filter-${name}`;
    const value = state.params()[name] ?? "";
    const input = choices[name]
      ? h(
          "select",
          { id, name },
          h("option", { value: "" }, "any"),
          choices[name].map((c) => h("option", { value: c, selected: c === value }, c)),
        )
      : h("input", {
          id,
          name,
          value,
          autocomplete: "off",
          placeholder: ["from", "to"].includes(name) ? "2018, 2018-04 or 2018-04-10" : null,
        });
    const hint = PARTIES.includes(name) ? h("div", { class: "beside", "aria-live": "polite" }) : null;
    if (hint) partyBox(input, hint, { told: true });
    return h("div", { class: "field" }, h("label", { for: id }, LABELS[name]), input, hint);
  };
  const problem = h("div");
  put(form, names.map(field), problem, h("button", { type: "submit", class: "primary" }, "Filter"));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const asked = Object.fromEntries(new FormData(form));
    try {
      await get(page === "statements" ? "statements" : "events", { ...asked, limit: 1 }); // a name or date that is none stays here
    } catch (error) {
      return put(problem, trouble(error));
    }
    state.set(asked);
    form.closest("details").open = false;
  };
}

/** Draw the chips, and again whenever the address changes. */
export function filters() {
  chips();
  state.on(chips);
  $("#filters")?.addEventListener("toggle", () => filterForm().catch(sayTrouble));
}
