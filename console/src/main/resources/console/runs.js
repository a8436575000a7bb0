// The page of all runs: a table that can be filtered, asked for anew every few seconds.
import { ask, dateTime, duration, element, score, setText, verdictBadge } from "./common.js";

const $ = (id) => document.getElementById(id);
let runs = [];

function matches(run, words, verdict) {
  if (verdict === "live" && run.state === "scored") return false;
  if (["pass", "fail", "invalid"].includes(verdict) && run.verdict !== verdict) return false;
  const text = [run.id, run.title, run.scenario, run.automaker, run.vehicle, run.scorecard].join(" ").toLowerCase();
  return words.every((w) => text.includes(w));
}

function show() {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = runs.filter((run) => matches(run, words, $("verdict").value));
  $("table").hidden = shown.length === 0;
  $("empty").hidden = shown.length > 0;
  setText($("count"), shown.length === runs.length ? `${runs.length}` : `${shown.length} of ${runs.length}`);
  if (shown.length === 0)
    $("empty").replaceChildren(
      element("strong", {}, runs.length ? "No run matches." : "No run yet."),
      runs.length ? "Take a word out of the filter, or choose all verdicts." : "Start one on the live page; it appears here at once, and its report when it is scored.");
  $("rows").replaceChildren(...shown.slice(0, 1000).map(row));
}

function row(run) {
  const href = `/run.html?id=${encodeURIComponent(run.id)}`;
  const isScored = run.state === "scored";
  return element("tr", { class: "link", onclick: (e) => { if (!e.target.closest("a")) location.href = href; } },
    element("td", {}, isScored ? verdictBadge(run.verdict) : element("span", { class: "badge open" }, `● ${run.state || "live"}`)),
    element("td", { class: "scorecell" }, score(run.score)),
    element("td", {}, element("a", { href }, run.title || run.id),
      element("div", { class: "sub" }, [run.title ? run.id : "", run.revision > 1 ? `revision ${run.revision}` : "", run.noDataMissing === false ? "data missing" : ""].filter(Boolean).join(" · "))),
    element("td", {}, run.vehicle, element("div", { class: "sub" }, run.automaker)),
    element("td", {}, run.scorecard),
    element("td", {}, dateTime(run.startMs)),
    element("td", { class: "num" }, duration(run.lastMs - run.startMs)),
    element("td", { class: "num" }, String(run.findings ?? 0)));
}

async function load() {
  try {
    runs = await ask("/api/runs");
    show();
  } catch (problem) {
    $("empty").hidden = false;
    $("empty").replaceChildren(element("strong", {}, "The list could not be loaded."), problem.message);
  }
}

$("filter").addEventListener("input", show);
$("verdict").addEventListener("change", show);
await load();
setInterval(() => { if (!document.hidden) load(); }, 3000);
