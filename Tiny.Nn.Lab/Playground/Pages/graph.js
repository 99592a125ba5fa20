import { showRoom } from "./dom.js";
import { connect } from "./connection.js";
import { hideMessage } from "./message.js";
import { onlyLatest } from "./only-latest.js";
import { AddressSettings, list, text } from "./settings-in-address.js";
import { Drawing, short } from "./graph-drawing.js";

const element = id => document.getElementById(id);
const connection = connect("graph");
const { examples } = await connection.ask("examples");
const pairs = values => Object.entries(values).map(([name, value]) => `${name}:${value}`);
/** A variable with its value, such as x:1. */
const valueOf = pair => pair.slice(pair.lastIndexOf(":") + 1);
const pair = {
  format: String, expects: "name:number",
  parse: value => value.lastIndexOf(":") > 0 && valueOf(value).trim() !== "" && Number.isFinite(Number(valueOf(value)))
    ? value : undefined,
};
const address = new AddressSettings(
  { formula: text(examples[0].formula), at: list(pairs(examples[0].values), ",", pair) }, ["formula"]);

const drawing = new Drawing(element("drawing"));
let settings = address.read();
let graph;
let step = 0;         // 0: nothing is computed; then one node per step, the seed, and one edge per step
let timer;
let isLink = true;    // the next formula comes from the address
let known = {};       // values of variables, also of those that the formula does not use now

for (const [index, { id, title }] of examples.entries()) element("example").append(new Option(`${id} · ${title}`, index));

element("example").addEventListener("change", event => {
  if (event.target.value === "") return;
  const { formula, values } = examples[event.target.value];
  settings = { formula, at: pairs(values) };
  load();
});
element("formula").addEventListener("input", () => {
  element("example").value = "";
  settings.formula = element("formula").value;
  changed();
});
address.listen(read => {
  [settings, isLink] = [read, true];
  load();
});
element("seed").addEventListener("change", () => drawDuals());

/** Shows settings that come from the address or an example. */
async function load() {
  element("formula").value = settings.formula.replaceAll("; ", ";\n");
  element("formula").rows = Math.max(2, element("formula").value.split("\n").length);
  for (const given of settings.at) known[given.slice(0, given.lastIndexOf(":"))] = Number(valueOf(given));
  await changed();
}

const computeLatest = onlyLatest(compute);

/** Asks the room for the graph of the formula. */
async function changed() {
  delete document.body.dataset.shown;   // set again, to the address, when the picture is up to date
  await computeLatest();
}

async function compute() {
  const formula = element("formula").value;
  const isFromLink = isLink;
  isLink = false;
  try {
    graph = await connection.ask("compute", { formula, values: known });
  } catch (error) {
    hideMessage();
    showError(formula, error.message);
    if (isFromLink) address.refuse(error.message);
    return;
  }
  hideMessage();
  showError(formula);
  known = { ...known, ...Object.fromEntries(graph.variables.map(({ name, value }) => [name, value])) };
  settings = { formula: formula.replaceAll(/;\n/g, "; "), at: graph.variables.map(({ name, value }) => `${name}:${value}`) };
  address.writeSoon(settings);
  drawing.draw(graph, chooseNode);
  drawValues();
  drawWays();
  drawSeeds();
  element("code").textContent = `${graph.nodes.map(node => node.code).filter(code => code).join("\n")}\n`
    + `Graph.Backward(${graph.nodes.at(-1).name});`;
  element("step").max = stepCount();
  stop();
  move(stepCount());
  document.body.dataset.shown = address.format(settings);
}

/** Shows an error below the formula, with a mark below its character. */
function showError(formula, sentence) {
  element("formula-error").hidden = sentence === undefined;
  element("formula").setAttribute("aria-invalid", String(sentence !== undefined));
  if (sentence === undefined) return;
  if (!graph) element("happening").textContent = "The graph appears as soon as the formula can be read.";
  const at = /^formula, character (\d+): /.exec(sentence);
  const start = at ? formula.lastIndexOf("\n", at[1] - 2) + 1 : 0;
  const line = formula.slice(start).split("\n")[0];
  element("formula-error").textContent = at ? `${line}\n${" ".repeat(at[1] - 1 - start)}▲\n${sentence}` : sentence;
}

function drawValues() {
  const place = element("values");
  const names = graph.variables.map(variable => variable.name).join();
  if (place.dataset.names !== names) {
    place.dataset.names = names;
    place.replaceChildren(...graph.variables.map(({ name }) => {
      const label = document.createElement("label");
      const field = Object.assign(document.createElement("input"), { type: "number", step: "any" });
      field.dataset.name = name;
      field.addEventListener("input", () => {
        if (field.value === "" || !Number.isFinite(field.valueAsNumber)) return;
        known[name] = field.valueAsNumber;
        element("example").value = "";
        changed();
      });
      label.append(`${name} =`, field);
      return label;
    }));
  }
  for (const field of place.querySelectorAll("input"))
    if (document.activeElement !== field) field.value = known[field.dataset.name];
}

const row = (cells, tag = "td") => {
  const line = document.createElement("tr");
  for (const [content, isNumber] of cells) {
    const cell = line.appendChild(document.createElement(tag));
    cell.textContent = content;
    if (isNumber) cell.className = "number";
    if (tag === "th") cell.scope = "col";
  }
  return line;
};

const precise = value => Number.isFinite(Number(value))
  ? String(Number(Number(value).toPrecision(9))).replace("-", "−") : short(value);

function drawWays() {
  const result = graph.nodes.at(-1).name;
  element("ways").replaceChildren(
    row([["", false], ["reverse mode", true], ["dual numbers", true], ["central differences", true]], "th"),
    ...graph.variables.map(variable => row([[`∂${result}/∂${variable.name}`, false], [precise(variable.reverse), true],
      [precise(variable.forward), true], [precise(variable.difference), true]])));
}

function drawSeeds() {
  const seed = Math.max(0, element("seed").selectedIndex);
  element("seed").replaceChildren(...graph.variables.map(({ name }) => new Option(name)));
  element("seed").selectedIndex = Math.min(seed, graph.variables.length - 1);
  drawDuals();
}

function drawDuals() {
  const seed = element("seed").selectedIndex;
  element("duals").replaceChildren(row([["node", false], ["value + derivative · ε", true]], "th"),
    ...graph.nodes.filter(node => node.kind !== "constant").map(node => {
      const derivative = Number(node.tangents[seed]);
      return row([[node.kind === "operation" ? `${node.name} = ${node.text}` : node.name, false],
        [`${short(node.value)} ${derivative < 0 ? "−" : "+"} ${short(Math.abs(derivative))}ε`, true]]);
    }));
}

// The walk.

/** The nodes that a step computes, variables included. */
const computed = () => graph.nodes.map((_, index) => index).filter(index => graph.nodes[index].kind !== "constant");
const stepCount = () => computed().length + 1 + graph.steps.length;

function move(to) {
  step = Math.max(0, Math.min(stepCount(), to));
  element("step").value = step;
  const order = computed();
  const [forward, backward] = [Math.min(step, order.length), Math.max(0, step - order.length - 1)];
  const values = new Set([...order.slice(0, forward), ...graph.nodes.keys().filter(index => graph.nodes[index].kind === "constant")]);
  const result = graph.nodes.length - 1;
  const gradients = new Map(step > order.length ? [[result, 1]] : []);
  for (const { input, after } of graph.steps.slice(0, backward)) gradients.set(input, after);
  const current = backward > 0 ? graph.steps[backward - 1] : undefined;
  const now = current ? { node: current.node, input: current.input } : { node: step === 0 ? -1 : step > order.length ? result : order[forward - 1] };
  drawing.show(values, gradients, now, graph.nodes[result].name);
  element("step-text").textContent = `Step ${step} of ${stepCount()}`;
  element("happening").textContent = describe(current, now, step > order.length);
  for (const id of ["first", "back"]) element(id).disabled = step === 0;
  for (const id of ["forth", "last"]) element(id).disabled = step === stepCount();
}

function describe(current, now, isBackward) {
  if (now.node < 0) return "Nothing is computed yet. The walk goes forward first: each node needs its inputs.";
  const node = graph.nodes[now.node];
  const result = graph.nodes.at(-1).name;
  if (!isBackward) return node.kind === "variable"
    ? `Forward: the variable ${node.name} = ${short(node.value)}.`
    : `Forward: ${node.name} = ${node.text} = ${withNumbers(node)} = ${short(node.value)}`;
  if (!current) return `Backward: ∂${result}/∂${result} = 1. From here, each node passes its gradient to its inputs, multiplied by its own derivative.`;
  const { rule, upstream, local, term, before, after } = current;
  const [target, product] = rule.split(" += ");
  const first = !graph.steps.slice(0, graph.steps.indexOf(current)).some(({ input }) => input === current.input);
  return `Backward, by the pullback of ${node.text}:  ${rule}\n`
    + `${product.includes(" · ") ? `${short(upstream)} · ${parenthesized(local)} = ` : ""}${short(term)}`
    + (first ? `; the first term, so ${target} = ${short(after)}`
      : `; added to ${short(before)}, so ${target} = ${short(after)}`);
}

const parenthesized = value => Number(value) < 0 ? `(${short(value)})` : short(value);

/** Returns the text of an operation with the values of its operands. */
function withNumbers(node) {
  const operands = new Map(node.inputs.map(input => [graph.nodes[input].name, graph.nodes[input].value]));
  return node.text.replaceAll(/[\p{L}][\p{L}\d_'₀-₉]*/gu, name => operands.has(name) ? parenthesized(operands.get(name)) : name);
}

/** Goes to the last step of a node: where its gradient is complete. */
function chooseNode(index) {
  stop();
  const last = graph.steps.findLastIndex(({ input }) => input === index);
  if (graph.nodes[index].kind === "constant") return;
  move(last >= 0 ? computed().length + 2 + last : computed().length + 1);
}

function stop() {
  clearInterval(timer);
  timer = undefined;
  element("play").textContent = "Play";
  element("play").setAttribute("aria-pressed", "false");
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
element("play").addEventListener("click", () => {
  if (timer !== undefined) {
    stop();
    return;
  }
  if (step === stepCount()) move(0);
  element("play").textContent = "Pause";
  element("play").setAttribute("aria-pressed", "true");
  timer = setInterval(() => {
    move(step + 1);
    if (step === stepCount()) stop();
  }, calm.matches ? 3000 : 1600);
});
for (const [id, to] of [["first", () => 0], ["back", () => step - 1], ["forth", () => step + 1], ["last", () => stepCount()]])
  element(id).addEventListener("click", () => {
    stop();
    move(to());
  });
element("step").addEventListener("input", () => {
  stop();
  move(Number(element("step").value));
});
let width = innerWidth;
addEventListener("resize", () => {
  if (!graph || innerWidth === width) return;
  width = innerWidth;
  drawing.draw(graph, chooseNode);
  move(step);
});

await load();
showRoom();
