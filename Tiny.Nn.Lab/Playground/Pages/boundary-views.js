// The smaller views of the Boundary room: loss curves, warped space, gradient norms, the table of tries.

import { clear } from "./canvas.js";
import { append, drawCurves, short } from "./chart.js";
import { color } from "./colors.js";
import { byId, element } from "./dom.js";

export class LossCurves {
  #training = [];
  #test = [];

  restart() {
    [this.#training, this.#test] = [[], []];
  }

  add(frame) {
    if (frame.trainLoss !== null && frame.step !== this.#training.at(-1)?.[0]) {
      append(this.#training, [frame.step, frame.trainLoss]);
      if (frame.testLoss !== null) append(this.#test, [frame.step, frame.testLoss]);
    }
  }

  draw(log) {
    drawCurves(byId("losses"), [
      { color: "--ink", points: this.#training }, { color: "--green", dash: [6, 4], points: this.#test },
    ], { log, xLabel: "steps" });
  }
}

/** Draws the space of the last hidden layer: the grid of the plane as the layer bends it, and the points in it. */
export function drawWarpedSpace(canvas, coordinates, start) {
  const { context, width, height } = clear(canvas);
  const points = coordinates.subarray(0, 2 * start.points.length);
  const lines = coordinates.subarray(2 * start.points.length);
  const [a, b] = [span(coordinates, 0), span(coordinates, 1)];
  const scale = Math.min((width - 24) / a.size, (height - 24) / b.size);
  const x = value => width / 2 + (value - a.center) * scale;
  const y = value => height / 2 - (value - b.center) * scale;
  context.strokeStyle = color("--soft");
  context.globalAlpha = 0.4;
  for (let line = 0; line < lines.length; line += 2 * start.lineLength) {
    context.beginPath();
    for (let i = line; i < line + 2 * start.lineLength; i += 2) context.lineTo(x(lines[i]), y(lines[i + 1]));
    context.stroke();
  }
  context.globalAlpha = 0.9;
  const colors = [color("--orange"), color("--blue")];
  start.points.forEach(({ label }, i) => {
    context.fillStyle = colors[label];
    context.beginPath();
    context.arc(x(points[2 * i]), y(points[2 * i + 1]), 2.6, 0, 2 * Math.PI);
    context.fill();
  });
  context.globalAlpha = 1;
}

function span(coordinates, axis) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = axis; i < coordinates.length; i += 2) {
    low = Math.min(low, coordinates[i]);
    high = Math.max(high, coordinates[i]);
  }
  return { center: (low + high) / 2, size: Math.max(high - low, 1e-6) };
}

/** Shows the gradient's norm of each layer as a bar on a logarithmic scale from 10⁻⁶ to 10. */
export function showGradients(norms) {
  const place = byId("gradients");
  if (norms.length === 0) {
    place.replaceChildren(element("li", { className: "note" }, "Shown after the first step."));
    return;
  }
  if (place.childElementCount !== norms.length || place.querySelector(".note"))
    place.replaceChildren(...norms.map((_, i) => element("li", {},
      element("span", {}, i === norms.length - 1 ? "Output" : `Layer ${i + 1}`), element("i"), element("b"))));
  norms.forEach((norm, i) => {
    const [, bar, text] = place.children[i].children;
    bar.style.setProperty("--fraction", Math.max(0, Math.min(1, (Math.log10(Math.max(norm ?? 10, 1e-9)) + 6) / 7)));
    text.textContent = norm === 0 ? "0" : norm?.toExponential(1) ?? "∞";
  });
}

/** The table of settings that were tried, kept until the browser's tab is closed. */
export class Tries {
  #rows = JSON.parse(sessionStorage.getItem("boundary tries") ?? "[]");

  /** Keeps the last state of a run; a run with the same settings replaces its row. */
  keep(link, frame) {
    if (!frame || frame.step === 0 || frame.trainLoss === null) return;
    this.#rows = [{
      link, step: frame.step, trainLoss: frame.trainLoss, testLoss: frame.testLoss, accuracy: frame.testAccuracy,
    }, ...this.#rows.filter(row => row.link !== link)].slice(0, 50);
    this.#save();
  }

  clear() {
    this.#rows = [];
    this.#save();
  }

  show() {
    byId("tries").replaceChildren(...this.#rows.map(row => element("tr", {},
      element("td", {}, element("a", { href: row.link }, decodeURIComponent(row.link.slice(1)).replace(/drawn=[^/]*/, "drawn=…"))),
      element("td", {}, short(row.step)), element("td", {}, row.trainLoss.toFixed(4)),
      element("td", {}, row.testLoss?.toFixed(4) ?? "–"),
      element("td", {}, row.accuracy === null ? "–" : `${(100 * row.accuracy).toFixed(1)} %`))));
    byId("tries-card").hidden = this.#rows.length === 0;
  }

  #save() {
    sessionStorage.setItem("boundary tries", JSON.stringify(this.#rows));
    this.show();
  }
}
