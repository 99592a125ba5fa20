import { showRoom } from "./dom.js";
import { connect } from "./connection.js";
import { hideMessage } from "./message.js";
import { onlyLatest } from "./only-latest.js";
import { AddressSettings, integer, list, number, word } from "./settings-in-address.js";
import { Planes, short } from "./convolution-planes.js";
import { drawMatrix, weightColors } from "./convolution-matrix.js";

const sizes = initial => list(initial, ",", integer(0));
const values = list([], ",", number(0));
const address = new AddressSettings({
  operation: word("convolution", ["convolution", "transposed", "maxPooling", "averagePooling", "nearest", "bedOfNails"]),
  i: sizes([5]), k: sizes([3]), s: sizes([2]), p: sizes([1]), q: sizes([1]), d: sizes([1]), a: sizes([0]),
  axes: integer(2), pad: word("given", ["given", "sides", "same", "causal"]), in: integer(1), out: integer(1),
  groups: integer(1), x: values, w: values, y: values,
}, ["operation"]);

const element = id => document.getElementById(id);
const isConvolution = operation => operation === "convolution" || operation === "transposed";
const isUpsampling = operation => operation === "nearest" || operation === "bedOfNails";

const sliders = [
  { name: "i", title: "input size", least: 1, most: 16, place: "sliders", of: () => true },
  { name: "k", title: "kernel size", least: 1, most: 7, place: "sliders", of: () => true },
  { name: "s", title: "stride", least: 1, most: 5, place: "sliders", of: o => !isUpsampling(o) },
  { name: "p", title: "padding", least: 0, most: 8, place: "sliders", of: o => !isUpsampling(o) && ["given", "sides"].includes(settings.pad) },
  { name: "q", title: "padding after", least: 0, most: 8, place: "sliders", of: o => !isUpsampling(o) && settings.pad === "sides" },
  { name: "d", title: "dilation", least: 1, most: 4, place: "sliders", of: o => isConvolution(o) || o === "maxPooling" },
  { name: "a", title: "output padding", least: 0, most: 4, place: "sliders", of: o => o === "transposed" },
  { name: "in", letter: "c", title: "input channels", least: 1, most: 4, place: "channel-sliders", of: () => true },
  { name: "out", letter: "c′", title: "output channels", least: 1, most: 4, place: "channel-sliders", of: isConvolution },
  { name: "groups", letter: "g", title: "groups", least: 1, most: 4, place: "channel-sliders", of: isConvolution },
];

const titles = {
  convolution: ["Convolution", "Its transpose: transposed convolution"],
  transposed: ["Transposed convolution", "Its transpose: convolution"],
  maxPooling: ["Max pooling", "Its transpose: max unpooling to the places of the maxima"],
  averagePooling: ["Average pooling", "Its transpose: each mean is spread over its window"],
  nearest: ["Unpooling: nearest neighbour", "Its transpose: the sum of each block"],
  bedOfNails: ["Unpooling: bed of nails", "Its transpose: the corner of each block"],
};

const isTransposed = () => shown.operation === "transposed" || isUpsampling(shown.operation);
const connection = connect("convolution");
let settings = address.read();
let shown;           // the settings of the reply
let reply;
let matrix;          // rows and columns of the matrix, as lists of terms
let planes = [];     // x, y, y, x′
let kernels = [];
let step = 0;        // the window position that the animation shows
let chosen;          // the element that was chosen by keyboard or click
let hovered;
let timer;
let isLink = true;   // the next settings come from the address

// The controls.

for (const slider of sliders) {
  const row = document.createElement("div");
  row.className = "slider";
  row.id = `row-${slider.name}`;
  const letter = document.createElement("span");
  letter.className = "letter";
  letter.textContent = slider.letter ?? slider.name;
  const title = document.createElement("span");
  title.textContent = slider.title;
  row.append(letter, title);
  for (const axis of slider.place === "sliders" ? [0, 1] : [0]) {
    const input = Object.assign(document.createElement("input"), {
      type: "range", min: slider.least, max: slider.most, step: 1, id: `${slider.name}-${axis}`,
    });
    const value = document.createElement("output");
    value.htmlFor = input.id;
    input.addEventListener("input", () => slide(slider, axis, Number(input.value)));
    if (axis === 1) row.append(Object.assign(document.createElement("span"), { className: "second" }), document.createElement("span"));
    row.append(input, value);
  }
  element(slider.place).append(row);
}

function slide(slider, axis, value) {
  if (slider.place === "sliders") {
    const two = [settings[slider.name][0], settings[slider.name].at(-1)];
    settings[slider.name] = element("both").checked || settings.axes === 1 ? [value] : two.with(axis, value);
    if (slider.name === "p" && settings.pad === "given") settings.q = settings.p;
  } else settings[slider.name] = value;
  changed();
}

function showSettings() {
  for (const input of document.querySelectorAll("[name=axes]")) input.checked = Number(input.value) === settings.axes;
  element("both-row").hidden = settings.axes === 1;
  element("operation").value = settings.operation;
  element("padding").value = settings.pad;
  element("padding-row").hidden = isUpsampling(settings.operation);
  const both = settings.axes === 1 || element("both").checked;
  for (const { name, title, place, of } of sliders) {
    element(`row-${name}`).hidden = !of(settings.operation);
    const values = place === "sliders" ? settings[name] : [settings[name]];
    for (const axis of place === "sliders" ? [0, 1] : [0]) {
      const input = element(`${name}-${axis}`);
      const value = values[axis] ?? values[0];
      input.value = value;
      input.hidden = input.nextSibling.hidden = axis === 1 && both;
      for (const part of [input.previousSibling, input.previousSibling.previousSibling])
        if (axis === 1) part.hidden = both;
      input.nextSibling.value = value;
      input.setAttribute("aria-label", `${title}${both ? "" : axis ? ", columns" : ", rows"}`);
    }
    const naming = element(`row-${name}`).children[1];
    naming.textContent = (isUpsampling(settings.operation) && name === "k" ? "scale" : title)
      + (both || place !== "sliders" ? "" : " ↓");
    if (place === "sliders") element(`${name}-1`).previousSibling.textContent = "→";
  }
}

element("operation").addEventListener("change", event => {
  settings.operation = event.target.value;
  changed();
});
element("padding").addEventListener("change", event => {
  settings.pad = event.target.value;
  if (settings.pad === "given") settings.q = settings.p;
  changed();
});
for (const input of document.querySelectorAll("[name=axes]"))
  input.addEventListener("change", () => {
    settings.axes = Number(input.value);
    changed();
  });
element("both").addEventListener("change", event => {
  if (event.target.checked) for (const { name, place } of sliders) if (place === "sliders") settings[name] = settings[name].slice(0, 1);
  changed();
});
element("random").addEventListener("click", () => {
  const draw = (count, least, most) => Array.from({ length: count }, () => least + Math.floor(Math.random() * (most - least + 1)));
  settings.x = draw(reply.input.length, 0, 4);
  settings.w = isConvolution(settings.operation) ? draw(reply.weights.length, -2, 2) : [];
  settings.y = [];
  changed();
});
element("reset").addEventListener("click", () => {
  settings = { ...settings, x: [], w: [], y: [] };
  changed();
});
address.listen(read => {
  [settings, isLink] = [read, true];
  detectBoth();
  changed();
});

function detectBoth() {
  element("both").checked = sliders.every(({ name, place }) =>
    place !== "sliders" || settings[name].length < 2 || settings[name][0] === settings[name][1]);
}

// The examples.

const { examples } = await connection.ask("examples");
for (const [index, { id, title }] of examples.entries())
  element("example").append(new Option(id ? `${id} · ${title}` : title, index));
element("example").addEventListener("change", event => {
  if (event.target.value === "") return;
  const { settings: example } = examples[event.target.value];
  const pair = values => values.every(value => value === values[0]) ? values.slice(0, 1) : values;
  settings = {
    operation: example.operation, axes: example.size.length, i: pair(example.size), k: pair(example.kernel),
    s: pair(example.stride), p: pair(example.before), q: pair(example.after), d: pair(example.dilation),
    a: pair(example.outputPadding), in: example.inputChannels, out: example.outputChannels, groups: example.groups,
    pad: example.padding !== "given" ? example.padding : String(example.before) === String(example.after) ? "given" : "sides",
    x: example.input, w: example.filters, y: example.second,
  };
  detectBoth();
  changed(true);
});

// The computation.

/** Shows the settings, writes them to the address, and asks the room. */
async function changed(isExample = false) {
  delete document.body.dataset.shown;   // set again, to the address, when the picture is up to date
  if (!isExample) element("example").value = "";
  showSettings();
  address.writeSoon(settings);
  await computeLatest();
}

const computeLatest = onlyLatest(compute);

function request() {
  const perAxis = name => Array.from({ length: settings.axes }, (_, axis) => settings[name][axis] ?? settings[name][0]);
  const usual = (name, value) => sliders.find(slider => slider.name === name).of(settings.operation)
    ? perAxis(name) : perAxis("i").map(() => value);
  const same = settings.pad === "same" || settings.pad === "causal" ? settings.pad : "given";
  return {
    operation: settings.operation, size: perAxis("i"), kernel: perAxis("k"), stride: usual("s", 1),
    before: usual("p", 0), after: settings.pad === "sides" ? usual("q", 0) : usual("p", 0), dilation: usual("d", 1),
    outputPadding: usual("a", 0), padding: isUpsampling(settings.operation) ? "given" : same,
    inputChannels: settings.in, outputChannels: isConvolution(settings.operation) ? settings.out : 1,
    groups: isConvolution(settings.operation) ? settings.groups : 1, input: settings.x,
    filters: isConvolution(settings.operation) ? settings.w : [], second: settings.y,
  };
}

/** Drops edited values whose number no longer fits, so that a slider never fails because of them. */
function dropValues(body) {
  const count = lengths => lengths.reduce((product, length) => product * length, 1);
  if (body.input.length !== count([body.inputChannels, ...body.size])) settings.x = body.input = [];
  const [first, second] = body.operation === "transposed" ? [body.inputChannels, body.outputChannels] : [body.outputChannels, body.inputChannels];
  if (body.filters.length !== count([first, Math.floor(second / body.groups), ...body.kernel])) settings.w = body.filters = [];
}

async function compute() {
  const body = request();
  dropValues(body);
  const isFromLink = isLink;
  isLink = false;
  let asked = { ...settings };
  let answer;
  try {
    try {
      answer = await connection.ask("compute", body);
    } catch (error) {
      if (!error.message.startsWith("second:")) throw error;
      body.second = [];
      settings = { ...settings, y: [] };
      asked = { ...asked, y: [] };
      answer = await connection.ask("compute", body);
    }
  } catch (error) {
    element("body").classList.add("stale");
    if (isFromLink) {
      hideMessage();
      address.refuse(error.message);
    }
    return;
  }
  hideMessage();
  element("body").classList.remove("stale");
  [shown, reply] = [asked, answer];
  address.writeSoon(settings);
  draw();
  document.body.dataset.shown = address.format(shown);
}

// The picture.

const spatial = shape => shape.length === 3 ? [shape[1], 1, shape[2]] : shape.slice(1);
const inputLength = axis => isTransposed() ? axis.output : axis.input;

function draw() {
  const terms = new Int32Array(reply.bytes.buffer, reply.bytes.byteOffset, reply.bytes.byteLength / 4);
  matrix = { terms, rows: group(terms, 0, reply.result.length), columns: group(terms, 1, reply.input.length) };
  const colors = weightColors(reply.weights.length);
  matrix.colors = colors;
  const two = (before, last) => last === undefined ? [0, before] : [before, last];
  const padding = { before: two(...reply.axes.map(axis => axis.before)), after: two(...reply.axes.map(axis => axis.after)) };
  const inputShape = spatial([1, shown.in, ...reply.axes.map(inputLength)]);
  const resultShape = spatial(reply.shape);
  const [inner, outer] = isTransposed() ? ["o", "i"] : ["i", "o"];
  const channel = (name, shape) => index => shape[0] > 1 ? `${name}, channel ${index}` : name;
  const plane = (place, name, values, shape, side, onEdit) => new Planes(place, {
    values, shape, side, onEdit, label: channel(name, shape), onHover: hover, onChoose: choose, ...(side === "i" ? padding : {}),
    border: onEdit ? "0" : "",
  });
  const edit = name => (index, value) => {
    settings[name] = (name === "x" ? reply.input : name === "w" ? reply.weights : reply.second).with(index, value);
    changed();
  };
  const [left, leftKernel, leftResult] = places("forward", "→");
  const [right, rightKernel, rightResult] = places("back-flow", "→");
  planes = [
    plane(left, "x", reply.input, inputShape, inner, edit("x")),
    plane(leftResult, "y = f(x)", reply.result, resultShape, outer),
    plane(right, "y", reply.second, resultShape, outer, edit("y")),
    plane(rightResult, "x′ = fᵀ(y)", reply.transpose, inputShape, inner),
  ];
  kernels = [leftKernel, rightKernel].map(place => drawKernel(place, colors, isConvolution(shown.operation) ? edit("w") : undefined));
  resize();
  for (const [at, side] of [[0, matrix.columns], [1, matrix.rows], [2, matrix.rows], [3, matrix.columns]])
    planes[at].hatch(index => side[index].length > 0);
  drawTexts(inputShape, resultShape);
  step = Math.min(step, windowCount() - 1);
  chosen = hovered = undefined;
  mark();
}

/** Sizes the cells, so that input, kernel and result stand side by side, or below each other in a narrow window. */
function resize() {
  for (const [index, id] of ["forward", "back-flow"].entries()) {
    const row = [planes[2 * index], kernels[index], planes[2 * index + 1]];
    const width = element(id).clientWidth;
    const columns = row.map(plane => plane.columns);
    const side = row.every(plane => plane.shape[0] === 1) ? (width - 108) / columns.reduce((sum, count) => sum + count) - 2 : 0;
    const apart = Math.min(...row.map(({ shape, columns }) => (width - 12 * shape[0]) / (shape[0] * columns) - 2));
    const below = width / Math.max(...columns) - 2;
    const cell = Math.floor(Math.min(34, [side, apart].find(size => size >= 20) ?? below));
    element(id).style.setProperty("--cell", `${cell}px`);
    element(id).classList.toggle("tiny", cell < 17);
  }
}

function places(id, symbol) {
  const stacks = Array.from({ length: 3 }, () => Object.assign(document.createElement("div"), { className: "tensors" }));
  const sign = text => Object.assign(document.createElement("span"), { className: "symbol", textContent: text, ariaHidden: "true" });
  element(id).replaceChildren(stacks[0], sign(shown.operation === "maxPooling" ? "" : "∗"), stacks[1], sign(symbol), stacks[2]);
  return stacks;
}

function drawKernel(place, colors, onEdit) {
  const [first, second, ...kernel] = reply.filterShape;
  const [height, width] = kernel.length === 1 ? [1, kernel[0]] : kernel;
  const label = index => first * second === 1 ? (onEdit ? "kernel w" : shown.operation === "maxPooling" ? "window" : "fixed weights")
    : `w[${Math.floor(index / second)}, ${index % second}]`;
  return new Planes(place, { values: reply.weights, shape: [first * second, height, width], side: "w", label, onEdit, colors });
}

function drawTexts(inputShape, resultShape) {
  [element("title-forward").textContent, element("title-back").textContent] = titles[shown.operation];
  const size = shape => (shape[0] > 1 ? `${shape[0]} channels of ` : "") + (reply.axes.length > 1 ? `${shape[1]}×${shape[2]}` : shape[2]);
  element("caption-forward").textContent = `${size(inputShape)} ${inputShape[0] > 1 ? "become" : "becomes"} ${size(resultShape)}.`;
  element("caption-back").textContent = `${size(resultShape)} ${resultShape[0] > 1 ? "lead" : "leads"} back to ${size(inputShape)}; the shape returns, the values do not. `
    + (shown.y.length ? "y has values of its own." : "y is the result beside it, until you edit it.");
  element("inner").textContent = `⟨f(x), y⟩ = ${short(reply.inner)} and ⟨x, fᵀ(y)⟩ = ${short(reply.transposeInner)}: equal for every y, which is what “transpose” means.`;
  element("code").textContent = `Tensor y = ${reply.code};\nGraph.Backward(y, gradient);   // x.Gradient is the transpose applied to the gradient`;
  const alike = reply.axes.every(axis => JSON.stringify(axis.relationship) === JSON.stringify(reply.axes[0].relationship));
  element("relationships").replaceChildren(...(alike ? reply.axes.slice(0, 1) : reply.axes).map((axis, index) =>
    describeSize(axis, alike ? "" : index ? "columns" : "rows")));
}

function describeSize({ relationship, remainder, output, input }, which) {
  const box = document.createElement("div");
  const add = (tag, content, className = "") => box.appendChild(Object.assign(document.createElement(tag), { textContent: content, className }));
  const title = add("h2", `Relationship ${relationship.number}`);
  title.append(Object.assign(document.createElement("small"), {
    textContent: `${which ? `${which}: ` : ""}${relationship.title} · AR-${String(relationship.number).padStart(2, "0")}`,
  }));
  const line = add("p", `${relationship.formula} `, "size");
  if (relationship.numbers !== String(relationship.size))
    line.append(Object.assign(document.createElement("span"), { textContent: `= ${relationship.numbers} ` }));
  line.append("= ", Object.assign(document.createElement("b"), { textContent: relationship.size }));
  if (relationship.note) add("p", relationship.note, "note");
  if (!isTransposed() && remainder > 0)
    add("p", `${output} windows leave ${remainder} of ${input} inputs, with padding, unused at the end; output padding a = ${remainder} restores ${input}.`, "note");
  return box;
}

/** Returns for each row or column of the matrix its terms. */
function group(terms, part, count) {
  const groups = Array.from({ length: count }, () => []);
  for (let term = 0; term < terms.length; term += 3) groups[terms[term + part]].push(term);
  return groups;
}

// What is highlighted: an element of one side, and all elements of the other side that it is connected with.

const windowCount = () => (isTransposed() ? reply.input : reply.result).length;

function hover(side, index) {
  hovered = index === undefined ? undefined : { side, index };
  mark();
}

function choose(side, index) {
  stop();
  chosen = { side, index };
  if (side === "o") step = index;
  mark();
}

function mark() {
  const { side, index } = hovered ?? chosen ?? { side: "o", index: step };
  const isRow = (side === "o") !== isTransposed();
  const terms = (isRow ? matrix.rows : matrix.columns)[index] ?? [];
  const other = new Map(terms.map(term => [matrix.terms[term + (isRow ? 1 : 0)], `×${short(reply.weights[matrix.terms[term + 2]])}`]));
  const own = new Map([[index, ""]]);
  const window = side === "o" ? windowOf(index) : undefined;
  for (const plane of planes)
    if (plane.side === side) plane.mark(own, index, undefined);
    else plane.mark(other, -1, plane.side === "i" ? window : undefined);
  element("sum").textContent = describe(side, index, terms, isRow);
  drawMatrices({ axis: isRow ? "row" : "column", index });
}

function windowOf(index) {
  const lengths = reply.axes.map(axis => axis.output);
  const within = index % lengths.reduce((product, length) => product * length, 1);
  return lengths.length === 1 ? [[0], reply.axes[0].positions[within]]
    : [reply.axes[0].positions[Math.floor(within / lengths[1])], reply.axes[1].positions[within % lengths[1]]];
}

function name(tensor, shape, index) {
  const [channels, height, width] = shape;
  const within = index % (height * width);
  const place = [...(channels > 1 ? [Math.floor(index / (height * width))] : []),
    ...(reply.axes.length > 1 ? [Math.floor(within / width)] : []), within % width];
  return `${tensor}[${place.join(", ")}]`;
}

/** Returns the sum behind a result, or where an input goes. */
function describe(side, index, terms, isRow) {
  const inputShape = spatial([1, shown.in, ...reply.axes.map(inputLength)]);
  const resultShape = spatial(reply.shape);
  const parenthesized = value => value < 0 ? `(${short(value)})` : short(value);
  if (!isRow) {
    const targets = terms.slice(0, 6).map(term => name("y", resultShape, matrix.terms[term]));
    return `${name("x", inputShape, index)} = ${short(reply.input[index])} reaches `
      + (terms.length === 0 ? "no result." : `${terms.length} ${terms.length === 1 ? "result" : "results"}: ${targets.join(", ")}${terms.length > 6 ? ", …" : ""}`);
  }
  const result = `${name("y", resultShape, index)} = `;
  const value = short(reply.result[index]);
  if (terms.length === 0) return `${result}${value}: it sees only zeros.`;
  if (shown.operation === "maxPooling") return `${result}${value}, the maximum of its window: ${name("x", inputShape, matrix.terms[terms[0] + 1])}`;
  const products = terms.slice(0, 12).map(term =>
    `${parenthesized(reply.input[matrix.terms[term + 1]])}·${parenthesized(reply.weights[matrix.terms[term + 2]])}`);
  return `${result}${products.join(" + ")}${terms.length > 12 ? " + …" : ""} = ${value}`;
}

function drawMatrices(marked) {
  const style = getComputedStyle(element("matrix").closest(".card"));
  const whole = element("matrix").closest(".card").clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const [rows, columns] = [reply.result.length, reply.input.length];
  const room = whole > 700 ? (whole - 16) * Math.max(0.35, Math.min(0.65, columns / (rows + columns))) : whole;
  const other = whole > 700 ? whole - 16 - room : whole;
  const data = { rows, columns, terms: matrix.terms, weights: reply.weights, colors: matrix.colors, marked };
  drawMatrix(element("matrix"), { ...data, transposed: false, room });
  drawMatrix(element("matrix-transposed"), { ...data, transposed: true, room: other });
  const letter = isTransposed() ? ["Cᵀ", "C"] : ["C", "Cᵀ"];
  element("matrix-name").textContent = `${letter[0]}, ${rows} × ${columns}: f(x) = ${letter[0]}·x`;
  element("matrix-transposed-name").textContent = `${letter[1]}, ${columns} × ${rows}: fᵀ(y) = ${letter[1]}·y`;
  const count = new Set(matrix.terms.filter((_, at) => at % 3 === 2)).size;
  element("matrix-caption").textContent = `Every row is one result, every column one input. ${count} ${count === 1 ? "weight" : "weights"} fill `
    + `${matrix.terms.length / 3} of ${rows * columns} places; the color tells which weight of the kernel. The frame is the element above.`;
}

for (const [id, transposed] of [["matrix", false], ["matrix-transposed", true]]) {
  const canvas = element(id);
  canvas.addEventListener("pointermove", event => {
    const box = canvas.getBoundingClientRect();
    const [rows, columns] = transposed ? [reply.input.length, reply.result.length] : [reply.result.length, reply.input.length];
    const y = Math.min(rows - 1, Math.max(0, Math.floor((event.clientY - box.top) / box.height * rows)));
    hover(transposed === isTransposed() ? "o" : "i", y);
  });
  canvas.addEventListener("pointerleave", () => hover("o", undefined));
}
addEventListener("resize", () => {
  if (!reply) return;
  resize();
  mark();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => reply && mark());

// The animation.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

function stop() {
  clearInterval(timer);
  timer = undefined;
  element("play").textContent = "Play";
  element("play").setAttribute("aria-pressed", "false");
}

function move(by) {
  chosen = undefined;
  step = (step + by + windowCount()) % windowCount();
  mark();
}

/** Moves the window on until someone stops it, or once over the input. */
function play(isOnce) {
  timer = setInterval(() => {
    if (isOnce && step === windowCount() - 1) stop();
    else move(1);
  }, calm.matches ? 1500 : 700);
  element("play").textContent = "Pause";
  element("play").setAttribute("aria-pressed", "true");
}

element("play").addEventListener("click", () => {
  if (timer !== undefined) {
    stop();
    return;
  }
  play(false);
  move(1);
});
element("forth").addEventListener("click", () => { stop(); move(1); });
element("back").addEventListener("click", () => { stop(); move(-1); });

detectBoth();
await changed();
showRoom();
if (reply && !calm.matches) play(true);
