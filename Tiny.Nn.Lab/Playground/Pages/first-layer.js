// The filters of a network's first layer, in the elements filters-card, filters-text and filters.

import { paintPlane } from "./canvas.js";
import { divergingColors } from "./colors.js";
import { byId, element } from "./dom.js";

/** Draws the filters, and hides their card where there are none. */
export function drawFilters({ count, width, height, total }, bytes) {
  byId("filters-card").hidden = count === 0;
  const place = byId("filters");
  const shape = [count, width, height].join();
  if (place.dataset.shape !== shape) {
    place.dataset.shape = shape;
    place.replaceChildren(...planes(count, width, height, "Filter"));
  }
  byId("filters-text").textContent = count === 0 ? "" :
    `${count < total ? `The first ${count} of ${total}` : `The ${total}`} filters of ${height}×${width} weights. `
    + "Blue weights are positive, orange ones negative.";
  const colors = divergingColors();
  [...place.children].forEach((canvas, i) =>
    paintPlane(canvas, bytes.subarray(i * width * height, (i + 1) * width * height), width, height, colors));
}

/** Canvases for planes of values: at least 2 CSS pixels for each value. */
export function planes(count, width, height, label) {
  const scale = Math.max(2, Math.floor((count === 1 ? 320 : 52) / width));
  return Array.from({ length: count }, (_, i) => {
    const canvas = element("canvas", { role: "img" });
    canvas.setAttribute("aria-label", `${label} ${i + 1}`);
    [canvas.style.width, canvas.style.aspectRatio] = [`${width * scale}px`, `${width} / ${height}`];
    return canvas;
  });
}
