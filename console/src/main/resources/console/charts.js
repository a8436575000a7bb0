// Strip charts on a canvas: lines over time with a limit line, a cursor and marks for findings.
import { css, fitted, niceStep, number, vehicleColour } from "./common.js";

const LEFT = 44, RIGHT = 10, TOP = 8, BOTTOM = 18;

/**
 * Draws one chart.
 *
 * series: [{id, t: [s…], v: [value…]}], window: [from s, to s], limits: [value…],
 * marks: [{from s, to s, isSelected}], cursor: s or null, timeLabel: s → text
 */
export function drawChart(canvas, { series, window: [from, to], limits = [], marks = [], cursor = null, timeLabel, minSpan = 2, symmetric = false }) {
  const { draw, width, height } = fitted(canvas);
  if (width === 0 || to <= from) return;
  let low = symmetric ? -minSpan / 2 : 0, high = symmetric ? minSpan / 2 : minSpan;
  for (const s of series)
    for (let i = 0; i < s.t.length; i++)
      if (s.t[i] >= from && s.t[i] <= to && Number.isFinite(s.v[i])) {
        low = Math.min(low, s.v[i]);
        high = Math.max(high, s.v[i]);
      }
  // A limit far outside what happened would flatten the line; it is drawn when it is near.
  const near = limits.filter((l) => l <= high * 1.6 + 0.1 && l >= low * 1.6 - 0.1);
  for (const l of near) { low = Math.min(low, l); high = Math.max(high, l); }
  // A standing vehicle measures a little less than nothing; that needs no room of its own.
  if (!symmetric && low > -0.05 * high) low = 0;
  const step = niceStep(high - low, Math.max(2, (height - TOP - BOTTOM) / 28));
  low = Math.floor(low / step + 1e-9) * step;
  high = Math.ceil(high / step - 1e-9) * step;
  const px = (t) => LEFT + ((t - from) / (to - from)) * (width - LEFT - RIGHT);
  const py = (v) => TOP + ((high - v) / (high - low)) * (height - TOP - BOTTOM);

  draw.font = "11px system-ui, sans-serif";
  draw.lineWidth = 1;
  draw.textAlign = "right";
  draw.textBaseline = "middle";
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  for (let v = low; v <= high + step / 2; v += step) {
    draw.strokeStyle = Math.abs(v) < step / 2 ? css("--axis") : css("--grid");
    line(draw, LEFT, Math.round(py(v)) + 0.5, width - RIGHT, Math.round(py(v)) + 0.5);
    draw.fillStyle = css("--muted");
    draw.fillText(number(v, decimals), LEFT - 6, py(v));
  }
  draw.textAlign = "center";
  draw.textBaseline = "alphabetic";
  const timeStep = Math.max(niceStep(to - from, width / 90), 1e-3);
  for (let t = Math.ceil(from / timeStep) * timeStep; t <= to; t += timeStep) {
    const x = px(t);
    if (x > LEFT + 16 && x < width - RIGHT - 14) draw.fillText(timeLabel(t), x, height - 5);
  }

  for (const mark of marks) {
    const a = Math.max(px(mark.from), LEFT), b = Math.min(Math.max(px(mark.to), px(mark.from) + 2), width - RIGHT);
    if (b <= a) continue;
    draw.fillStyle = css("--fail");
    draw.globalAlpha = mark.isSelected ? 0.38 : 0.16;
    draw.fillRect(a, TOP, b - a, height - TOP - BOTTOM);
    draw.globalAlpha = 1;
  }
  draw.strokeStyle = css("--fail");
  draw.setLineDash([5, 4]);
  for (const l of near) line(draw, LEFT, py(l), width - RIGHT, py(l));
  draw.setLineDash([]);

  draw.save();
  draw.beginPath();
  draw.rect(LEFT, 0, width - LEFT - RIGHT, height);
  draw.clip();
  draw.lineJoin = "round";
  for (const s of series) {
    draw.strokeStyle = vehicleColour(s.id);
    draw.lineWidth = s.isMain === false ? 1.1 : 1.75;
    draw.beginPath();
    let isDown = false, lastT = 0;
    for (let i = 0; i < s.t.length; i++) {
      if (s.t[i] < from - 5 || s.t[i] > to) continue;
      // A gap in the data is a gap in the line.
      if (!Number.isFinite(s.v[i])) { isDown = false; continue; }
      if (isDown && s.t[i] - lastT <= (s.gapS ?? 3)) draw.lineTo(px(s.t[i]), py(s.v[i]));
      else draw.moveTo(px(s.t[i]), py(s.v[i]));
      isDown = true;
      lastT = s.t[i];
    }
    draw.stroke();
  }
  draw.restore();
  if (cursor !== null && cursor >= from && cursor <= to) {
    draw.strokeStyle = css("--muted");
    draw.lineWidth = 1;
    line(draw, Math.round(px(cursor)) + 0.5, TOP, Math.round(px(cursor)) + 0.5, height - BOTTOM);
  }
}

/** The time under a pointer at `offsetX` of the canvas; null beside the plot. */
export function timeAt(canvas, offsetX, [from, to]) {
  const share = (offsetX - LEFT) / (canvas.clientWidth - LEFT - RIGHT);
  return share < 0 || share > 1 ? null : from + share * (to - from);
}

function line(draw, x1, y1, x2, y2) {
  draw.beginPath();
  draw.moveTo(x1, y1);
  draw.lineTo(x2, y2);
  draw.stroke();
}
