// What a page shows is told by its address, so that a view can be cited, and "back" goes back.

const listeners = new Set();

/** The parameters of the address; `all` those that may be given several times. */
export const params = () => Object.fromEntries(new URLSearchParams(location.search));
export const all = (name) => new URLSearchParams(location.search).getAll(name);

/** Change parameters (null takes one away). `quiet`: the page has drawn it already; `step`: "back" leads here. */
export function set(changes, { quiet = false, step = true } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== "") query.append(name, one);
  }
  query.delete("token");
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  const target = location.pathname + (text ? `?${text}` : "");
  if (target === location.pathname + location.search) return;
  history[step ? "pushState" : "replaceState"](null, "", target);
  changed(quiet);
}

export const on = (listener) => listeners.add(listener);
const changed = (quiet) => {
  for (const listener of listeners) listener(quiet);
};
addEventListener("popstate", () => changed(false));

/** Filters that hold on every page about events. */
export const EVENT_FILTERS = ["party", "with", "type", "status", "from", "to", "place", "words"];
export const STATEMENT_FILTERS = ["speaker", "addressee", "act", "from", "to", "words"];

export const filters = (names = EVENT_FILTERS) => {
  const found = params();
  return Object.fromEntries(names.filter((n) => found[n]).map((n) => [n, found[n]]));
};
