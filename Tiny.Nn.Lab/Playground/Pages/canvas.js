// Drawing on canvases: sharp lines on every screen, and planes of bytes.

/** Fits a canvas to its size on the page and returns its context, cleared, with units of CSS pixels. */
export function clear(canvas) {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

const images = new Map();            // one buffer for each size

function imageOf(context, width, height) {
  const size = `${width}×${height}`;
  if (!images.has(size)) {
    const image = context.createImageData(width, height);
    images.set(size, { image, pixels: new Uint32Array(image.data.buffer) });
  }
  return images.get(size);
}

/** Paints bytes, row by row, with a table of 256 colors. The canvas gets one pixel per byte; CSS scales it. */
export function paintPlane(canvas, bytes, width, height, colors) {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  const { image, pixels } = imageOf(context, width, height);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colors[bytes[i]];
  context.putImageData(image, 0, 0);
}

/** Draws bytes 1 … 255 as a curve around the middle; the canvas has CSS pixels. */
export function paintCurve(canvas, bytes, stroke) {
  const { context, width, height } = clear(canvas);
  context.beginPath();
  bytes.forEach((value, i) => context.lineTo(width * (i + 0.5) / bytes.length, height * (0.92 - 0.84 * value / 255)));
  context.strokeStyle = stroke;
  context.lineWidth = 2;
  context.stroke();
}
