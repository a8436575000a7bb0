// The dialogs that start and end a run.
import { ask, element, post } from "./common.js";

/** Asks for a plan, starts the run, and resolves to its id; null when the user thinks better of it. */
export async function startRunDialog() {
  const error = element("p", { class: "error", role: "alert", hidden: true });
  const say = (e) => { error.textContent = e.message; error.hidden = false; };
  const select = element("select", { id: "plan" });
  const vehicle = element("input", { id: "vehicle", type: "text", maxlength: "64", autocomplete: "off", spellcheck: "false" });
  const about = element("p", { class: "about" });
  const start = element("button", { class: "main", type: "submit" }, "Start run");
  const form = element("form", {},
    element("h3", {}, "Start a run"),
    element("label", { for: "plan" }, "Plan"), select, about,
    element("label", { for: "vehicle" }, "Vehicle under test"), vehicle,
    error,
    element("div", { class: "buttons" }, element("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), start));
  const dialog = element("dialog", { "aria-label": "Start a run" }, form);
  let started = null, plans = [];

  const show = () => {
    const plan = plans.find((p) => p.name === select.value);
    if (!plan) return;
    vehicle.value = (plan.participants.find((p) => p.role === "under_test") ?? plan.participants[0])?.id ?? "";
    const others = plan.participants.length - 1;
    about.textContent = [
      plan.scenario, `scorecard ${plan.scorecard || "default"}`,
      plan.checkpoints.length ? `${plan.checkpoints.length} checkpoints` : "",
      others > 0 ? `${others} more vehicle${others > 1 ? "s" : ""}` : "", plan.automaker,
    ].filter(Boolean).join(" · ");
  };
  select.addEventListener("change", show);
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    start.disabled = true;
    error.hidden = true;
    try {
      started = (await post("/api/runs", { plan: select.value, vehicle: vehicle.value })).id;
      dialog.close();
    } catch (problem) {
      say(problem);
    } finally {
      start.disabled = false;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  try {
    plans = await ask("/api/plans");
    for (const plan of plans) select.append(element("option", { value: plan.name }, plan.title ? `${plan.title} (${plan.name})` : plan.name));
    if (plans.length === 0) throw new Error("There is no plan yet. Put a plan file (YAML) into the directory of plans, then open this again.");
    show();
  } catch (problem) {
    say(problem);
    start.disabled = true;
  }
  return closed(dialog, () => started);
}

/** Asks whether to end the run, and ends it. */
export async function endRunDialog(run) {
  const error = element("p", { class: "error", role: "alert", hidden: true });
  const note = element("input", { id: "note", type: "text", maxlength: "500" });
  const end = (cause) => async () => {
    try {
      await post(`/api/runs/${encodeURIComponent(run.id)}/end`, { cause, note: note.value });
      dialog.close();
    } catch (problem) {
      error.textContent = problem.message;
      error.hidden = false;
    }
  };
  const dialog = element("dialog", { "aria-label": "End the run" },
    element("h3", {}, `End ${run.title || run.id}?`),
    element("p", { class: "muted" }, "It is scored from the frames up to this moment. An ended run cannot be taken up again."),
    element("label", { for: "note" }, "Note for the report (optional)"), note, error,
    element("div", { class: "buttons" },
      element("button", { type: "button", onclick: () => dialog.close() }, "Keep running"),
      element("button", { type: "button", class: "end", onclick: end("aborted") }, "Abort"),
      element("button", { type: "button", class: "main", onclick: end("completed") }, "End run")));
  document.body.append(dialog);
  dialog.showModal();
  return closed(dialog, () => null);
}

function closed(dialog, result) {
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => { dialog.remove(); resolve(result()); }));
}
