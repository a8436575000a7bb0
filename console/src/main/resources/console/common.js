// What all pages share: making elements, asking the server, and writing values for people.

/** Makes an element; text goes in as text, never as markup. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === undefined || child === null) continue;
    made.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return made;
}

/** Sets a text only when it differs, so that selections and screen readers are left in peace. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Asks the server; its error message is the Error's. */
export async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error("The console does not answer. See that it still runs, then try again.");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `The console answered ${answer.status}.`);
  return body;
}

export const post = (path, body) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

/** A number with so many decimals; a dash for what is not there. */
export function number(value, decimals = 1) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  // A minus of typographic width, and no "-0.0".
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** A score with one decimal, cut and not rounded: 79.97 must not look like a pass at 80. */
export function score(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  // Ten digits first, for 92.3 is 922.9999… tenths in floating point.
  const cut = Math.floor(Number((value * 10).toPrecision(10))) / 10;
  return number(cut, cut === 100 ? 0 : 1);
}

/** About four significant digits, for values of any unit. */
export function value(x, unit = "") {
  if (typeof x !== "number" || !Number.isFinite(x)) return "–";
  const size = Math.abs(x);
  const decimals = size >= 1000 || Number.isInteger(x) ? 0 : size >= 100 ? 1 : size >= 0.1 ? 2 : 4;
  return number(x, decimals) + (unit && unit !== "1" ? `\u202f${unit}` : "");
}

const two = (n) => String(n).padStart(2, "0");

/** Time of day in UTC; the vehicles' logs are in UTC too. */
export function clockTime(ms, tenths = false) {
  const t = new Date(ms);
  const text = `${two(t.getUTCHours())}:${two(t.getUTCMinutes())}:${two(t.getUTCSeconds())}`;
  return tenths ? `${text}.${Math.floor(t.getUTCMilliseconds() / 100)}` : text;
}

export function dateTime(ms) {
  if (!ms) return "–";
  return `${new Date(ms).toISOString().slice(0, 10)} ${clockTime(ms)}`;
}

/** 75 s as 1:15. */
export function duration(ms) {
  if (!Number.isFinite(ms) || ms < 0) return "–";
  const s = Math.floor(ms / 1000);
  const h = Math.floor(s / 3600);
  return h > 0 ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
}

/** "4 s", "3 min", "2 h". */
export function age(ms) {
  const s = ms / 1000;
  return s < 90 ? `${Math.round(s)} s` : s < 5400 ? `${Math.round(s / 60)} min` : `${Math.round(s / 3600)} h`;
}

export const VERDICT_TEXT = { pass: "Pass", fail: "Fail", invalid: "Invalid", "": "Open" };

/** A verdict as a word with a mark, so that colour is not the only sign. */
export function verdictBadge(verdict) {
  const mark = { pass: "✓", fail: "✕", invalid: "!", "": "…" }[verdict] ?? "…";
  return element("span", { class: `badge ${verdict || "open"}` }, `${mark} ${VERDICT_TEXT[verdict] ?? "Open"}`);
}

/** Value against limit, as "11.9 m/s, limit 8.3 m/s". */
export function againstLimit(finding) {
  const unit = finding.unit;
  if (finding.value === undefined) return "";
  return finding.limit === undefined
    ? value(finding.value, unit)
    : `${value(finding.value, unit)} against ${value(finding.limit, unit)}`;
}

// Chosen for contrast on both themes and to stay apart for colour-blind eyes (after Okabe and Ito).
const COLOURS = ["#4db2e6", "#f0a93b", "#3fbf9a", "#d98cc0", "#e8714a", "#9aa7f2", "#c7c04b", "#8fb8a8"];
const colourOf = new Map();

/** The colour of a vehicle, the same on the map, in the charts and in the lists. */
export function vehicleColour(id) {
  if (!colourOf.has(id)) colourOf.set(id, COLOURS[colourOf.size % COLOURS.length]);
  return colourOf.get(id);
}

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Fits a canvas to its box at the screen's resolution; the context draws in CSS pixels. */
export function fitted(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const draw = canvas.getContext("2d");
  draw.setTransform(ratio, 0, 0, ratio, 0, 0);
  draw.clearRect(0, 0, width, height);
  return { draw, width, height };
}

/** 1, 2 or 5 times a power of ten: the step that makes about so many divisions. */
export function niceStep(span, divisions) {
  const raw = span / Math.max(1, divisions);
  const power = 10 ** Math.floor(Math.log10(raw));
  const part = raw / power;
  return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
}
