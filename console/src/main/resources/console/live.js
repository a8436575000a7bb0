// The live page: takes the stream of events, keeps the picture, and draws it at most ten times a
// second. The run that is selected decides the map's plan and its origin.
import { againstLimit, age, clockTime, duration, element, number, score, setText, vehicleColour, verdictBadge } from "./common.js";
import { drawChart } from "./charts.js";
import { TrackMap, place } from "./map.js";
import { endRunDialog, startRunDialog } from "./dialogs.js";

const $ = (id) => document.getElementById(id);
const WINDOW_S = 60, POINTS_MAX = 900, SILENT_MS = 2000, STALE_MS = 5000, FINDINGS_SHOWN = 200;

const vehicles = new Map(); // id → {now, seenAt (page's clock, ms), history: [sample…]}
const runs = new Map(); // id → run, in the order in which they were heard of
const findings = new Map(); // id → finding
let selectedRun = null, selectedFinding = null, wantedRun = null;
let isDirty = true, areFindingsDirty = true, lastEventAt = performance.now(), freeOrigin = null;
const map = new TrackMap($("map"));

// ---- what comes in

function take(sample) {
  const { trail, ...now } = sample;
  let vehicle = vehicles.get(now.id);
  if (!vehicle) vehicles.set(now.id, (vehicle = { history: trail ?? [] }));
  const last = vehicle.history.at(-1);
  if (last && now.timeMs < last.timeMs) vehicle.history = []; // a new boot, or a drive replayed again
  if (!last || now.timeMs !== last.timeMs) vehicle.history.push(now);
  if (vehicle.history.length > POINTS_MAX) vehicle.history.shift();
  vehicle.now = now;
  vehicle.seenAt = performance.now() - now.ageMs;
  if (!freeOrigin && now.lat !== undefined) freeOrigin = [now.lat, now.lon];
}

function takeRun(run) {
  const before = runs.get(run.id);
  runs.set(run.id, { ...before, ...run, plan: run.plan ?? before?.plan, score: run.score });
  const current = runs.get(selectedRun);
  const isNew = !before && run.state !== "scored";
  if (run.id === wantedRun || !current || (isNew && (current.state === "scored" || current.state === "ending"))) select(run.id);
  else if (run.id === selectedRun && run.plan) select(run.id);
}

const handlers = {
  snapshot(all) {
    vehicles.clear(); runs.clear(); findings.clear();
    all.vehicles.forEach(take);
    // Newest first; taken oldest first, so that "newest" stays last in the map.
    all.runs.reverse().forEach((run) => runs.set(run.id, run));
    all.findings.forEach((f) => findings.set(f.id, f));
    const open = [...runs.values()].filter((run) => run.state !== "scored");
    const first = runs.get(selectedRun) ?? open.at(-1) ?? [...runs.values()].at(-1);
    select(first?.id ?? null);
    areFindingsDirty = true;
  },
  vehicles: (batch) => batch.forEach(take),
  run: takeRun,
  finding(f) { findings.set(f.id, f); areFindingsDirty = true; },
  findings(final) {
    // The final list of a scored run takes the place of what was told live.
    if (final.length > 0) for (const [id, f] of findings) if (f.run === final[0].run) findings.delete(id);
    final.forEach((f) => findings.set(f.id, f));
    areFindingsDirty = true;
  },
  heartbeat() {},
};

function connect() {
  const source = new EventSource("/api/live");
  for (const [name, handle] of Object.entries(handlers))
    source.addEventListener(name, (event) => {
      lastEventAt = performance.now();
      handle(JSON.parse(event.data));
      isDirty = true;
    });
  source.addEventListener("open", () => { lastEventAt = performance.now(); });
  source.addEventListener("error", () => {
    // The browser connects again by itself, except after an answer that was an error.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 3000);
  });
}

// ---- what is selected

function select(runId) {
  const hasChanged = runId !== selectedRun;
  selectedRun = runId;
  if (runId === wantedRun) wantedRun = null;
  const run = runs.get(runId);
  map.setPlan(run?.plan ?? null, origin());
  if (hasChanged) { map.isAuto = true; areFindingsDirty = true; }
  setText($("map-name"), run ? run.title || run.id : "");
  isDirty = true;
}

const origin = () => runs.get(selectedRun)?.plan?.origin ?? runs.get(selectedRun)?.plan?.route?.[0] ?? freeOrigin;

function selectFinding(id) {
  selectedFinding = id === selectedFinding ? null : id;
  const run = findings.get(selectedFinding)?.run;
  if (run && runs.has(run)) select(run);
  areFindingsDirty = true;
  isDirty = true;
}

// ---- what is shown

function participants(run) {
  return new Map((run?.plan?.participants ?? []).map((p) => [p.id, p]));
}

function shownVehicles() {
  const run = runs.get(selectedRun), of = participants(run);
  const isLive = run && run.state !== "scored";
  // With a live run its vehicles; otherwise all that send.
  const ids = [...vehicles.keys()].filter((id) => !isLive || of.size === 0 || of.has(id) || !vehicles.get(id).now.run);
  return ids.sort((a, b) => (a === run?.vehicle ? -1 : b === run?.vehicle ? 1 : a.localeCompare(b)));
}

function drawMap(ids, now) {
  const run = runs.get(selectedRun), of = participants(run), at = origin();
  map.vehicles = ids.map((id) => {
    const vehicle = vehicles.get(id);
    const isOfRun = of.has(id);
    const positions = vehicle.history.map((s) => place(s, at, isOfRun)).filter(Boolean);
    const position = place(vehicle.now, at, isOfRun);
    const shape = of.get(id)?.lengthM ? of.get(id) : undefined;
    return {
      id, at: position, yawRad: vehicle.now.yawRad ?? direction(positions), speedMps: vehicle.now.speedMps,
      trail: positions, shape, isStale: now - vehicle.seenAt > STALE_MS, isUnderTest: id === run?.vehicle,
    };
  });
  map.pins = [...findings.values()].filter((f) => f.run === selectedRun)
    .map((f) => ({ id: f.id, at: place(f, at, true), isSelected: f.id === selectedFinding }));
  map.draw();
  $("map-empty").hidden = vehicles.size > 0 || Boolean(run?.plan);
}

function direction(positions) {
  const b = positions.at(-1);
  for (let i = positions.length - 2; b && i >= 0; i--) {
    const dx = b[0] - positions[i][0], dy = b[1] - positions[i][1];
    if (Math.hypot(dx, dy) > 1) return Math.atan2(dy, dx);
  }
  return undefined;
}

function drawCharts(ids) {
  const run = runs.get(selectedRun);
  // Vehicles may replay drives of different days, so the window follows the vehicle under test.
  const lead = vehicles.get(run?.vehicle) ?? vehicles.get(ids[0]);
  const end = lead ? lead.now.timeMs / 1000 : 0;
  const base = Math.floor(end), window = [end - base - WINDOW_S, end - base];
  const near = ids.filter((id) => Math.abs(vehicles.get(id).now.timeMs / 1000 - end) < WINDOW_S).slice(0, 8);
  const series = (field) => near.map((id) => {
    const h = vehicles.get(id).history;
    return { id, isMain: id === run?.vehicle, t: h.map((s) => s.timeMs / 1000 - base), v: h.map((s) => s[field] ?? NaN) };
  });
  const marks = [...findings.values()].filter((f) => f.run === selectedRun)
    .map((f) => ({ from: f.startMs / 1000 - base, to: f.endMs / 1000 - base, isSelected: f.id === selectedFinding, metric: f.metric }));
  const timeLabel = (t) => (Math.abs(t - window[1]) < 0.05 ? "now" : clockTime((t + base) * 1000));
  const chart = (canvas, field, options) => drawChart($(canvas), { series: series(field), window, timeLabel, ...options });
  const about = (...words) => marks.filter((m) => words.some((w) => m.metric.includes(w)));
  chart("chart-speed", "speedMps", { limits: limitsOf(run, "speed"), marks: about("speed"), minSpan: 5 });
  chart("chart-ax", "axMps2", { limits: limitsOf(run, "longitudinal"), marks: about("longitudinal", "brak", "jerk"), minSpan: 4, symmetric: true });
  chart("chart-ay", "ayMps2", { limits: limitsOf(run, "lateral"), marks: about("lateral"), minSpan: 4, symmetric: true });
}

// The plan's speed limit, or what the scorecard's metrics say about the accelerations.
function limitsOf(run, what) {
  if (!run) return [];
  if (what === "speed") return run.plan?.speedLimitMps === undefined ? [] : [run.plan.speedLimitMps];
  return (run.metrics ?? [])
    .filter((m) => m.metric.includes(what) && m.unit === "m/s²" && m.threshold !== undefined && m.applies)
    .flatMap((m) => [m.threshold, -m.threshold]);
}

function showVehicles(ids, now) {
  $("vehicles-panel").hidden = ids.length === 0;
  const body = $("vehicles"), run = runs.get(selectedRun), of = participants(run), at = origin();
  const rows = new Map([...body.children].map((row) => [row.dataset.vehicle, row]));
  ids.forEach((id, i) => {
    const { now: v, seenAt } = vehicles.get(id);
    let row = rows.get(id);
    if (!row) {
      const swatch = element("span", { class: "swatch" });
      swatch.style.background = vehicleColour(id);
      row = element("tr", { "data-vehicle": id }, element("td", {}, swatch, id), ...Array.from({ length: 6 }, (_, n) => element("td", n === 3 ? {} : { class: "num" })));
    }
    rows.delete(id);
    const position = place(v, at, of.has(id));
    if (position) { row.dataset.x = position[0].toFixed(2); row.dataset.y = position[1].toFixed(2); }
    row.className = now - seenAt > STALE_MS ? "stale" : "";
    [number(v.speedMps, 1), number(v.axMps2, 2), number(v.ayMps2, 2), v.mode || "–", clockTime(v.timeMs, true), dataAge(now - seenAt)]
      .forEach((text, n) => setText(row.children[n + 1], text));
    if (body.children[i] !== row) body.insertBefore(row, body.children[i] ?? null);
  });
  rows.forEach((row) => row.remove());
}

const dataAge = (ms) => (ms < SILENT_MS ? "live" : `silent ${age(ms)}`);
const STATE_TEXT = { waiting: "Waiting for the vehicle", running: "Running", ending: "Ended, waiting for the last frames", scored: "Scored" };

function showRuns(now) {
  const order = [...runs.values()].reverse().sort((a, b) => (a.state === "scored") - (b.state === "scored"));
  $("runs-empty").hidden = order.length > 0;
  const box = $("runs"), cards = new Map([...box.children].map((card) => [card.dataset.run, card]));
  order.forEach((run, i) => {
    let card = cards.get(run.id) ?? makeCard(run.id);
    cards.delete(run.id);
    fillCard(card, run, now);
    if (box.children[i] !== card) box.insertBefore(card, box.children[i] ?? null);
  });
  cards.forEach((card) => card.remove());
}

function makeCard(id) {
  const part = (name, tag = "div", attributes = {}) => element(tag, { class: name, ...attributes });
  const card = element("article", { class: "run", "data-run": id },
    element("div", { class: "top" }, part("title", "button", { type: "button" }), part("score")),
    part("facts"), part("gates"), element("div", { class: "progress", hidden: true }, element("i")),
    element("div", { class: "foot" }, part("data", "span"), element("a", { class: "report", href: `/run.html?id=${encodeURIComponent(id)}` }, "Report"),
      element("button", { class: "end small push", type: "button", onclick: (e) => { e.stopPropagation(); endRunDialog(runs.get(id)); } }, "End run …")));
  card.addEventListener("click", (e) => { if (!e.target.closest("a")) select(id); });
  return card;
}

function fillCard(card, run, now) {
  const find = (name) => card.querySelector(`.${name}`);
  const isScored = run.state === "scored", vehicle = vehicles.get(run.vehicle);
  const tell = (node, key, build) => { if (node.dataset.key !== key) { node.dataset.key = key; node.replaceChildren(...build()); } };
  card.setAttribute("aria-current", String(run.id === selectedRun));
  setText(find("title"), run.title || run.id);
  setText(find("score"), run.verdict === "invalid" ? "–" : score(run.score));
  find("score").className = `score ${isScored ? run.verdict : ""}`;
  const end = isScored ? run.lastMs : Math.max(run.lastMs || 0, vehicle?.now.run === run.id ? vehicle.now.timeMs : 0);
  const facts = [run.vehicle, STATE_TEXT[run.state] ?? "Starting", run.startMs ? duration(end - run.startMs) : "", `${run.findings || "no"} finding${run.findings === 1 ? "" : "s"}`].filter(Boolean);
  tell(find("facts"), facts.join("|") + run.verdict, () => [...(isScored ? [verdictBadge(run.verdict)] : []), ...facts.map((f) => element("span", {}, f))]);
  const gates = (run.metrics ?? []).filter((m) => m.kind === "METRIC_KIND_GATE" && m.applies);
  tell(find("gates"), JSON.stringify(gates.map((g) => [g.metric, g.score])), () => gates.map((g) => {
    const state = g.score === undefined ? "" : g.score >= 1 ? "pass" : "fail";
    return element("span", { class: `chip ${state}`, title: g.metric }, `${{ pass: "✓", fail: "✕", "": "…" }[state]} ${g.title || g.metric}`);
  }));
  const progress = (run.metrics ?? []).find((m) => /progress/.test(m.metric) && m.applies && m.value !== undefined);
  find("progress").hidden = !progress || isScored;
  if (progress) {
    const share = progress.unit === "%" ? progress.value / 100 : progress.value;
    find("progress").title = `Progress ${Math.round(share * 100)} %`;
    find("progress").firstChild.style.width = `${Math.min(100, Math.max(0, share * 100))}%`;
  }
  const silentMs = vehicle ? now - vehicle.seenAt : Infinity;
  find("data").className = `data ${!isScored && silentMs > SILENT_MS ? "silent" : "muted"}`;
  setText(find("data"), isScored ? "" : !vehicle ? "No data yet" : silentMs > SILENT_MS ? `No data since ${age(silentMs)}` : "Data is live");
  find("report").hidden = !isScored;
  find("end").hidden = isScored || run.state === "ending";
}

function showFindings() {
  areFindingsDirty = false;
  const all = [...findings.values()].filter((f) => !selectedRun || f.run === selectedRun).sort((a, b) => b.startMs - a.startMs);
  $("findings-empty").hidden = all.length > 0;
  setText($("findings-count"), all.length ? String(all.length) : "");
  const box = $("findings"), known = new Map([...box.children].map((item) => [item.dataset.finding, item]));
  all.slice(0, FINDINGS_SHOWN).forEach((f, i) => {
    const version = JSON.stringify(f);
    let item = known.get(f.id);
    if (item?.dataset.version !== version) {
      item?.remove();
      item = element("li", { class: "finding", "data-finding": f.id, "data-version": version },
        element("button", { type: "button", onclick: () => selectFinding(f.id) },
          element("div", { class: "what" }, f.text || f.metric),
          element("div", { class: "where" }, element("b", {}, againstLimit(f)), element("span", {}, f.metric), element("span", {}, f.vehicle), element("span", {}, clockTime(f.startMs, true)))));
    }
    known.delete(f.id);
    item.setAttribute("aria-current", String(f.id === selectedFinding));
    if (box.children[i] !== item) box.insertBefore(item, box.children[i] ?? null);
  });
  known.forEach((item) => item.remove());
}

function showLink(now) {
  const isOn = now - lastEventAt < 6000;
  $("link").className = `push ${isOn ? "on" : "off"}`;
  setText($("link"), isOn ? "Connected" : `No word from the console for ${age(now - lastEventAt)}`);
}

function show() {
  const now = performance.now();
  showLink(now);
  const ids = shownVehicles();
  showRuns(now);
  showVehicles(ids, now);
  if (areFindingsDirty) showFindings();
  if (isDirty) {
    isDirty = false;
    drawMap(ids, now);
    drawCharts(ids);
  }
}

// ---- what the user does

$("fit").addEventListener("click", () => map.fit());
$("zoom-in").addEventListener("click", () => map.zoomBy(1.4));
$("zoom-out").addEventListener("click", () => map.zoomBy(1 / 1.4));
map.onPick = (id) => { if (id) { selectFinding(id); document.querySelector('#findings [aria-current="true"]')?.scrollIntoView({ block: "nearest" }); } };
$("start").addEventListener("click", async () => {
  const id = await startRunDialog();
  if (id) { wantedRun = id; if (runs.has(id)) select(id); }
});
const redraw = () => { isDirty = true; };
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("resize", redraw);
setInterval(show, 100);
// Silence shows as time goes by, also when nothing comes in.
setInterval(redraw, 1000);
connect();
