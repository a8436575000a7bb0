// The page of one run: its scored report with charts, or, while it is live, where to watch it.
import { againstLimit, ask, clockTime, dateTime, duration, element, number, score, setText, value, verdictBadge } from "./common.js";
import { drawChart, timeAt } from "./charts.js";
import { TrackMap, place } from "./map.js";

const page = document.getElementById("page");
const query = new URLSearchParams(location.search);
const id = query.get("id") ?? "";
const base = `/api/runs/${encodeURIComponent(id)}`;
const ms = (ns) => Number(BigInt(ns ?? 0) / 1000n) / 1000;

function note(title, text, ...more) {
  page.replaceChildren(element("section", { class: "panel empty" }, element("strong", {}, title), text, ...more));
}

async function load() {
  if (!id) return note("No run is named.", "Choose one from the ", element("a", { href: "/runs.html" }, "list of runs"), ".");
  let run;
  try {
    run = await ask(base);
  } catch (problem) {
    return note("This run cannot be shown.", problem.message);
  }
  if (run.revisions.length === 0) {
    setTimeout(load, 2000);
    return note(`${run.title || id} is not scored yet.`, "Watch it on the ", element("a", { href: "/" }, "live page"), "; this page changes to the report when it is there.");
  }
  const latest = run.revisions.at(-1).number;
  const revision = Number(query.get("revision")) || latest;
  try {
    const [report, traces] = await Promise.all([ask(`${base}/report.json?revision=${revision}`), ask(`${base}/traces.json?revision=${revision}`)]);
    show(report, traces.traces ?? [], revision, latest);
  } catch (problem) {
    note("The report cannot be shown.", problem.message);
  }
}

function show(report, traces, revision, latest) {
  const plan = report.plan ?? {};
  document.title = `Yardang: ${plan.title || id}`;
  const findings = (report.findings ?? []).map((f) => ({ ...f, id: f.findingId, startMs: ms(f.startTimeUnixNs), endMs: ms(f.endTimeUnixNs), lat: f.latitudeDeg, lon: f.longitudeDeg, xM: f.xM, yM: f.yM, vehicle: f.vehicleId }));
  const charts = chartsOf(report, plan, traces, findings);
  page.replaceChildren(
    element("div", { class: "page-head" }, element("h1", {}, plan.title || id), element("span", { class: "muted" }, id),
      revision < latest ? element("a", { href: `/run.html?id=${encodeURIComponent(id)}` }, `Revision ${revision}; see revision ${latest}`) : latest > 1 ? element("span", { class: "chip" }, `revision ${revision}`) : null),
    head(report, revision), facts(report, plan),
    element("div", { class: "two" }, charts.map, charts.strips),
    findingsTable(findings, charts.select),
    metricsTable(report.metrics ?? []),
    dataTable(report.data ?? []));
  charts.draw();
}

function head(report, revision) {
  const verdict = (report.verdict ?? "").replace("VERDICT_", "").toLowerCase();
  const at = (file, more = "") => `${base}/${file}?revision=${revision}${more}`;
  return element("section", { class: "panel result" },
    element("div", {}, element("div", { class: "big" }, score(report.score), element("small", {}, " of 100")), element("div", { class: "quiet" }, `passes from ${score(report.passScore)}`)),
    element("div", {}, verdictBadge(verdict), element("ul", {}, (report.reasons ?? []).map((r) => element("li", {}, r)))),
    element("div", { class: "downloads" },
      element("a", { href: at("report.html", "&download") }, "Report, one file (HTML)"),
      element("a", { href: at("report.json", "&download") }, "Report (JSON)"),
      element("a", { href: at("bundle.zip") }, "Signed bundle (ZIP)")));
}

function facts(report, plan) {
  const fact = (name, text) => text && element("div", {}, element("dt", {}, name), element("dd", {}, text));
  const under = plan.participants?.find((p) => p.role === "PARTICIPANT_ROLE_UNDER_TEST") ?? plan.participants?.[0];
  const start = ms(report.startTimeUnixNs), end = ms(report.endTimeUnixNs);
  return element("dl", { class: "panel facts-grid" },
    fact("Vehicle", under?.vehicleId), fact("Automaker", plan.automaker), fact("Scenario", plan.scenario),
    fact("Scorecard", report.scorecard ? `${report.scorecard.scorecardId} v${report.scorecard.version ?? 0}` : ""),
    fact("Start (UTC)", dateTime(start)), fact("Length", duration(end - start)),
    fact("End", { RUN_END_CAUSE_COMPLETED: "completed", RUN_END_CAUSE_ABORTED: "aborted", RUN_END_CAUSE_SILENCE: "by silence" }[report.endCause]),
    fact("Data", report.noDataMissing ? "complete" : "frames are or may be missing, see below"));
}

function chartsOf(report, plan, traces, findings) {
  const startMs = ms(report.startTimeUnixNs);
  const canvas = (label) => element("canvas", { tabindex: "0", "aria-label": label });
  const strip = (title, unit, label) => {
    const made = canvas(label), readout = element("span", { class: "quiet push" });
    return { canvas: made, readout, box: element("div", { class: "chart" }, element("div", { class: "title" }, title, element("span", { class: "quiet" }, unit), readout), made) };
  };
  const mapCanvas = canvas("Map of the run");
  mapCanvas.id = "map";
  const fields = [
    ["Speed", "m/s", "speedMps", "speed"],
    ["Longitudinal acceleration", "m/s²", "longitudinalAccelerationMps2", "longitudinal"],
    ["Lateral acceleration", "m/s²", "lateralAccelerationMps2", "lateral"],
  ].map(([title, unit, field, word]) => ({ ...strip(title, unit, title), field, word }));
  const track = new TrackMap(mapCanvas);
  const toPoint = (p) => [p.latitudeDeg ?? 0, p.longitudeDeg ?? 0];
  const origin = plan.origin ? toPoint(plan.origin) : plan.route?.[0] ? toPoint(plan.route[0]) : null;
  track.setPlan({
    route: (plan.route ?? []).map(toPoint),
    zones: (plan.zones ?? []).map((z) => ({ id: z.zoneId, kind: (z.kind ?? "").replace("ZONE_KIND_", "").toLowerCase(), ring: (z.ring ?? []).map(toPoint), speedLimitMps: z.speedLimitMps })),
    checkpoints: (plan.checkpoints ?? []).map((c) => ({ id: c.checkpointId, position: toPoint(c.position ?? {}), radiusM: c.radiusM ?? 0 })),
  }, origin);
  const from = Math.min(0, ...traces.map((t) => t.timeS?.[0] ?? 0));
  const to = Math.max(from + 1, (ms(report.endTimeUnixNs) - startMs) / 1000, ...traces.map((t) => t.timeS?.at(-1) ?? 0));
  const thresholds = (word) => (report.metrics ?? []).filter((m) => m.metric.includes(word) && m.unit === "m/s²" && m.threshold !== undefined).flatMap((m) => [m.threshold, -m.threshold]);
  let cursor = null, selected = null;

  const nearest = (times, t) => {
    let best = -1;
    for (let i = 0; i < times.length; i++) if (best < 0 || Math.abs(times[i] - t) < Math.abs(times[best] - t)) best = i;
    return best;
  };
  const finite = (x) => typeof x === "number" && Number.isFinite(x);
  function draw() {
    track.vehicles = traces.map((t) => {
      const xs = t.xM ?? [], ys = t.yM ?? [];
      const points = xs.map((x, i) => [x, ys[i]]).filter(([x, y]) => finite(x) && finite(y));
      const i = cursor === null ? xs.length - 1 : nearest(t.timeS ?? [], cursor);
      const at = finite(xs[i]) && finite(ys[i]) ? [xs[i], ys[i]] : points.at(-1);
      const before = points[Math.max(0, Math.min(i, points.length - 1) - 1)];
      const yawRad = at && before && Math.hypot(at[0] - before[0], at[1] - before[1]) > 0.05 ? Math.atan2(at[1] - before[1], at[0] - before[0]) : undefined;
      return { id: t.vehicleId, at, yawRad, trail: points, speedMps: t.speedMps?.[i], isStale: false, isUnderTest: false };
    });
    track.pins = findings.map((f) => ({ id: f.id, at: place(f, origin, true), isSelected: f.id === selected }));
    track.draw();
    for (const f of fields) {
      drawChart(f.canvas, {
        series: traces.map((t, i) => ({ id: t.vehicleId, t: t.timeS ?? [], v: t[f.field] ?? [], isMain: i === 0, gapS: Math.max(3, (to - from) / 100) })),
        window: [from, to], cursor, minSpan: 4, symmetric: f.word !== "speed", timeLabel: (t) => duration(t * 1000),
        limits: f.word === "speed" ? (plan.limits?.speedLimitMps === undefined ? [] : [plan.limits.speedLimitMps]) : thresholds(f.word),
        marks: findings.filter((x) => x.metric.includes(f.word) || x.id === selected).map((x) => ({ from: (x.startMs - startMs) / 1000, to: (x.endMs - startMs) / 1000, isSelected: x.id === selected })),
      });
      const lead = traces[0], i = cursor === null || !lead ? -1 : nearest(lead.timeS ?? [], cursor);
      setText(f.readout, i < 0 ? "" : `${duration(cursor * 1000)}  ${number(lead[f.field]?.[i], 2)}`);
    }
  }
  for (const f of fields) {
    f.canvas.addEventListener("pointermove", (e) => { cursor = timeAt(f.canvas, e.offsetX, [from, to]); draw(); });
    f.canvas.addEventListener("pointerleave", () => { cursor = null; draw(); });
    f.canvas.addEventListener("keydown", (e) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
      if (!step) return;
      e.preventDefault();
      cursor = Math.min(to, Math.max(from, (cursor ?? from) + (step * (to - from)) / 200));
      draw();
    });
  }
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  const select = (findingId) => {
    selected = findingId === selected ? null : findingId;
    const f = findings.find((x) => x.id === selected);
    cursor = f ? (f.startMs - startMs) / 1000 : null;
    for (const row of page.querySelectorAll("[data-finding]")) row.setAttribute("aria-current", String(row.dataset.finding === selected));
    draw();
  };
  track.onPick = (findingId) => findingId && select(findingId);
  return {
    draw, select,
    map: element("section", { class: "panel tall", "aria-label": "Map" }, mapCanvas),
    strips: element("section", { class: "panel tall stack", "aria-label": "Charts" }, fields.map((f) => f.box)),
  };
}

function section(title, count, content) {
  return element("section", { class: "panel section" }, element("div", { class: "head" }, element("h2", {}, title), element("span", { class: "quiet push" }, count)), content);
}

function table(heads, rows) {
  return element("table", {}, element("thead", {}, element("tr", {}, heads.map((h) => element("th", { class: h.startsWith("#") ? "num" : "" }, h.replace("#", ""))))), element("tbody", {}, rows));
}

function findingsTable(findings, select) {
  if (findings.length === 0) return section("Findings", "0", element("p", { class: "empty" }, "No limit was broken."));
  return section("Findings", String(findings.length), table(["#Time (UTC)", "Finding", "Metric", "Vehicle", "#Value against limit", "#Length", "Proved by frames"],
    findings.map((f) => element("tr", { class: "link", "data-finding": f.id, onclick: () => select(f.id) },
      element("td", { class: "num" }, clockTime(f.startMs, true)),
      element("td", {}, element("button", { class: "small", type: "button", onclick: (e) => { e.stopPropagation(); select(f.id); } }, "Show"), " ", f.text),
      element("td", { class: "muted" }, f.metric), element("td", {}, f.vehicle),
      element("td", { class: "num" }, againstLimit(f)), element("td", { class: "num" }, `${number((f.endMs - f.startMs) / 1000, 1)} s`),
      element("td", { class: "muted" }, proof(f.evidence ?? []))))));
}

/** Per vehicle the seqs that prove a finding; the stream of each is told on hovering. */
function proof(ranges) {
  const vehicles = [...new Set(ranges.map((r) => r.vehicleId))];
  return vehicles.map((vehicle) => {
    const own = ranges.filter((r) => r.vehicleId === vehicle);
    return element("div", { title: own.map((r) => `${seqs(r)} of stream ${r.streamId}`).join("\n") }, `${vehicle} ${few(own)}`);
  });
}

const EVIDENCE = { EVIDENCE_VERIFIED: "read in the source", EVIDENCE_SECONDARY: "secondary source", EVIDENCE_POLICY: "the test base's policy" };

function metricsTable(metrics) {
  const kind = { METRIC_KIND_GATE: "gate", METRIC_KIND_WEIGHTED: "weighted", METRIC_KIND_REPORTED: "reported" };
  return section("Metrics", String(metrics.length), table(["Metric", "Kind", "#Value", "#Threshold", "Score", "#Weight", "#Samples", "Basis"],
    metrics.map((m) => element("tr", {},
      element("td", {}, m.title || m.metric, element("div", { class: "sub" }, m.applies ? m.metric : `does not apply: ${m.notApplicableBecause ?? ""}`)),
      element("td", { class: "muted" }, kind[m.kind] ?? ""),
      element("td", { class: "num" }, value(m.value, m.unit)), element("td", { class: "num" }, value(m.threshold, m.unit)),
      element("td", { class: "bar-cell" }, m.applies && m.score !== undefined ? scoreBar(m.score) : ""),
      element("td", { class: "num" }, value(m.weight)),
      element("td", { class: "num" }, m.samplesUsed ?? "0", (m.samplesDropped ?? []).map((d) => element("div", { class: "sub" }, `${d.count} left out: ${d.reason}`))),
      element("td", { class: "sub muted" }, [m.source, EVIDENCE[m.evidence]].filter(Boolean).join(" · "))))));
}

function scoreBar(share) {
  const fill = element("i", { class: share < 0.5 ? "low" : "" });
  fill.style.width = `${Math.round(share * 100)}%`;
  return [number(share, 2), element("div", { class: "meter" }, fill)];
}

function dataTable(data) {
  return section("Data quality", "", table(["Vehicle", "#Frames", "#Missing", "#Longest gap", "#Median interval", "#Not covered", "#Without position", "Not used", "Missing seqs"],
    data.map((d) => element("tr", {},
      element("td", {}, d.vehicleId), element("td", { class: "num" }, d.frames ?? "0"), element("td", { class: "num" }, d.missingFrames ?? "0"),
      element("td", { class: "num" }, value(d.longestGapS, "s")), element("td", { class: "num" }, value(d.medianIntervalS, "s")),
      element("td", { class: "num" }, value(d.uncoveredS, "s")), element("td", { class: "num" }, d.withoutPosition ?? "0"),
      element("td", { class: "muted" }, (d.samplesDropped ?? []).map((s) => `${s.count} × ${s.reason}`).join(", ") || "none"),
      element("td", { class: "muted" }, missing(d))))));
}

function missing(data) {
  return few((data.streams ?? []).flatMap((s) => s.missing ?? [])) || "none";
}

function few(ranges) {
  return ranges.slice(0, 12).map(seqs).join(", ") + (ranges.length > 12 ? ` and ${ranges.length - 12} more ranges` : "");
}

function seqs(range) {
  return range.firstSeq === range.lastSeq ? range.firstSeq : `${range.firstSeq} to ${range.lastSeq}`;
}

await load();
