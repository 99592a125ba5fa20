// A chart of curves over a common x axis.

import { clear } from "./canvas.js";
import { color } from "./colors.js";

const space = { left: 44, right: 12, top: 10, bottom: 24 };

/**
 * Draws curves: [{ label, color: "--blue", dash: [5, 4], points: [[x, y], …] }, …]. The y axis is logarithmic where
 * `log` is true and all values are positive; the x axis begins at 0.
 */
export function drawCurves(canvas, curves, { log = false, xLabel = "" } = {}) {
  const { context, width, height } = clear(canvas);
  const ys = curves.flatMap(curve => curve.points.map(point => point[1])).filter(Number.isFinite);
  const xs = curves.flatMap(curve => curve.points.map(point => point[0]));
  if (ys.length === 0) return;
  const isLog = log && Math.min(...ys) > 0;
  const scale = isLog ? Math.log10 : value => value;
  let [low, high] = [isLog ? scale(Math.min(...ys)) : Math.min(0, ...ys), scale(Math.max(...ys))];
  if (high - low < 1e-9) [low, high] = [low - 0.5, high + 0.5];
  const right = Math.max(1, ...xs);
  const x = value => space.left + (width - space.left - space.right) * value / right;
  const y = value => height - space.bottom - (height - space.top - space.bottom) * (scale(value) - low) / (high - low);

  context.font = "11px " + color("--sans");
  context.fillStyle = color("--soft");
  context.strokeStyle = color("--line");
  context.lineWidth = 1;
  context.textAlign = "right";
  for (let i = 0; i <= 3; i++) {
    const value = low + (high - low) * i / 3;
    const at = height - space.bottom - (height - space.top - space.bottom) * i / 3;
    context.beginPath();
    context.moveTo(space.left, at);
    context.lineTo(width - space.right, at);
    context.stroke();
    context.fillText(short(isLog ? 10 ** value : value), space.left - 6, at + 4);
  }
  context.fillText(`${short(right)} ${xLabel}`, width - space.right, height - 6);
  context.textAlign = "left";
  context.fillText("0", space.left, height - 6);
  for (const curve of curves) {
    context.strokeStyle = color(curve.color);
    context.lineWidth = 2;
    context.setLineDash(curve.dash ?? []);
    context.beginPath();
    for (const [a, b] of curve.points) context.lineTo(x(a), y(b));
    if (curve.points.length === 1) context.arc(x(curve.points[0][0]), y(curve.points[0][1]), 2, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
}

/** Keeps a curve at a bounded number of points: every second one goes when there are more. */
export function append(points, point, limit = 600) {
  points.push(point);
  if (points.length > limit) for (let i = points.length - 2; i > 0; i -= 2) points.splice(i, 1);
}

/** A number in few characters. */
export const short = value => {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e6) return `${+(value / 1e6).toPrecision(3)}M`;
  if (size >= 1e4) return `${+(value / 1e3).toPrecision(3)}k`;
  return size < 1e-3 ? value.toExponential(0) : String(+value.toPrecision(size >= 100 ? 4 : 2));
};
