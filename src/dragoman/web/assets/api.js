// The API. What goes wrong is a Trouble: what, where and what to do.

export class Trouble extends Error {
  constructor({ what, where = "", remedy = "" }, status = 0) {
    super(what);
    Object.assign(this, { what, where, remedy, status });
  }
}

const AWAY = { what: "the program does not answer", remedy: "is dragoman serve still running?" };

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble(AWAY);
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({ what: `the program answered ${response.status}` }));
  throw new Trouble(body, response.status);
}

function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== "") query.append(name, one);
  }
  const text = query.toString();
  return `/api/${path}${text ? `?${text}` : ""}`;
}

/** GET, read as JSON. `signal` may abort it. */
export async function get(path, params, signal) {
  return (await answered(fetch(address(path, params), { signal }))).json();
}

/** POST, PUT or DELETE with a JSON body. */
export async function send(method, path, body) {
  const request = { method };
  if (body !== undefined)
    Object.assign(request, { body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  return (await answered(fetch(`/api/${path}`, request))).json();
}

/** POST a form, and hand on each line of the answer as it comes. `signal` may stop it. */
export async function stream(path, form, each, signal) {
  const response = await answered(fetch(`/api/${path}`, { method: "POST", body: form, signal }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read().catch((error) => {
      throw error.name === "AbortError" ? error : new Trouble(AWAY);
    });
    rest += value ?? "";
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) each(JSON.parse(line));
    if (done) return;
  }
}

export const exportAddress = (params) => address("export", params);
