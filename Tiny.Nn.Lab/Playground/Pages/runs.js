// The room of the training runs: the list, the curves, and a run that is started and watched here.

import { drawCurves } from "./chart.js";
import { onColorsChange } from "./colors.js";
import { connect } from "./connection.js";
import { byId, choice, element, showRoom } from "./dom.js";
import { drawFilters } from "./first-layer.js";
import { hideMessage, showMessage } from "./message.js";
import { AddressSettings, flag, integer, list, number, text, word } from "./settings-in-address.js";

const connection = connect("runs");
const metrics = {
  error: ["validation error, %", epoch => epoch.validationAccuracy === null ? null : 100 * (1 - epoch.validationAccuracy)],
  validation: ["validation loss", epoch => epoch.validationLoss],
  training: ["training loss", epoch => epoch.trainLoss],
};
const address = new AddressSettings({
  network: text("default"), data: text(""), epochs: integer(2), examples: integer(0), optimizer: text(""),
  rate: number(0), batch: integer(0), seed: integer(1), runs: list([], ","), metric: word("error", Object.keys(metrics)),
  log: flag(false),
}, ["network"]);
const colors = ["--blue", "--orange", "--green", "--red"];
const maximumCurves = 8;
const pollInterval = 300;
const lookInterval = 2000;           // runs of other programs appear and grow

let settings = address.read();
let known = { runs: [], networks: [], optimizers: [], data: "mnist" };
let curves = [];
let progress = null;
let isWatching = false;

// ── The runs ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Shows the room with the settings of the address. */
async function open() {
  known = await connection.ask("list");
  checkSettings();
  showFields();
  byId("log").checked = settings.log;
  byId("metric").querySelector("select").value = settings.metric;
  showRuns();
  await showCurves();
  document.body.dataset.runs = known.runs.length;
  if (known.training) watch();
}

/** Replaces settings of the address that the room does not have by their defaults, and says so. */
function checkSettings() {
  const problems = [];
  const check = (setting, choices, initial) => {
    if (choices.includes(settings[setting])) return;
    if (settings[setting] !== "")
      problems.push(`${setting}: there is no '${settings[setting]}'; choose one of ${choices.filter(name => name).join(", ")}`);
    settings[setting] = initial;
  };
  check("network", known.networks.map(({ name }) => name), known.networks[0].name);
  check("data", ["mnist", "synthetic"], known.data);
  check("optimizer", ["", ...known.optimizers], "");
  const names = known.runs.map(run => run.name);
  for (const name of settings.runs.filter(name => !names.includes(name))) problems.push(`runs: there is no run '${name}'`);
  settings.runs = settings.runs.filter(name => names.includes(name)).slice(0, maximumCurves);
  if (problems.length > 0) address.refuse(...problems);
}

/** Shows what has changed in the folder of the runs. */
async function look() {
  const before = known;
  known = await connection.ask("list");
  if (JSON.stringify(known) === JSON.stringify(before)) return;
  settings.runs = settings.runs.filter(name => known.runs.some(run => run.name === name));
  showRuns();
  const epochs = list => list.runs.filter(run => settings.runs.includes(run.name)).map(run => run.epochs).join();
  if (epochs(known) !== epochs(before)) await showCurves();
  document.body.dataset.runs = known.runs.length;
}

async function keepLooking() {
  while (true) {
    await new Promise(resolve => setTimeout(resolve, lookInterval));
    if (!document.hidden) await look();
  }
}

function showRuns() {
  byId("runs-note").textContent = known.runs.length === 0
    ? "There are none yet. Start one above, or with the command train."
    : "Choose runs to see their learning curves.";
  const place = byId("runs").querySelector("tbody");
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  place.replaceChildren(...known.runs.map(run => element("tr", {},
    element("td", {}, runBox(run)), element("td", {}, run.network), element("td", {}, run.data),
    element("td", {}, run.accuracy === null ? "–" : `${(100 * run.accuracy).toFixed(2)} %`),
    element("td", {}, run.loss === null ? "–" : run.loss.toPrecision(3)),
    element("td", {}, run.planned === 0 ? "–" : `${run.epochs} of ${run.planned}`), element("td", {}, ...state(run)),
    element("td", {}, run.hasReport ? element("a", { href: `runs/report?run=${encodeURIComponent(run.name)}`,
      target: "_blank", rel: "noopener", ariaLabel: `Report of ${run.name}`, "data-key": `report ${run.name}` }, "open") : "–"))));
  if (focused) place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function runBox(run) {
  const box = element("input", { type: "checkbox", checked: settings.runs.includes(run.name), "data-key": `choose ${run.name}` });
  box.addEventListener("change", () => chooseRun(run.name, box));
  return element("label", {}, box, run.name);
}

function state(run) {
  if (run.state === "training") return [run.name === known.training ? "training here" : "training"];
  return [run.state, ...run.resume ? [" ", continueButton(run), " ", copyButton(run)] : []];
}

const continueButton = run => element("button", {
  type: "button", disabled: isWatching, onclick: () => train("continue", { run: run.name }),
  ariaLabel: `Continue ${run.name} here`, "data-key": `continue ${run.name}`,
}, "Continue");

const copyButton = run => element("button", {
  type: "button", title: run.resume, onclick: event => copy(event.target, run.resume),
  ariaLabel: `Copy the command that continues ${run.name}`, "data-key": `copy ${run.name}`,
}, "Copy the command");

async function copy(button, command) {
  try {
    await navigator.clipboard.writeText(command);
    button.textContent = "Copied";
  } catch {
    showMessage(command);
  }
}

async function chooseRun(name, box) {
  if (box.checked && settings.runs.length === maximumCurves) {
    box.checked = false;
    showMessage(`At most ${maximumCurves} curves are shown; remove one first.`);
    return;
  }
  change({ runs: box.checked ? [...settings.runs, name] : settings.runs.filter(other => other !== name) });
  await showCurves();
}

async function showCurves() {
  curves = settings.runs.length === 0 ? [] : await connection.ask("curves", { runs: settings.runs });
  drawChart();
}

function drawChart() {
  const [label, value] = metrics[settings.metric] ?? metrics.error;
  const drawn = curves.map(({ run, epochs }, i) => ({
    label: run, color: colors[i % colors.length], dash: i < colors.length ? [] : [5, 4],
    points: epochs.map(epoch => [epoch.epoch, value(epoch)]).filter(point => point[1] !== null),
  }));
  byId("legend").replaceChildren(...drawn.map(curve => {
    const line = element("i", { className: curve.dash.length > 0 ? "dashed" : "" });
    line.style.setProperty("--swatch", `var(${curve.color})`);
    return element("li", {}, line, curve.points.length === 0 ? `${curve.label}: no ${label}` : curve.label);
  }));
  byId("curves").hidden = drawn.length === 0;
  drawCurves(byId("curves"), drawn, { log: settings.log, xLabel: "epochs" });
  Object.assign(document.body.dataset, { curves: drawn.length, points: drawn.reduce((sum, curve) => sum + curve.points.length, 0) });
}

// ── Training ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function showFields() {
  const network = known.networks.find(({ name }) => name === settings.network) ?? known.networks[0];
  byId("summary").textContent = network.summary;
  byId("fields").replaceChildren(
    choice("Network", known.networks.map(({ name }) => [name, name]), network.name,
      value => { change({ network: value }); showFields(); }),
    choice("Data", [["mnist", "MNIST"], ["synthetic", "built-in digits"]], settings.data,
      value => change({ data: value })),
    numberField("Epochs", settings.epochs, 1, 200, value => change({ epochs: value })),
    choice("Training images", [[0, "all"], ...[500, 2000, 5000, 10000, 20000].map(count => [count, count])],
      settings.examples, value => change({ examples: Number(value) })),
    choice("Optimizer", [["", `recipe: ${network.optimizer}`], ...known.optimizers.map(name => [name, name])],
      settings.optimizer, value => change({ optimizer: value })),
    choice("Learning rate", [[0, settings.optimizer ? "the optimizer’s" : `recipe: ${network.rate}`],
      ...[0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3].map(rate => [rate, rate])],
      settings.rate, value => change({ rate: Number(value) })),
    choice("Batch", [[0, `recipe: ${network.batch}`], ...[10, 32, 100, 500].map(size => [size, size])],
      settings.batch, value => change({ batch: Number(value) })),
    numberField("Seed", settings.seed, 0, 1_000_000, value => change({ seed: value })));
}

function numberField(label, value, min, max, onChange) {
  const input = element("input", { type: "number", min, max, step: 1, required: true });
  input.value = value;
  input.addEventListener("change", () => { if (input.checkValidity()) onChange(Number(input.value)); });
  return element("label", { className: "field" }, element("span", {}, label), input);
}

function change(changes) {
  settings = { ...settings, ...changes };
  address.write(settings);
}

async function start() {
  const { network, data, epochs, seed } = settings;
  await train("train", { network, data, epochs, seed, examples: settings.examples || null,
    rate: settings.rate || null, batch: settings.batch || null, optimizer: settings.optimizer || null });
}

/** Begins or continues a run, and watches it. */
async function train(name, body) {
  hideMessage();
  await connection.ask(name, body);
  await Promise.all([look(), watch()]);
}

/** Asks for the progress until the run has ended. */
async function watch() {
  if (isWatching) return;
  isWatching = true;
  byId("start").disabled = true;
  byId("stop").disabled = false;
  showRuns();
  try {
    do {
      progress = await connection.ask("progress");
      showProgress();
      if (progress.isRunning) await new Promise(resolve => setTimeout(resolve, pollInterval));
    } while (progress.isRunning);
    if (progress.failure) showMessage(progress.failure);
  } finally {
    isWatching = false;
    byId("start").disabled = false;
    byId("stop").disabled = true;
  }
  await look();
  showRuns();
}

function showProgress() {
  const { name, planned, batch, epochs } = progress;
  byId("progress-name").textContent = name;
  byId("progress").hidden = byId("watch").hidden = false;
  byId("progress").value = batch ? (batch.epoch - 1 + batch.batch / batch.batches) / planned : 0;
  byId("progress-text").textContent = progressText();
  drawProgress();
  byId("lines").hidden = progress.lines === "";
  byId("lines").textContent = progress.lines;
  Object.assign(document.body.dataset, { training: progress.isRunning ? "1" : "0", epochs: epochs.length });
}

function progressText() {
  const { isRunning, isStopping, failure, planned, batch, epochs } = progress;
  const last = epochs.at(-1);
  const accuracy = last?.validationAccuracy;
  const result = accuracy === null || accuracy === undefined ? "" : `, validation accuracy ${(100 * accuracy).toFixed(2)} %`;
  if (failure) return "The run failed.";
  if (!isRunning) return `${epochs.length} of ${planned} epochs are complete and kept${result}.`;
  if (isStopping) return "Stopping after this batch; then the report is written …";
  if (!batch) return "Reading the data …";
  return `Epoch ${batch.epoch} of ${planned}, batch ${batch.batch} of ${batch.batches}, loss ${batch.loss.toFixed(4)}, `
    + `${Math.round(batch.samplesPerSecond).toLocaleString("en")} images/s, ${time(batch.secondsLeft)} left${result}`;
}

const time = seconds => seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;

function drawProgress() {
  if (!progress) return;
  const { batch, epochs } = progress;
  const now = batch && batch.epoch > epochs.length ? [[batch.epoch - 1 + batch.batch / batch.batches, batch.loss]] : [];
  drawCurves(byId("losses"), [
    { label: "training", color: "--ink", points: [...epochs.map(epoch => [epoch.epoch, epoch.trainLoss]), ...now] },
    { label: "validation", color: "--green", dash: [5, 4], points: epochs
      .filter(epoch => epoch.validationLoss !== null).map(epoch => [epoch.epoch, epoch.validationLoss]) }],
    { xLabel: "epochs" });
  drawFilters(progress.filters, progress.bytes);
}

// ── Controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────

byId("train-form").addEventListener("submit", event => {
  event.preventDefault();
  start();
});
byId("stop").addEventListener("click", () => connection.ask("stop"));
byId("log").addEventListener("change", () => { change({ log: byId("log").checked }); drawChart(); });
byId("metric").append(choice("Curve of the", Object.entries(metrics).map(([name, [label]]) => [name, label]),
  settings.metric, value => { change({ metric: value }); drawChart(); }));
function redraw() {
  drawChart();
  if (progress) drawProgress();
}
addEventListener("resize", redraw);
onColorsChange(redraw);
address.listen(read => { settings = read; open(); });
await open();
showRoom();
keepLooking();
