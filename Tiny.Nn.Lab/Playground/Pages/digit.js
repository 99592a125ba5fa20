// The room in which one draws a digit: wires the paper and the controls to the room.

import { append, drawCurves } from "./chart.js";
import { onColorsChange } from "./colors.js";
import { connect } from "./connection.js";
import { formatStrokes, Paper, parseStrokes } from "./digit-paper.js";
import { ReadingView } from "./digit-views.js";
import { byId, choice, element, showRoom } from "./dom.js";
import { drawFilters } from "./first-layer.js";
import { hideMessage } from "./message.js";
import { onlyLatest } from "./only-latest.js";
import { AddressSettings, text } from "./settings-in-address.js";

const connection = connect("digit");
const address = new AddressSettings({
  network: text(""), autoencoder: text(""),
  drawing: { initial: [], format: formatStrokes, parse: parseStrokes, expects: "strokes as the page writes them" },
}, ["network"]);
const view = new ReadingView();
const paper = new Paper(byId("paper"), changed);
const dataNames = { mnist: "learn here: MNIST", synthetic: "learn here: built-in digits" };

let settings = address.read();
let isReady = false;                 // a network is there
let isPaused = false;
let changedAt = null;                // when the drawing changed that has not been read yet
let filters = null;
let curves = { kind: "", loss: [], accuracy: [] };
let examples = 0;

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function changed(isDrawing) {
  changedAt = performance.now();
  byId("hint").hidden = paper.strokes.length > 0;
  byId("undo").disabled = byId("clear").disabled = paper.strokes.length === 0;
  if (!isDrawing) {
    settings = { ...settings, drawing: paper.strokes };
    address.write(settings);
  }
  read();
}

/** Reads the drawing as it is. While one draws, the room does not train, so that it answers at once. */
const read = onlyLatest(async () => {
  if (!isReady) return;
  const from = changedAt;
  changedAt = null;
  const reading = await connection.ask("read", { strokes: paper.strokes, isDrawing: from !== null });
  if (reading) view.draw(reading);
  else view.clear();
  if (!reading) byId("latency").textContent = "";
  if (!reading || from === null) return;
  const latency = performance.now() - from;
  document.body.dataset.latency = latency;
  byId("latency").textContent = `Read ${latency < 1 ? "in less than 1" : latency.toFixed(0)} ms after the stroke`;
});

// ── Networks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function begin() {
  const { classifiers, autoencoders, data } = await connection.ask("networks");
  const problems = [];
  const known = (setting, names, initial) => {
    const value = settings[setting];
    if (names.includes(value)) return value;
    if (value !== "") problems.push(`${setting}: there is no '${value}'; choose one of ${names.join(", ")}`);
    settings[setting] = "";
    return initial;
  };
  const names = models => [...models.map(({ name }) => name), ...Object.keys(dataNames)];
  settings.network = known("network", names(classifiers), classifiers[0]?.name ?? data);
  const coder = known("autoencoder", ["none", ...names(autoencoders)], autoencoders[0]?.name ?? "none");
  byId("choices").replaceChildren(
    choice("It reads with", options(classifiers), settings.network, value => choose({ network: value })),
    choice("Autoencoder", [["none", "none"], ...options(autoencoders)], coder,
      value => choose({ autoencoder: value })));
  paper.strokes = settings.drawing;
  if (problems.length > 0) address.refuse(...problems);
  showRoom();
  await use({ network: settings.network });
  if (coder !== "none") await use({ autoencoder: coder });
}

async function choose(change) {
  settings = { ...settings, ...change };
  address.write(settings);
  await use(change);
}

const options = models => [...models.map(({ name, network, accuracy }) =>
  [name, `${name.replace("/model.safetensors", "")} (${network}${accuracy === null ? "" : `, ${(100 * accuracy).toFixed(2)} %`})`]),
  ...Object.entries(dataNames)];

async function use(change) {
  hideMessage();
  if (change.network) {
    byId("network-text").textContent = dataNames[change.network] ? "Reading the digits to learn from …" : "Loading …";
    const used = await connection.ask("use", { network: change.network }).catch(error => {
      byId("network-text").textContent = "This network cannot be used; choose another one.";
      throw error;
    });
    byId("network-text").textContent = `${used.network}, ${used.parameters.toLocaleString("en")} parameters`
      + (used.steps ? ". It learns from new; to keep a network, train one in the room Runs." : "");
    isReady = true;
    showLearning(used.steps, "classifier");
    document.body.dataset.network = change.network;
    await showFilters();
  } else {
    const used = await connection.ask("use-autoencoder", { network: change.autoencoder });
    if (used?.steps) showLearning(used.steps, "autoencoder");
  }
  read();
}

function showLearning(steps, kind) {
  if (!steps && curves.kind !== kind && curves.kind !== "") return;
  byId("learning").hidden = !steps;
  curves = { kind: steps ? kind : "", loss: [], accuracy: [] };
  setPaused(false);
}

function setPaused(paused) {
  isPaused = paused;
  byId("pause").textContent = paused ? "Go on" : "Pause";
}

async function showFilters() {
  filters = await connection.ask("filters");
  drawFilters(filters, filters.bytes);
}

connection.listen("progress", ({ kind, step, steps, loss, accuracy, isComplete }) => {
  if (curves.kind !== kind) curves = { kind, loss: [], accuracy: [] };
  byId("learning").hidden = false;
  append(curves.loss, [step, loss]);
  if (accuracy !== null && curves.accuracy.at(-1)?.[1] !== accuracy) append(curves.accuracy, [step, accuracy]);
  byId("pause").disabled = isComplete;
  byId("learning-text").textContent = `${kind === "autoencoder" ? "Autoencoder: s" : "S"}tep ${step} of ${steps}`
    + (accuracy === null ? "" : `, accuracy ${(100 * accuracy).toFixed(1)} %`);
  Object.assign(document.body.dataset, { step, accuracy: accuracy ?? "" });
  drawCurve();
  if (paper.strokes.length > 0) read();
  if (kind === "classifier") showFilters();
});

function drawCurve() {
  if (curves.loss.length === 0) return;
  drawCurves(byId("curve"), [
    { label: "loss", color: "--ink", points: curves.loss },
    { label: "accuracy", color: "--green", dash: [5, 4], points: curves.accuracy }], { xLabel: "steps" });
}

// ── Controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function drawExample(digit) {
  const { strokes } = await connection.ask("example", { digit, seed: ++examples });
  paper.strokes = strokes;
}

byId("examples").append(...Array.from({ length: 10 }, (_, digit) => element("button",
  { type: "button", title: `Draw an example of ${digit} (key ${digit})`, onclick: () => drawExample(digit) },
  String(digit))));
byId("undo").addEventListener("click", () => paper.undo());
byId("clear").addEventListener("click", () => { paper.strokes = []; });
byId("pause").addEventListener("click", async () => {
  setPaused(!isPaused);
  await connection.ask("pause", { isPaused });
});
addEventListener("keydown", event => {
  if (event.target.closest?.("input, select, textarea") || event.metaKey || event.altKey) return;
  if (event.key === "z") paper.undo();
  else if (event.ctrlKey) return;
  else if (event.key === "c") paper.strokes = [];
  else if (/^[0-9]$/.test(event.key)) drawExample(Number(event.key));
});
addEventListener("resize", drawCurve);
onColorsChange(() => {
  view.recolor();
  paper.draw();
  drawCurve();
  if (filters) drawFilters(filters, filters.bytes);
});
address.listen(async read => {
  settings = read;
  await begin();
});

await begin();
