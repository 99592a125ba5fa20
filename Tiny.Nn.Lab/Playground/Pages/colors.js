// The colors of the style sheet for canvases, light or dark.

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Returns a color of playground.css, such as color("--blue"). */
export const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Calls a function whenever the system changes between light and dark. */
export const onColorsChange = handler => dark.addEventListener("change", handler);

/** A table of 256 colors from orange (0) over the neutral color to blue (255), as 32-bit pixels. */
export function divergingColors() {
  const [low, middle, high] = ["--plane-low", "--plane-middle", "--plane-high"].map(name => channels(color(name)));
  const pixels = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(pixels.buffer);
  for (let i = 0; i < 256; i++) {
    const amount = Math.abs(i - 127.5) / 127.5;
    const end = i < 128 ? low : high;
    for (let c = 0; c < 3; c++) bytes[4 * i + c] = middle[c] + (end[c] - middle[c]) * amount ** 0.85;
    bytes[4 * i + 3] = 255;
  }
  return pixels;
}

const channels = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
