// The diagram of the network: a column of small planes for each layer, and connections as thick as their weights.

import { clear, paintCurve, paintPlane } from "./canvas.js";
import { color } from "./colors.js";
import { byId, choice, element } from "./dom.js";
import { activationOf, activations, dropoutOf, features, featuresOfY, isRegression } from "./boundary-settings.js";

const maximumLayers = 16;
const maximumUnits = 64;
const drawnConnections = 3000;

export class NetworkDiagram {
  #place = byId("columns");
  #lines = byId("connections");
  #units = [];                       // per column: the elements of its units
  #boxes = null;                     // their places, measured once after a change of the layout
  #change;
  #inspect;

  /** @param change called with the settings to change  @param inspect called with the unit under the pointer, or null */
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

  /** Paints the planes of hidden and output units and the connections. */
  paint(planes, weights, start, colors) {
    const size = start.isRegression ? start.curveLength / 2 : (start.side / 2) ** 2;
    let at = 0;
    for (const column of this.#units.slice(1))
      for (const unit of column) {
        this.#paint(unit.querySelector("canvas"), planes.subarray(at, at + size), start, colors);
        at += size;
      }
    this.#connect(weights, start);
  }

  #paint(canvas, bytes, start, colors) {
    if (start.isRegression) paintCurve(canvas, bytes, color("--blue"));
    else paintPlane(canvas, bytes, start.side / 2, start.side / 2, colors);
  }

  #connect(weights, start) {
    const { context } = clear(this.#lines);
    const boxes = this.#boxes ??= this.#measure();
    const [negative, positive] = [color("--orange"), color("--blue")];
    let at = 0;
    for (let layer = 1; layer < start.units.length; layer++) {
      const [inputs, outputs] = [start.units[layer - 1], start.units[layer]];
      const matrix = weights.subarray(at, at + inputs * outputs);
      at += inputs * outputs + outputs;
      const largest = matrix.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9);
      const least = matrix.length > drawnConnections ? 0.4 * largest : 0;
      for (let to = 0; to < outputs; to++)
        for (let from = 0; from < inputs; from++) {
          const weight = matrix[to * inputs + from];
          if (Math.abs(weight) < least) continue;
          const [a, b] = [boxes[layer - 1][from], boxes[layer][to]];
          const middle = (a.right + b.left) / 2;
          context.beginPath();
          context.moveTo(a.right, a.y);
          context.bezierCurveTo(middle, a.y, middle, b.y, b.left, b.y);
          context.strokeStyle = weight < 0 ? negative : positive;
          context.globalAlpha = 0.25 + 0.7 * Math.min(1, Math.abs(weight) / largest);
          context.lineWidth = Math.min(9, 0.4 + 2.2 * Math.abs(weight));
          context.stroke();
        }
    }
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
        onclick: () => this.#change({
          features: features.map(feature => feature[0]).filter(other => (other === name) !== settings.features.includes(other)),
        }),
      }, element("span", {}, isOn ? label : `+ ${label}`), element("canvas", { hidden: !isOn }));
      if (isOn) units.push(unit);
      column.append(unit);
    }
    this.#units.push(units);
    return column;
  }

  #hiddenColumn(settings, layer, units) {
    const changed = (list, value) => settings.layers.map((_, i) => i === layer ? value : list(settings, i));
    const setUnits = value => this.#change({ layers: settings.layers.with(layer, value) });
    const column = element("div", { className: "column" },
      element("h3", {}, `Layer ${layer + 1}`),
      element("div", { className: "stepper", role: "group", "aria-label": `Units of layer ${layer + 1}` },
        element("button", { type: "button", "data-key": `less-${layer}`, "aria-label": `Remove a unit of layer ${layer + 1}`,
          disabled: units === 1, onclick: () => setUnits(units - 1) }, "−"),
        element("b", {}, String(units)),
        element("button", { type: "button", "data-key": `more-${layer}`, "aria-label": `Add a unit to layer ${layer + 1}`,
          disabled: units === maximumUnits, onclick: () => setUnits(units + 1) }, "+")),
      this.#compact(choice(`Activation of layer ${layer + 1}`, activations.map(name => [name, name]), activationOf(settings, layer),
        value => this.#change({ activation: changed(activationOf, value) }))),
      this.#compact(choice(`Dropout of layer ${layer + 1}`,
        [0, 0.1, 0.2, 0.3, 0.5].map(p => [p, `drop ${100 * p}%`]), dropoutOf(settings, layer),
        value => this.#change({ dropout: changed(dropoutOf, Number(value)) }))));
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
    return Array.from({ length: count }, (_, index) => {
      const unit = element("div", { className: "unit", tabIndex: 0, role: "img", "aria-label": label(index) },
        element("canvas"), names ? element("span", {}, names[index]) : "");
      const show = () => this.#inspect({ column: layer + 1, index, label: label(index) });
      unit.addEventListener("pointerenter", show);
      unit.addEventListener("focus", show);
      unit.addEventListener("pointerleave", () => this.#inspect(null));
      unit.addEventListener("blur", () => this.#inspect(null));
      column.append(unit);
      return unit;
    });
  }

  /** Hides the label of a control from sight, where its place says what it is. */
  #compact(field) {
    field.firstChild.className = "hidden";
    return field;
  }
}
