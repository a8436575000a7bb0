// The map: the plan's route, zones and checkpoints, the vehicles as boxes, their trails, and the
// findings where they happened. Metres, x east and y north, the same scale both ways. It fits itself
// to what there is until the user drags or zooms; the fit button (or the key 0) gives that back.
import { css, fitted, niceStep, number, vehicleColour } from "./common.js";

const EARTH_M = 6371008.8; // mean radius; over a test track the plane differs by millimetres

/** Latitude and longitude to metres about an origin [lat, lon]. */
export function project(origin, lat, lon) {
  const rad = Math.PI / 180;
  return [(lon - origin[1]) * rad * EARTH_M * Math.cos(origin[0] * rad), (lat - origin[0]) * rad * EARTH_M];
}

/** Where a thing with xM/yM or lat/lon is in the frame of `origin`; null when it does not say. */
export function place(thing, origin, isOfRun) {
  if (isOfRun && thing.xM !== undefined) return [thing.xM, thing.yM];
  if (origin && thing.lat !== undefined) return project(origin, thing.lat, thing.lon);
  return thing.xM !== undefined ? [thing.xM, thing.yM] : null;
}

export class TrackMap {
  constructor(canvas) {
    this.canvas = canvas;
    this.plan = null;
    this.origin = null;
    this.vehicles = []; // {id, at, yawRad, speedMps, trail: [[x, y]…], shape, isStale, isUnderTest}
    this.pins = []; // {id, at, isSelected}
    this.view = null; // {x, y, scale}: centre in metres, pixels per metre
    this.isAuto = true;
    this.onPick = () => {};
    this.#listen();
  }

  /** Shows another plan, or none. */
  setPlan(plan, origin) {
    const local = (points) => points.map(([lat, lon]) => project(origin, lat, lon));
    this.origin = origin;
    this.plan =
      plan && origin
        ? {
            route: local(plan.route ?? []),
            zones: (plan.zones ?? []).map((z) => ({ ...z, ring: local(z.ring) })),
            checkpoints: (plan.checkpoints ?? []).map((c) => ({ ...c, at: project(origin, ...c.position) })),
          }
        : null;
  }

  fit() {
    this.isAuto = true;
    this.draw();
  }

  draw() {
    const { draw, width, height } = fitted(this.canvas);
    if (width === 0 || height === 0) return;
    if (this.isAuto || !this.view) this.#autoFit(width, height);
    if (!this.view) return;
    const { x, y, scale } = this.view;
    const at = ([px, py]) => [width / 2 + (px - x) * scale, height / 2 - (py - y) * scale];
    this.#grid(draw, width, height, at);
    if (this.plan) this.#plan(draw, at, scale);
    for (const vehicle of this.vehicles) this.#trail(draw, at, vehicle);
    for (const pin of this.pins) this.#pin(draw, at, pin);
    for (const vehicle of this.vehicles) this.#vehicle(draw, at, scale, vehicle);
    this.#scaleBar(draw, height, scale);
  }

  #autoFit(width, height) {
    const points = [];
    if (this.plan) {
      points.push(...this.plan.route, ...this.plan.checkpoints.map((c) => c.at));
      for (const zone of this.plan.zones) points.push(...zone.ring);
    }
    for (const v of this.vehicles) {
      if (v.at) points.push(v.at);
      if (!this.plan) points.push(...v.trail);
    }
    for (const pin of this.pins) if (pin.at) points.push(pin.at);
    if (points.length === 0) {
      this.view = null;
      return;
    }
    let [left, bottom] = points[0], [right, top] = points[0];
    for (const [px, py] of points) {
      left = Math.min(left, px); right = Math.max(right, px);
      bottom = Math.min(bottom, py); top = Math.max(top, py);
    }
    const spanX = Math.max(right - left, 20), spanY = Math.max(top - bottom, 20);
    this.view = {
      x: (left + right) / 2,
      y: (bottom + top) / 2,
      scale: Math.min((width - 96) / spanX, (height - 96) / spanY),
    };
  }

  #grid(draw, width, height, at) {
    const { x, y, scale } = this.view;
    const step = niceStep(width / scale, Math.max(4, width / 110));
    draw.strokeStyle = css("--grid");
    draw.lineWidth = 1;
    draw.beginPath();
    for (let gx = Math.ceil((x - width / 2 / scale) / step) * step; gx < x + width / 2 / scale; gx += step) {
      const px = Math.round(at([gx, 0])[0]) + 0.5;
      draw.moveTo(px, 0); draw.lineTo(px, height);
    }
    for (let gy = Math.ceil((y - height / 2 / scale) / step) * step; gy < y + height / 2 / scale; gy += step) {
      const py = Math.round(at([0, gy])[1]) + 0.5;
      draw.moveTo(0, py); draw.lineTo(width, py);
    }
    draw.stroke();
  }

  #plan(draw, at, scale) {
    for (const zone of this.plan.zones) {
      path(draw, zone.ring.map(at), true);
      const colour = { geofence: css("--fence"), work_area: css("--work"), speed_limit: css("--warn") }[zone.kind] ?? css("--muted");
      draw.globalAlpha = zone.kind === "geofence" ? 0.03 : 0.1;
      draw.fillStyle = colour;
      draw.fill();
      draw.globalAlpha = 0.8;
      draw.strokeStyle = colour;
      draw.lineWidth = 1.25;
      draw.setLineDash(zone.kind === "geofence" ? [8, 5] : []);
      draw.stroke();
      draw.setLineDash([]);
      draw.globalAlpha = 1;
      if (zone.kind === "speed_limit" && zone.ring.length > 0) {
        const [lx, ly] = at(zone.ring.reduce((a, p) => (p[1] > a[1] ? p : a)));
        label(draw, `≤ ${number(zone.speedLimitMps, 1)} m/s`, lx, ly - 8, colour, "center");
      }
    }
    if (this.plan.route.length > 1) {
      path(draw, this.plan.route.map(at), false);
      draw.lineJoin = "round";
      draw.strokeStyle = css("--route-bed");
      draw.lineWidth = Math.max(5, Math.min(40, 3.5 * scale));
      draw.stroke();
      draw.strokeStyle = css("--route");
      draw.lineWidth = 1.5;
      draw.stroke();
    }
    for (const checkpoint of this.plan.checkpoints) {
      const [px, py] = at(checkpoint.at);
      draw.strokeStyle = css("--work");
      draw.fillStyle = css("--work");
      draw.lineWidth = 1.25;
      draw.beginPath();
      draw.arc(px, py, Math.max(5, checkpoint.radiusM * scale), 0, 2 * Math.PI);
      draw.globalAlpha = 0.15;
      draw.fill();
      draw.globalAlpha = 1;
      draw.stroke();
      label(draw, checkpoint.id, px, py - Math.max(5, checkpoint.radiusM * scale) - 5, css("--muted"), "center");
    }
  }

  #trail(draw, at, vehicle) {
    if (vehicle.trail.length < 2) return;
    draw.strokeStyle = vehicleColour(vehicle.id);
    draw.lineWidth = 2.5;
    draw.lineCap = "round";
    // Fades in a few steps; one stroke per sample would cost more than all the rest.
    const steps = 8, points = vehicle.trail.map(at);
    for (let s = 0; s < steps; s++) {
      const from = Math.floor((points.length * s) / steps), to = Math.floor((points.length * (s + 1)) / steps);
      if (to <= from) continue;
      path(draw, points.slice(Math.max(0, from - 1), to), false);
      draw.globalAlpha = 0.1 + (0.7 * (s + 1)) / steps;
      draw.stroke();
    }
    draw.globalAlpha = 1;
  }

  #vehicle(draw, at, scale, vehicle) {
    if (!vehicle.at) return;
    const [px, py] = at(vehicle.at);
    const colour = vehicleColour(vehicle.id);
    const shape = vehicle.shape ?? { lengthM: 4.5, widthM: 1.9, rearAxleToFrontM: 3.6 };
    draw.globalAlpha = vehicle.isStale ? 0.45 : 1;
    if (vehicle.isUnderTest) {
      draw.beginPath();
      draw.arc(px, py, 15, 0, 2 * Math.PI);
      draw.strokeStyle = colour;
      draw.lineWidth = 1.25;
      draw.stroke();
    }
    draw.fillStyle = colour;
    draw.strokeStyle = css("--map");
    draw.lineWidth = 1.5;
    if (vehicle.yawRad === undefined) {
      draw.beginPath();
      draw.arc(px, py, 6, 0, 2 * Math.PI);
      draw.fill();
      draw.stroke();
    } else {
      // At least 16 by 8 pixels, so that it can be found on a long track.
      const grow = Math.max(scale, 16 / shape.lengthM, 8 / shape.widthM);
      const front = shape.rearAxleToFrontM * grow, length = shape.lengthM * grow, half = (shape.widthM * grow) / 2;
      draw.save();
      draw.translate(px, py);
      draw.rotate(-vehicle.yawRad);
      draw.beginPath();
      draw.moveTo(front - length, -half);
      draw.lineTo(front - length * 0.22, -half);
      draw.lineTo(front, -half * 0.35);
      draw.lineTo(front, half * 0.35);
      draw.lineTo(front - length * 0.22, half);
      draw.lineTo(front - length, half);
      draw.closePath();
      draw.fill();
      draw.stroke();
      draw.restore();
    }
    label(draw, vehicle.id, px + 20, py - 8, css("--text"), "left", "600 12px");
    label(draw, vehicle.isStale ? "no data" : `${number(vehicle.speedMps, 1)} m/s`, px + 20, py + 7, css("--muted"), "left");
    draw.globalAlpha = 1;
  }

  #pin(draw, at, pin) {
    if (!pin.at) return;
    const [px, py] = at(pin.at);
    const size = pin.isSelected ? 9 : 6;
    draw.beginPath();
    draw.moveTo(px, py - size); draw.lineTo(px + size, py); draw.lineTo(px, py + size); draw.lineTo(px - size, py);
    draw.closePath();
    draw.fillStyle = css("--fail");
    draw.fill();
    draw.strokeStyle = pin.isSelected ? css("--text") : css("--map");
    draw.lineWidth = pin.isSelected ? 2 : 1.5;
    draw.stroke();
  }

  #scaleBar(draw, height, scale) {
    const metres = niceStep(140 / scale, 1.4), long = metres * scale;
    draw.strokeStyle = css("--muted");
    draw.lineWidth = 1.5;
    draw.beginPath();
    draw.moveTo(16, height - 22); draw.lineTo(16, height - 17); draw.lineTo(16 + long, height - 17); draw.lineTo(16 + long, height - 22);
    draw.stroke();
    label(draw, metres >= 1000 ? `${metres / 1000} km` : `${metres} m`, 16 + long / 2, height - 23, css("--muted"), "center");
  }

  #listen() {
    const canvas = this.canvas;
    let dragged = null;
    canvas.addEventListener("pointerdown", (e) => {
      dragged = { x: e.clientX, y: e.clientY, moved: false };
      canvas.setPointerCapture(e.pointerId);
    });
    canvas.addEventListener("pointermove", (e) => {
      if (!dragged || !this.view) return;
      const dx = e.clientX - dragged.x, dy = e.clientY - dragged.y;
      if (!dragged.moved && Math.hypot(dx, dy) < 4) return;
      dragged = { x: e.clientX, y: e.clientY, moved: true };
      this.#move(dx, dy);
    });
    canvas.addEventListener("pointerup", (e) => {
      if (dragged && !dragged.moved) this.#pick(e.offsetX, e.offsetY);
      dragged = null;
    });
    canvas.addEventListener("wheel", (e) => {
      e.preventDefault();
      this.#zoom(Math.exp(-e.deltaY * 0.0015), e.offsetX, e.offsetY);
    }, { passive: false });
    canvas.addEventListener("keydown", (e) => {
      const step = 60;
      const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
      if (moves[e.key]) this.#move(...moves[e.key]);
      else if (e.key === "+" || e.key === "=") this.zoomBy(1.3);
      else if (e.key === "-") this.zoomBy(1 / 1.3);
      else if (e.key === "0") this.fit();
      else return;
      e.preventDefault();
    });
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  zoomBy(factor) {
    this.#zoom(factor, this.canvas.clientWidth / 2, this.canvas.clientHeight / 2);
  }

  #move(dx, dy) {
    if (!this.view) return;
    this.isAuto = false;
    this.view = { ...this.view, x: this.view.x - dx / this.view.scale, y: this.view.y + dy / this.view.scale };
    this.draw();
  }

  #zoom(factor, px, py) {
    if (!this.view) return;
    this.isAuto = false;
    const { x, y, scale } = this.view;
    const to = Math.min(200, Math.max(0.002, scale * factor));
    const cx = px - this.canvas.clientWidth / 2, cy = this.canvas.clientHeight / 2 - py;
    this.view = { x: x + cx / scale - cx / to, y: y + cy / scale - cy / to, scale: to };
    this.draw();
  }

  #pick(px, py) {
    if (!this.view) return;
    const { x, y, scale } = this.view;
    const mx = x + (px - this.canvas.clientWidth / 2) / scale, my = y + (this.canvas.clientHeight / 2 - py) / scale;
    let nearest = null, best = 14 / scale;
    for (const pin of this.pins) {
      if (!pin.at) continue;
      const d = Math.hypot(pin.at[0] - mx, pin.at[1] - my);
      if (d < best) { best = d; nearest = pin; }
    }
    this.onPick(nearest?.id ?? null);
  }
}

function path(draw, points, isClosed) {
  draw.beginPath();
  points.forEach(([px, py], i) => (i === 0 ? draw.moveTo(px, py) : draw.lineTo(px, py)));
  if (isClosed) draw.closePath();
}

function label(draw, text, px, py, colour, align, font = "11px") {
  draw.font = `${font} system-ui, sans-serif`;
  draw.textAlign = align;
  draw.lineWidth = 3;
  draw.lineJoin = "round";
  draw.strokeStyle = css("--map");
  draw.strokeText(text, px, py);
  draw.fillStyle = colour;
  draw.fillText(text, px, py);
}
