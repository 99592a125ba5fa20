// The matrix of an operation, with one color for each weight of the kernel.

import { short } from "./convolution-planes.js";

// From dark blue to light yellow; its lightness grows, so that it also reads without hue.
const stops = [[20, 72, 150], [68, 92, 134], [112, 114, 118], [150, 144, 118], [200, 184, 102], [254, 232, 56]];

/** Returns the background and text colors of each of `count` weights. */
export function weightColors(count) {
  return Array.from({ length: count }, (_, index) => {
    const at = (count < 2 ? 0.7 : index / (count - 1)) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    const [r, g, b] = stops[low].map((part, axis) => Math.round(part + (stops[low + 1][axis] - part) * (at - low)));
    return { background: `rgb(${r}, ${g}, ${b})`, text: 0.3 * r + 0.59 * g + 0.11 * b > 128 ? "#101010" : "#ffffff" };
  });
}

/** Draws a matrix. `terms` holds [row, column, weight] in a row; `marked` is a row or column to frame. */
export function drawMatrix(canvas, { rows, columns, terms, weights, colors, transposed, marked, room }) {
  const [height, width] = transposed ? [columns, rows] : [rows, columns];
  const cell = Math.max(1, Math.min(26, Math.floor(room / width), Math.floor(480 / height)));
  const scale = devicePixelRatio || 1;
  canvas.width = width * cell * scale;
  canvas.height = height * cell * scale;
  canvas.style.width = `${width * cell}px`;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  const style = getComputedStyle(canvas);
  context.fillStyle = style.getPropertyValue("--field");
  context.fillRect(0, 0, width * cell, height * cell);
  context.font = `600 ${cell * 0.46}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const gap = cell > 6 ? 1 : 0;
  for (let term = 0; term < terms.length; term += 3) {
    const [y, x] = transposed ? [terms[term + 1], terms[term]] : [terms[term], terms[term + 1]];
    const color = colors[terms[term + 2]];
    context.fillStyle = color.background;
    context.fillRect(x * cell, y * cell, cell - gap, cell - gap);
    if (cell < 16) continue;
    context.fillStyle = color.text;
    context.fillText(short(weights[terms[term + 2]]), (x + 0.5) * cell - gap / 2, (y + 0.55) * cell);
  }
  if (marked) {
    const isRow = (marked.axis === "row") !== transposed;
    context.strokeStyle = style.getPropertyValue("--ink");
    context.lineWidth = 2;
    if (isRow) context.strokeRect(1, marked.index * cell + 1, width * cell - 2, Math.max(1, cell - 2));
    else context.strokeRect(marked.index * cell + 1, 1, Math.max(1, cell - 2), height * cell - 2);
  }
  canvas.setAttribute("aria-label", `Matrix of ${height} rows and ${width} columns with ${terms.length / 3} nonzero places`);
  return cell;
}
