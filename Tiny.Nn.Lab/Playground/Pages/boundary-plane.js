// The plane: the network's output as colors or as a curve, the points, and drawing with the pointer.

import { clear, paintPlane } from "./canvas.js";
import { color } from "./colors.js";
import { byId } from "./dom.js";
import { roundPoint } from "./boundary-settings.js";

const minimumDistance = 0.06;

export class Plane {
  #picture = byId("plane");
  #overlay = byId("points");
  #start = null;
  #isDrawn = false;
  #added = [];
  #onDraw;

  /** @param onDraw called with the points that the user drew with one stroke */
  constructor(onDraw) {
    this.#onDraw = onDraw;
    this.#overlay.addEventListener("pointerdown", event => this.#begin(event));
    this.#overlay.addEventListener("pointermove", event => this.#continue(event));
    this.#overlay.addEventListener("pointerup", () => this.#end());
    this.#overlay.addEventListener("pointercancel", () => this.#end());
    this.#overlay.addEventListener("contextmenu", event => event.preventDefault());
  }

  /** @param isDrawn whether the points are the user's own, which are never hidden */
  build(start, isDrawn) {
    [this.#start, this.#isDrawn] = [start, isDrawn];
    this.#added = [];
    this.drawPoints();
  }

  /** Paints the output, or a unit's plane of a quarter of its size. */
  paint(bytes, side, colors) {
    this.#picture.classList.remove("curve");
    paintPlane(this.#picture, bytes, side, side, colors);
  }

  /** Draws the output of a regression. */
  paintCurve(values) {
    this.#picture.classList.add("curve");
    const { context, width } = clear(this.#picture);
    const limit = this.#start.limit;
    context.beginPath();
    values.forEach((value, i) => context.lineTo(width * (i + 0.5) / values.length, width * (1 - value / limit) / 2));
    context.strokeStyle = color("--blue");
    context.lineWidth = 3.5;
    context.lineJoin = "round";
    context.stroke();
  }

  drawPoints() {
    const { context, width } = clear(this.#overlay);
    if (!this.#start) return;
    const { points, trainingCount, isRegression } = this.#start;
    const showTest = byId("show-test").checked || this.#isDrawn;
    const radius = Math.max(2.5, Math.min(4.5, width / 90));
    const colors = [color("--orange"), color("--blue")];
    const halo = color("--halo");
    [...points, ...this.#added].forEach(({ x, y, label }, i) => {
      const isTest = i >= trainingCount && i < points.length;
      if (isTest && !showTest) return;
      this.#mark(context, this.#toPixel(x, width), this.#toPixel(-y, width), radius, isRegression ? 0 : label);
      context.fillStyle = isTest ? color("--card") : colors[label];
      context.strokeStyle = isTest ? colors[label] : halo;
      context.lineWidth = isTest ? 1.8 : 1;
      context.fill();
      context.stroke();
    });
  }

  /** A disk for class 0, a diamond for class 1. */
  #mark(context, x, y, radius, label) {
    context.beginPath();
    if (label === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
    else {
      const r = radius * 1.25;
      context.moveTo(x, y - r);
      context.lineTo(x + r, y);
      context.lineTo(x, y + r);
      context.lineTo(x - r, y);
      context.closePath();
    }
  }

  #begin(event) {
    if (event.button > 2) return;
    this.#overlay.setPointerCapture(event.pointerId);
    this.#add(event);
  }

  #continue(event) {
    if (this.#overlay.hasPointerCapture(event.pointerId)) this.#add(event);
  }

  #add(event) {
    const box = this.#overlay.getBoundingClientRect();
    const limit = this.#start.limit;
    const x = ((event.clientX - box.left) / box.width * 2 - 1) * limit;
    const y = -((event.clientY - box.top) / box.height * 2 - 1) * limit;
    const chosen = Number(document.querySelector("input[name=class]:checked").value);
    const other = event.shiftKey || (event.buttons & 2) !== 0;
    const point = roundPoint({ x, y, label: this.#start.isRegression ? 0 : other ? 1 - chosen : chosen });
    const last = this.#added.at(-1);
    if (last && Math.hypot(last.x - point.x, last.y - point.y) < minimumDistance) return;
    this.#added.push(point);
    this.drawPoints();
  }

  #end() {
    const drawn = this.#added.splice(0);
    if (drawn.length > 0) this.#onDraw(drawn);
  }

  #toPixel(coordinate, width) {
    return (coordinate / this.#start.limit + 1) / 2 * width;
  }
}
