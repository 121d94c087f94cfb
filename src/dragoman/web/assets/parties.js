// Boxes that take parties say whom the words call, and offer the nearest names where they call nobody.

import { get } from "./api.js";
import { h, put, settled } from "./dom.js";

const WAIT = 200; // milliseconds without a key until the words are looked up

/** Look up what is typed into `input` and tell it in `hint`; `told`: words that a report has for a party will do too. */
export function partyBox(input, hint, { told = false } = {}) {
  let last;
  const replace = (words, name) => {
    input.value = input.value
      .split(",")
      .map((one) => (one.trim() === words ? name : one.trim()))
      .join(",");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  };
  const offers = (words, parties) =>
    parties.map((p) => [
      " ",
      h("button", { type: "button", class: "link", onclick: () => replace(words, p.name) }, p.label),
    ]);
  const line = ({ words, parties, nearest, told: known }) => {
    if (parties.length > 1 && parties.some((p) => p.person))
      return h("span", { class: "missing" }, `${words} may be`, offers(words, parties));
    if (parties.length) return h("span", {}, parties.map((p) => p.label).join(" and "));
    if (told && known) return h("span", {}, `${words}, as reports have it`);
    if (!nearest.length) return h("span", { class: "missing" }, `no party “${words}”, and none that is like it`);
    return h("span", { class: "missing" }, `no party “${words}”; the nearest:`, offers(words, nearest));
  };
  const look = settled(async () => {
    last?.abort();
    const words = input.value.trim();
    if (!words.replaceAll(",", "").trim() || !input.isConnected) return put(hint);
    last = new AbortController();
    try {
      const found = await get("parties", { words }, last.signal);
      put(
        hint,
        found.map((one, n) => [n ? "; " : "", line(one)]),
      );
    } catch {
      put(hint); // writing tells what is wrong
    }
  }, WAIT);
  input.addEventListener("input", look);
}
