// The paper: strokes drawn with the pointer, in units of the paper, and their text in the address.

import { clear } from "./canvas.js";
import { color } from "./colors.js";

const minimumDistance = 0.008;
const penWidth = 0.085;

export class Paper {
  #canvas;
  #strokes = [];
  #current = null;
  #onChange;

  /** @param onChange called after every change, with whether a stroke goes on */
  constructor(canvas, onChange) {
    [this.#canvas, this.#onChange] = [canvas, onChange];
    canvas.addEventListener("pointerdown", event => this.#begin(event));
    canvas.addEventListener("pointermove", event => this.#continue(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => this.#end());
    addEventListener("resize", () => this.draw());
  }

  /** The strokes: lists of x, y, x, y, … from 0 to 1. */
  get strokes() {
    return this.#strokes;
  }

  /** Replaces the drawing. */
  set strokes(strokes) {
    [this.#strokes, this.#current] = [strokes, null];
    this.#changed(false);
  }

  undo() {
    if (this.#strokes.length > 0) this.strokes = this.#strokes.slice(0, -1);
  }

  draw() {
    const { context, width } = clear(this.#canvas);
    context.strokeStyle = color("--ink");
    context.lineWidth = penWidth * width;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.#strokes) {
      context.beginPath();
      context.moveTo(stroke[0] * width, stroke[1] * width);
      for (let i = 0; i < stroke.length; i += 2) context.lineTo(stroke[i] * width, stroke[i + 1] * width);
      context.stroke();
    }
  }

  #begin(event) {
    if (event.button !== 0 || this.#current) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#current = [];
    this.#strokes = [...this.#strokes, this.#current];
    this.#add(event);
    this.#changed(true);
  }

  #continue(event) {
    if (!this.#current || !this.#canvas.hasPointerCapture(event.pointerId)) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    const before = this.#current.length;
    for (const move of moves.length > 0 ? moves : [event]) this.#add(move);
    if (this.#current.length > before) this.#changed(true);
  }

  #end() {
    if (!this.#current) return;
    this.#current = null;
    this.#changed(false);
  }

  #add(event) {
    const box = this.#canvas.getBoundingClientRect();
    const x = limit((event.clientX - box.left) / box.width);
    const y = limit((event.clientY - box.top) / box.height);
    const [lastX, lastY] = this.#current.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) < minimumDistance) return;
    this.#current.push(x, y);
  }

  #changed(isDrawing) {
    this.draw();
    this.#onChange(isDrawing);
  }
}

const limit = value => Math.min(1, Math.max(0, value));

// Two characters per coordinate, 00 to zz in base 36; strokes are separated by ~.
const steps = 36 * 36 - 1;

export const formatStrokes = strokes => strokes.map(stroke => stroke
  .map(value => Math.round(limit(value) * steps).toString(36).padStart(2, "0")).join("")).join("~");

export const parseStrokes = text => text.split("~").filter(stroke => /^([0-9a-z]{4})+$/.test(stroke))
  .map(stroke => stroke.match(/../g).map(digits => parseInt(digits, 36) / steps));
