// The Boundary room: wires the controls to the room and draws its frames.

import { divergingColors, onColorsChange } from "./colors.js";
import { connect } from "./connection.js";
import { byId, choice, download, element, nextPicture, showRoom, slider } from "./dom.js";
import { hideMessage, showMessage } from "./message.js";
import { address, isDrawn, isRegression, optimizers, pointSets, regressionSets, roundPoint, toRequest } from "./boundary-settings.js";
import { NetworkDiagram } from "./boundary-network.js";
import { Picture } from "./boundary-picture.js";
import { Plane } from "./boundary-plane.js";
import { drawWarpedSpace, LossCurves, showGradients, Tries } from "./boundary-views.js";

const connection = connect("boundary");
const diagram = new NetworkDiagram(change, unit => { inspected = unit; redraw(); });
const plane = new Plane(draw);
const losses = new LossCurves();
const tries = new Tries();

let settings = address.read();
let start = null;                    // the reply to the last restart
let frame = null;
let picture = null;
let colors = divergingColors();
let isPlaying = false;
let isStale = false;                 // the frame is older than the network
let inspected = null;                // the unit under the pointer
let inputPlanes = null;

// ── Settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Changes settings and starts again; training goes on if it was playing. A function gets the current settings, which
 * may be newer than those that the page shows.
 */
async function change(changes) {
  tries.keep(address.format(settings), frame);
  settings = { ...settings, ...(typeof changes === "function" ? changes(settings) : changes) };
  address.write(settings);
  showSettings();
  await restart(isPlaying);
}

/** Changes what needs no new start. */
async function adjust(changes) {
  settings = { ...settings, ...changes };
  address.write(settings);
  await connection.ask("adjust", { rate: settings.rate, l1: settings.l1, l2: settings.l2 });
}

/** @param isLink whether the settings come from the address */
async function restart(play, isLink = false) {
  hideMessage();
  setPlaying(play);
  try {
    start = await connection.ask("restart", toRequest(settings));
  } catch (error) {
    setPlaying(false);
    if (isLink) {
      hideMessage();
      address.refuse(error.message);
    }
    if (!start) byId("parameters").textContent = "There is no network with these settings.";
    showControls();
    await connection.ask("pause");
    return;
  }
  showControls();
  document.body.dataset.starts = Number(document.body.dataset.starts ?? 0) + 1;
  inputPlanes = start.bytes;
  [frame, inspected, picture] = [null, null, new Picture(start)];
  losses.restart();
  plane.build(start, isDrawn(settings));
  diagram.build(settings, start);
  diagram.paintInputs(inputPlanes, start, colors);
  byId("parameters").textContent = `${start.parameters.toLocaleString("en")} parameters`;
  isStale = true;
  if (isPlaying) await connection.ask("play", { stepsPerSecond: settings.speed });
}

/** Disables what needs a network, where the settings give none. */
function showControls() {
  for (const id of ["play", "step", "epoch", "restart", "show-code", "save-weights", "save-points"]) byId(id).disabled = !start;
}

function showSettings() {
  const regression = isRegression(settings);
  for (const button of document.querySelectorAll(".set"))
    button.setAttribute("aria-pressed", String(button.dataset.set === settings.data));
  byId("training-settings").replaceChildren(
    choice("Optimizer", optimizers.map(name => [name, name]),
      settings.optimizer, value => change({ optimizer: value })),
    choice("Learning rate", withValue([0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3], settings.rate),
      settings.rate, value => adjust({ rate: Number(value) })),
    choice("Batch", withValue([1, 5, 10, 20, 50, 100, 1000], settings.batch), settings.batch,
      value => change({ batch: Number(value) })),
    choice("L1 penalty", withValue([0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1], settings.l1), settings.l1,
      value => adjust({ l1: Number(value) })),
    choice("L2 penalty", withValue([0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1], settings.l2), settings.l2,
      value => adjust({ l2: Number(value) })),
    numberField("Seed", settings.seed, 0, 1_000_000, value => change({ seed: value })));
  byId("data-settings").replaceChildren(...dataFields());
  byId("speed").replaceChildren(choice("Speed", [[1, "1 step/s"], [10, "10 steps/s"], [50, "50 steps/s"],
    [200, "200 steps/s"], [1000, "1000 steps/s"], [0, "fastest"]], settings.speed, setSpeed));
  byId("pens").hidden = regression;
  byId("clear-points").hidden = !isDrawn(settings);
  byId("show-test").disabled = isDrawn(settings);
  byId("log").checked = settings.log;
  byId("csv-columns").textContent = regression ? "x,y" : "x,y,label";
  byId("figure-name").textContent = "Test accuracy";
  document.querySelector(".headline").hidden = regression;
}

function dataFields() {
  const fields = [];
  if (["sides", "curve"].includes(settings.data)) {
    const input = element("input", { type: "text", value: settings.formula, spellcheck: false });
    input.addEventListener("change", () => change({ formula: input.value }));
    fields.push(element("label", { className: "field" }, element("span", {}, "f(x)"), input));
  }
  if (!isDrawn(settings)) fields.push(
    slider("Noise", { min: 0, max: 0.3, step: 0.01, value: settings.noise }, value => change({ noise: value })),
    slider("Points", { min: 20, max: 1000, step: 20, value: settings.points }, value => change({ points: value })));
  fields.push(slider("Training share", { min: 0.1, max: 0.9, step: 0.1, value: settings.share,
    format: value => `${Math.round(100 * value)} %` }, value => change({ share: value })));
  return fields;
}

/** The options of a list of numbers, with the current value where it comes from a link. */
const withValue = (values, value) =>
  [...new Set([...values, value])].sort((a, b) => a - b).map(number => [number, String(number)]);

function numberField(label, value, min, max, onChange) {
  const input = element("input", { type: "number", min, max, step: 1 });
  input.value = value;
  input.addEventListener("change", () => { if (input.checkValidity() && input.value !== "") onChange(Number(input.value)); });
  return element("label", { className: "field narrow" }, element("span", {}, label), input);
}

async function setSpeed(value) {
  settings = { ...settings, speed: Number(value) };
  address.write(settings);
  if (isPlaying) await connection.ask("play", { stepsPerSecond: settings.speed });
}

// ── Training ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function playOrPause() {
  hideMessage();
  setPlaying(!isPlaying);
  await connection.ask(isPlaying ? "play" : "pause", isPlaying ? { stepsPerSecond: settings.speed } : {});
  isStale = true;
}

async function step(count) {
  hideMessage();
  setPlaying(false);
  await connection.ask("step", { count }).finally(() => { isStale = true; });
}

function setPlaying(value) {
  isPlaying = value;
  byId("play").textContent = value ? "Pause" : "Play";
}

// ── Drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Asks for a frame, draws it, and asks for the next; so frames never queue. */
async function drawFrames() {
  while (true) {
    await nextPicture();
    if (!start || !(isPlaying || isStale)) continue;
    const asked = start;
    const request = picture.request(isPlaying);
    isStale = false;
    const reply = await connection.ask("frame", request).catch(() => null);
    if (!reply || asked !== start) continue;
    frame = reply;
    picture.take(frame.bytes, request);
    if (isPlaying && !frame.isPlaying) {
      setPlaying(false);
      isStale = true;
    }
    losses.add(frame);
    redraw(request);
    document.body.dataset.frames = Number(document.body.dataset.frames ?? 0) + 1;
  }
}

/** Draws the picture, or the parts of it that a request has brought. */
function redraw(parts = picture?.request(false)) {
  if (!frame || !start) return;
  const unit = start.isRegression ? null : inspected;
  if (start.isRegression) plane.paintCurve(picture.curve);
  else if (unit) plane.paint(picture.unitOf(unit), start.side / 2, colors);
  else plane.paint(picture.output, start.side, colors);
  diagram.paint(picture, parts, start, colors);
  if (parts.hasWarped) drawWarpedSpace(byId("warped"), picture.warped, start);
  if (!isPlaying || !parts.hasWarped) losses.draw(settings.log);
  showGradients(frame.gradientNorms);
  showFigures();
  byId("plane-caption").textContent = inspected ? describe(inspected, picture.weights)
    : start.isRegression ? "The network's curve and the points." : "Background: the network's confidence in each class.";
}

/** The weights and the bias of a unit in words. */
function describe({ column, index, label }, weights) {
  let at = 0;
  for (let layer = 1; layer < column; layer++) at += start.units[layer] * (start.units[layer - 1] + 1);
  const inputs = start.units[column - 1];
  const row = [...weights.subarray(at + index * inputs, at + (index + 1) * inputs)].map(weight => weight.toFixed(2));
  const bias = weights[at + inputs * start.units[column] + index];
  return `${label}: weights ${row.slice(0, 12).join(", ")}${row.length > 12 ? ", …" : ""}; bias ${bias.toFixed(2)}`;
}

function showFigures() {
  byId("figure-step").textContent = frame.step.toLocaleString("en");
  byId("figure-epoch").textContent = frame.epochs.toLocaleString("en");
  byId("figure-train").textContent = frame.trainLoss?.toFixed(4) ?? "–";
  byId("figure-test").textContent = frame.testLoss?.toFixed(4) ?? "–";
  const accuracy = frame.testAccuracy ?? frame.trainAccuracy;
  byId("figure-accuracy").textContent = accuracy === null ? "–" : `${(100 * accuracy).toFixed(1)} %`;
}

// ── Points ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Adds drawn points; a generated set becomes the user's own. */
async function draw(drawn) {
  const before = isDrawn(settings) ? settings.drawn : start.points.map(roundPoint);
  await change({ data: isRegression(settings) ? "ownvalues" : "own", drawn: [...before, ...drawn].slice(-2000) });
}

async function useCsv(text) {
  const { points } = await connection.ask("csv", { text, isRegression: isRegression(settings) });
  await change({ data: isRegression(settings) ? "ownvalues" : "own", drawn: points.map(roundPoint) });
}

const pointsAsCsv = () => (start.isRegression ? "x,y\n" : "x,y,label\n")
  + start.points.map(({ x, y, label }) => (start.isRegression ? [x, y] : [x, y, label]).join(",") + "\n").join("");

async function buildSets() {
  const previews = await connection.ask("previews");
  for (const [name, title] of pointSets) {
    const picture = element("canvas", { width: 88, height: 88 });
    const button = element("button", { type: "button", className: "set", "data-set": name, onclick: () => change({ data: name }) },
      picture, element("span", {}, title));
    byId(regressionSets.includes(name) ? "curves" : "sets").append(button);
    drawPreview(picture, previews[name], regressionSets.includes(name));
  }
  showSettings();
}

function drawPreview(canvas, points, isCurve) {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, 88, 88);
  const style = getComputedStyle(document.documentElement);
  const [orange, blue, soft] = ["--orange", "--blue", "--soft"].map(name => style.getPropertyValue(name));
  if (!points) {
    context.strokeStyle = soft;
    context.lineWidth = 5;
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(22, 66);
    context.bezierCurveTo(30, 10, 50, 90, 66, 24);
    context.stroke();
    return;
  }
  for (const { x, y, label } of points) {
    context.fillStyle = isCurve || label === 1 ? blue : orange;
    context.beginPath();
    context.arc(44 + 36 * x, 44 - 36 * y, 3.4, 0, 2 * Math.PI);
    context.fill();
  }
}

// ── Events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

byId("play").onclick = playOrPause;
byId("step").onclick = () => step(1);
byId("epoch").onclick = () => step(start.batchesPerEpoch);
byId("restart").onclick = () => { tries.keep(address.format(settings), frame); restart(false); };
byId("add-layer").onclick = () => change({ layers: [...settings.layers, settings.layers.at(-1) ?? 4] });
byId("remove-layer").onclick = () => change({ layers: settings.layers.slice(0, -1) });
byId("show-test").onchange = () => plane.drawPoints();
byId("clear-points").onclick = () => change({ drawn: [] });
byId("log").onchange = () => { settings.log = byId("log").checked; address.write(settings); redraw(); };
byId("csv-apply").onclick = () => useCsv(byId("csv").value);
byId("csv-file").onchange = async event => { if (event.target.files[0]) await useCsv(await event.target.files[0].text()); };
byId("own-details").ontoggle = () => { if (byId("own-details").open && start) byId("csv").value = pointsAsCsv(); };
byId("clear-tries").onclick = () => tries.clear();
byId("save-points").onclick = () => download("points.csv", pointsAsCsv(), "text/csv");
byId("save-weights").onclick = async () =>
  download("weights.json", JSON.stringify(await connection.ask("weights"), null, 1), "application/json");
byId("copy-link").onclick = () => copy(new URL(address.format(settings), location.href).href, "The link is copied.");
byId("copy-code").onclick = () => copy(byId("code").textContent, "The program is copied.");
byId("show-code").onclick = async () => {
  const { program } = await connection.ask("code", { epochs: Math.max(1, frame?.epochs ?? 1) });
  byId("code").textContent = program;
  byId("code-box").hidden = false;
};

async function copy(text, done) {
  await navigator.clipboard.writeText(text).then(() => showMessage(done), () => showMessage("The browser does not allow to copy."));
}

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, button, summary, a, pre")) return;
  const action = { " ": playOrPause, s: () => step(1), e: () => step(start.batchesPerEpoch), r: () => byId("restart").onclick() }[event.key.toLowerCase()];
  if (!action || !start) return;
  event.preventDefault();
  action();
});

address.listen(async given => {
  tries.keep(address.format(settings), frame);
  settings = given;
  showSettings();
  await restart(isPlaying, true);
});

onColorsChange(() => {
  colors = divergingColors();
  if (start) diagram.paintInputs(inputPlanes, start, colors);
  plane.drawPoints();
  redraw();
});

new ResizeObserver(() => { if (start) { plane.drawPoints(); redraw(); } }).observe(document.body);

await buildSets();
tries.show();
await restart(false, true);
showRoom();
drawFrames();
