// The picture of the graph: boxes in layers, lines between them, and what a step of the walk has reached.

const height = 74;

const svg = (tag, attributes = {}, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** Returns a number with at most five digits. */
export function short(value) {
  const number = Number(value);
  if (Number.isNaN(number)) return "NaN";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? number.toExponential(3).replace(/\.?0+e/, "e") : String(Number(number.toPrecision(5)));
  return text.replace("-", "−");
}

export class Drawing {
  #place;
  #nodes = [];
  #lines = [];

  constructor(place) {
    this.#place = place;
  }

  /** Draws a graph, from left to right where there is room, else from top to bottom. */
  draw(graph, onChoose) {
    const { nodes, edges } = graph;
    const result = nodes.at(-1).name;
    const longest = Math.max(...nodes.map(node => Math.max(title(node).length, `∂${result}/∂${node.name} = −0.0012345`.length)));
    const width = Math.max(104, 7.6 * longest + 18);
    const layers = Math.max(...nodes.map(node => node.layer)) + 1;
    const rows = edges.flatMap(edge => edge.points.map(([, row]) => row));
    const [least, most] = [Math.min(...rows, 0), Math.max(...rows, 0)];
    const across = layers * (width + 56);
    const isWide = across <= Math.max(this.#place.clientWidth, 1) * 1.3;
    const [stepX, stepY] = isWide ? [width + 56, height + 22] : [width + 20, height + 44];
    const at = ([layer, row]) => isWide
      ? [layer * stepX + width / 2, (row - least) * stepY + height / 2]
      : [(row - least) * stepX + width / 2, layer * stepY + height / 2];
    const size = isWide ? [layers * stepX - 56, (most - least) * stepY + height]
      : [(most - least) * stepX + width, layers * stepY - 44];
    const picture = svg("svg", { viewBox: `-4 -4 ${size[0] + 8} ${size[1] + 8}`, role: "group", "aria-label": "Computation graph" });
    picture.style.maxWidth = `${(size[0] + 8) * 1.15}px`;
    picture.style.margin = "0 auto";
    if (!isWide) picture.style.maxHeight = "none";
    this.#lines = edges.map(edge => {
      const line = svg("path", { class: "line", d: path(edge.points.map(at), isWide, isWide ? width / 2 : height / 2) });
      picture.append(line);
      return { edge, line };
    });
    this.#nodes = nodes.map((node, index) => {
      const [x, y] = at([node.layer, node.row]);
      const text = (className, dy) => svg("text", { class: className, x: 0, y: dy, "text-anchor": "middle" });
      const [name, value, gradient] = [text("name", -17), text("value", 5), text("gradient", 26)];
      name.textContent = title(node);
      const group = svg("g", { class: node.kind, transform: `translate(${x} ${y})`, tabindex: 0, role: "button" },
        svg("rect", { class: "box", x: -width / 2, y: -height / 2, width, height, rx: 11 }), name, value, gradient);
      group.addEventListener("click", () => onChoose(index));
      group.addEventListener("keydown", event => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onChoose(index);
      });
      picture.append(group);
      return { node, group, value, gradient };
    });
    this.#place.replaceChildren(picture);
  }

  /**
   * Shows a moment of the walk.
   * @param {Set<number>} known the nodes that have a value.
   * @param {Map<number, number>} gradients the sums so far.
   * @param {object} now `node`, and for a backward step `input`.
   */
  show(known, gradients, now, result) {
    for (const [index, { node, group, value, gradient }] of this.#nodes.entries()) {
      value.textContent = known.has(index) && node.kind !== "constant" ? `= ${short(node.value)}` : "";
      gradient.textContent = gradients.has(index) ? `∂${result}/∂${node.name} = ${short(gradients.get(index))}` : "";
      group.classList.toggle("now", index === now.node || index === now.input);
      group.setAttribute("aria-label", `${title(node)}${value.textContent && ` ${value.textContent}`}`
        + (gradients.has(index) ? `, gradient ${short(gradients.get(index))}` : ""));
    }
    for (const { edge, line } of this.#lines) {
      const isForward = now.input === undefined && edge.to === now.node;
      const isBackward = edge.to === now.node && edge.from === now.input;
      line.setAttribute("class", `line${isForward ? " forward" : isBackward ? " backward" : known.has(edge.to) ? " done" : ""}`);
    }
  }
}

const title = node => node.kind === "operation" ? `${node.name} = ${node.text}` : node.name;

/** A smooth line through points, which leaves and reaches boxes at their sides. */
function path(points, isWide, half) {
  const shift = ([x, y], by) => isWide ? [x + by, y] : [x, y + by];
  const stops = [shift(points[0], half), ...points.slice(1, -1), shift(points.at(-1), -half)];
  return stops.slice(1).reduce((text, [x, y], index) => {
    const [fromX, fromY] = stops[index];
    const bend = isWide ? [(fromX + x) / 2, fromY, (fromX + x) / 2, y] : [fromX, (fromY + y) / 2, x, (fromY + y) / 2];
    return `${text} C ${bend.join(" ")} ${x} ${y}`;
  }, `M ${stops[0].join(" ")}`);
}
