// The diagram of the network: a column of small planes for each layer, and connections as thick as their weights.

import { clear, paintCurve, paintPlane } from "./canvas.js";
import { color } from "./colors.js";
import { byId, choice, element } from "./dom.js";
import { activationOf, activations, dropoutOf, features, featuresOfY, isRegression } from "./boundary-settings.js";

const maximumLayers = 16;
const maximumUnits = 128;
const maximumLines = 1500;           // between two layers; of more connections, the strongest are drawn
const widthLevels = 8;

export class NetworkDiagram {
  #place = byId("columns");
  #lines = byId("connections");
  #units = [];                       // per column: the elements of its units
  #boxes = null;                     // their places, measured once after a change of the layout
  #change;
  #inspect;

  /** @param change called with a function from the current settings to their changes  @param inspect called with the unit under the pointer, or null */
  constructor(change, inspect) {
    this.#change = change;
    this.#inspect = inspect;
    new ResizeObserver(() => { this.#boxes = null; }).observe(this.#place);
  }

  /** Builds the columns for new settings. */
  build(settings, start) {
    [this.#units, this.#boxes] = [[], null];
    const columns = [this.#inputColumn(settings, start)];
    settings.layers.forEach((units, layer) => columns.push(this.#hiddenColumn(settings, layer, units)));
    columns.push(this.#outputColumn(settings));
    const focused = document.activeElement?.dataset?.key;
    this.#place.replaceChildren(...columns);
    if (focused) this.#place.querySelector(`[data-key="${focused}"]`)?.focus();
    byId("layer-count").textContent = `${settings.layers.length} hidden layer${settings.layers.length === 1 ? "" : "s"}`;
    byId("remove-layer").disabled = settings.layers.length === 0;
    byId("add-layer").disabled = settings.layers.length === maximumLayers;
  }

  /** Paints the planes of the inputs, once after the start. */
  paintInputs(bytes, start, colors) {
    const size = bytes.length / start.features.length;
    start.features.forEach((name, i) =>
      this.#paint(this.#place.querySelector(`[data-feature="${name}"] canvas`), bytes.subarray(i * size, (i + 1) * size), start, colors));
  }

  /** Paints the parts of a picture: planes of hidden and output units, and the connections if it has the weights. */
  paint(picture, { firstUnit, unitCount, hasWeights }, start, colors) {
    const units = this.#units.slice(1).flat();
    for (let i = firstUnit; i < firstUnit + unitCount; i++) {
      const index = i % units.length;
      this.#paint(units[index].firstChild, picture.unit(index), start, colors);
    }
    if (hasWeights) this.#connect(picture.weights, start);
  }

  #paint(canvas, bytes, start, colors) {
    if (start.isRegression) paintCurve(canvas, bytes, color("--blue"));
    else paintPlane(canvas, bytes, start.side / 2, start.side / 2, colors);
  }

  #connect(weights, start) {
    const { context } = clear(this.#lines);
    const boxes = this.#boxes ??= this.#measure();
    let at = 0;
    for (let layer = 1; layer < start.units.length; layer++) {
      const [inputs, outputs] = [start.units[layer - 1], start.units[layer]];
      this.#connectLayer(context, weights.subarray(at, at + inputs * outputs), boxes[layer - 1], boxes[layer]);
      at += inputs * outputs + outputs;
    }
  }

  /** Connections of one color and about one width are one path: a canvas draws few paths fast. */
  #connectLayer(context, matrix, from, to) {
    const largest = matrix.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1);
    const widest = Math.min(7, 56 / Math.max(from.length, to.length));
    const levels = matrix.map(weight => Math.min(widthLevels - 1, Math.floor(widthLevels * Math.abs(weight) / largest)));
    const least = leastDrawn(levels);
    const paths = Array.from({ length: 2 * widthLevels }, () => new Path2D());
    to.forEach((b, row) => from.forEach((a, column) => {
      const index = row * from.length + column;
      if (levels[index] < least) return;
      const path = paths[2 * levels[index] + (matrix[index] < 0 ? 0 : 1)];
      const middle = (a.right + b.left) / 2;
      path.moveTo(a.right, a.y);
      path.bezierCurveTo(middle, a.y, middle, b.y, b.left, b.y);
    }));
    const colors = [color("--orange"), color("--blue")];
    paths.forEach((path, i) => {
      const amount = (Math.floor(i / 2) + 0.5) / widthLevels;
      context.strokeStyle = colors[i % 2];
      context.globalAlpha = 0.2 + 0.7 * amount;
      context.lineWidth = 0.3 + widest * amount;
      context.stroke(path);
    });
    context.globalAlpha = 1;
  }

  #measure() {
    const origin = this.#lines.getBoundingClientRect();
    return this.#units.map(column => column.map(unit => {
      const box = unit.querySelector("canvas").getBoundingClientRect();
      return { left: box.left - origin.left, right: box.right - origin.left, y: (box.top + box.bottom) / 2 - origin.top };
    }));
  }

  #inputColumn(settings, start) {
    const units = [];
    const column = element("div", { className: "column inputs" }, element("h3", {}, "Inputs"));
    for (const [name, label] of features) {
      if (isRegression(settings) && featuresOfY.includes(name)) continue;
      const isOn = start.features.includes(name);
      const unit = element("button", {
        className: "unit", type: "button", "aria-pressed": String(isOn), "data-feature": name, "data-key": `input-${name}`,
        title: isOn ? `Leave ${label} out` : `Use ${label} as an input`,
        onclick: () => this.#change(now => ({
          features: features.map(feature => feature[0]).filter(other => (other === name) !== now.features.includes(other)),
        })),
      }, element("span", {}, isOn ? label : `+ ${label}`), element("canvas", { hidden: !isOn }));
      if (isOn) units.push(unit);
      column.append(unit);
    }
    this.#units.push(units);
    return column;
  }

  #hiddenColumn(settings, layer, units) {
    const changed = (now, list, value) => now.layers.map((_, i) => i === layer ? value : list(now, i));
    const addUnits = difference => this.#change(now => ({
      layers: now.layers.map((count, i) => i === layer ? Math.max(1, Math.min(maximumUnits, count + difference)) : count),
    }));
    const column = element("div", { className: "column" },
      element("h3", {}, `Layer ${layer + 1}`),
      element("div", { className: "stepper", role: "group", "aria-label": `Units of layer ${layer + 1}` },
        element("button", { type: "button", "data-key": `less-${layer}`, "aria-label": `Remove a unit of layer ${layer + 1}`,
          disabled: units === 1, onclick: () => addUnits(-1) }, "−"),
        element("b", {}, String(units)),
        element("button", { type: "button", "data-key": `more-${layer}`, "aria-label": `Add a unit to layer ${layer + 1}`,
          disabled: units === maximumUnits, onclick: () => addUnits(1) }, "+")),
      this.#compact(choice(`Activation of layer ${layer + 1}`, activations.map(name => [name, name]), activationOf(settings, layer),
        value => this.#change(now => ({ activation: changed(now, activationOf, value) })))),
      this.#compact(choice(`Dropout of layer ${layer + 1}`,
        [0, 0.1, 0.2, 0.3, 0.5].map(p => [p, `drop ${100 * p}%`]), dropoutOf(settings, layer),
        value => this.#change(now => ({ dropout: changed(now, dropoutOf, Number(value)) })))));
    this.#units.push(this.#addUnits(column, layer, units, unit => `Layer ${layer + 1}, unit ${unit + 1}`));
    return column;
  }

  #outputColumn(settings) {
    const names = isRegression(settings) ? ["y"] : ["orange", "blue"];
    const column = element("div", { className: "column outputs" }, element("h3", {}, names.length === 1 ? "Output" : "Outputs"));
    this.#units.push(this.#addUnits(column, settings.layers.length, names.length, unit => `Output ${names[unit]}`, names));
    return column;
  }

  #addUnits(column, layer, count, label, names) {
    if (count > 12) column.classList.add(count > 32 ? "tiny" : "small");
    const place = element("div", { className: count > 64 ? "units in-four" : count > 32 ? "units in-two" : "units" });
    column.append(place);
    return Array.from({ length: count }, (_, index) => {
      const unit = element("div", { className: "unit", tabIndex: 0, role: "img", "aria-label": label(index) },
        element("canvas"), names ? element("span", {}, names[index]) : "");
      const show = () => this.#inspect({ column: layer + 1, index, label: label(index) });
      unit.addEventListener("pointerenter", show);
      unit.addEventListener("focus", show);
      unit.addEventListener("pointerleave", () => this.#inspect(null));
      unit.addEventListener("blur", () => this.#inspect(null));
      place.append(unit);
      return unit;
    });
  }

  /** Hides the label of a control from sight, where its place says what it is. */
  #compact(field) {
    field.firstChild.className = "hidden";
    return field;
  }
}

/** Returns the least level of which all connections are drawn: the strongest level, and weaker ones while they are few. */
function leastDrawn(levels) {
  const counts = new Array(widthLevels).fill(0);
  for (const level of levels) counts[level]++;
  let [least, drawn] = [widthLevels, 0];
  while (least > 0 && (drawn === 0 || drawn + counts[least - 1] <= maximumLines)) drawn += counts[--least];
  return least;
}
