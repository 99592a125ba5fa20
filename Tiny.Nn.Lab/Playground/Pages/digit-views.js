// What the network makes of the drawing: probabilities, pixels, evidence, layers.

import { paintPlane } from "./canvas.js";
import { color, divergingColors } from "./colors.js";
import { byId, element } from "./dom.js";
import { planes } from "./first-layer.js";

const side = 28;

/** A table of 256 colors from the card (0) to ink (255), as 32-bit pixels. */
function inkColors() {
  const [paper, ink] = ["--field", "--ink"].map(name => channels(color(name)));
  const pixels = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(pixels.buffer);
  for (let i = 0; i < 256; i++) {
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = paper[c] + (ink[c] - paper[c]) * i / 255;
    bytes[4 * i + 3] = 255;
  }
  return pixels;
}

const channels = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));

const percent = value => `${(100 * value).toFixed(value > 0.9995 || value < 0.0005 ? 0 : 1)} %`;

export class ReadingView {
  #bars;
  #planes = null;                    // the bytes of the layers
  #shape = "";
  #reading = null;
  #colors = divergingColors();
  #ink = inkColors();
  #isVisible = new Map();            // per layer: whether its planes are on the screen; only then they are painted
  #observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) this.#isVisible.set(target, isIntersecting);
    this.#drawLayers();
  }, { rootMargin: "100px" });

  constructor() {
    this.#bars = Array.from({ length: 10 }, (_, digit) => {
      const [bar, value] = [element("i"), element("b", {}, "–")];
      byId("probabilities").append(element("li", {}, String(digit), bar, value));
      return { bar, value };
    });
  }

  /** Shows a reading, or the last one in new colors. */
  draw(reading = this.#reading) {
    if (!reading) return;
    this.#reading = reading;
    reading.probabilities.forEach((probability, digit) => {
      const { bar, value } = this.#bars[digit];
      bar.style.setProperty("--fraction", probability);
      value.textContent = percent(probability);
      bar.parentElement.classList.toggle("best", digit === reading.for);
    });
    const best = String(reading.for);
    if (byId("answer").textContent !== best) byId("answer").textContent = best;
    let at = 0;
    const next = count => reading.bytes.subarray(at, at += count);
    paintPlane(byId("image"), next(side * side), side, side, this.#ink);
    paintPlane(byId("evidence"), next(side * side), side, side, this.#colors);
    byId("evidence-caption").textContent =
      `Gradient × input: blue pixels speak for ${reading.for} and against ${reading.against}, orange ones the opposite`;
    byId("rebuilt").hidden = !reading.hasReconstruction;
    if (reading.hasReconstruction) paintPlane(byId("reconstruction"), next(side * side), side, side, this.#ink);
    this.#planes = reading.bytes.subarray(at);
    this.#buildLayers(reading.layers);
    this.#drawLayers();
  }

  /** Shows that there is no drawing. */
  clear() {
    this.#reading = null;
    for (const { bar, value } of this.#bars) {
      bar.style.setProperty("--fraction", 0);
      bar.parentElement.classList.remove("best");
      value.textContent = "–";
    }
    byId("answer").textContent = "–";
    for (const id of ["image", "evidence", "reconstruction"]) {
      const canvas = byId(id);
      canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    }
    byId("evidence-caption").textContent = "Gradient × input";
    this.#shape = "";
    this.#showLayers([]);
  }

  /** Follows a change between light and dark. */
  recolor() {
    [this.#colors, this.#ink] = [divergingColors(), inkColors()];
    this.draw();
  }

  #buildLayers(layers) {
    const shape = JSON.stringify(layers.map(({ layer, count, width, height }) => [layer, count, width, height]));
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#showLayers(layers.map(layer => element("section", {},
      element("h3", {}, layer.layer, " ", element("span", {}, extent(layer))),
      element("div", { className: "planes" }, ...planes(layer.count, layer.width, layer.height, `${layer.layer}, plane`)))));
  }

  #showLayers(sections) {
    this.#observer.disconnect();
    this.#isVisible.clear();
    byId("layers").replaceChildren(...sections);
    for (const section of sections) this.#observer.observe(section);
  }

  #drawLayers() {
    if (!this.#reading) return;
    let at = 0;
    this.#reading.layers.forEach(({ count, width, height }, i) => {
      const section = byId("layers").children[i];
      const from = at;
      at += count * width * height;
      if (!this.#isVisible.get(section)) return;
      section.querySelectorAll("canvas").forEach((canvas, plane) => paintPlane(canvas,
        this.#planes.subarray(from + plane * width * height, from + (plane + 1) * width * height), width, height, this.#colors));
    });
  }
}

const extent = ({ count, width, height, total }) => count === 1 && total !== 1
  ? `${total} units`
  : `${total} × ${height}×${width}${count < total ? `, the first ${count}` : ""}`;
