// The settings of the Boundary room: their form in the address, and their form in requests.

import { AddressSettings, flag, integer, list, number, text, word } from "./settings-in-address.js";

export const pointSets = [
  ["circle", "Circle"], ["xor", "XOR"], ["gaussians", "Gaussians"], ["spiral", "Spiral"], ["moons", "Moons"],
  ["rings", "Rings"], ["sides", "Above f(x)"], ["own", "Draw"],
  ["sine", "Sine"], ["bumps", "Bumps"], ["curve", "y = f(x)"], ["ownvalues", "Draw"],
];
export const regressionSets = ["sine", "bumps", "curve", "ownvalues"];
export const activations = ["tanh", "relu", "sigmoid", "leaky", "elu", "gelu", "softplus", "linear"];
export const optimizers = ["sgd", "nesterov", "adagrad", "rmsprop", "adam", "adamw"];
export const features = [
  ["x", "x"], ["y", "y"], ["x2", "x²"], ["y2", "y²"], ["xy", "xy"], ["sinx", "sin 2πx"], ["siny", "sin 2πy"],
];
export const featuresOfY = ["y", "y2", "xy", "siny"];

/** Points as text: 16 bits each for x, whose last bit is the class, and y, in base64. */
const points = () => ({ initial: [], format: encodePoints, parse: decodePoints, expects: "points as the page writes them" });

export const address = new AddressSettings({
  data: word("circle", pointSets.map(([name]) => name)), layers: list([4, 2], "-", integer(4)),
  activation: list(["tanh"], ",", word("tanh", activations)), dropout: list([], ",", number(0)),
  features: list(["x", "y"], ",", word("x", features.map(([name]) => name))), noise: number(0.05), share: number(0.5),
  points: integer(400), optimizer: word("adam", optimizers), rate: number(0.01), batch: integer(10), l1: number(0), l2: number(0),
  seed: integer(1), formula: text("sin(4x)/2"), speed: number(200), log: flag(false), drawn: points(),
}, ["data", "layers", "activation"]);

export const isRegression = settings => regressionSets.includes(settings.data);
export const isDrawn = settings => settings.data === "own" || settings.data === "ownvalues";

/** The activation of a layer: the last one of the list holds for all further layers. */
export const activationOf = (settings, layer) =>
  settings.activation[Math.min(layer, settings.activation.length - 1)] ?? "tanh";

export const dropoutOf = (settings, layer) => settings.dropout[layer] ?? 0;

/** The request that restarts the room with the settings. */
export const toRequest = settings => ({
  data: settings.data, formula: settings.formula, drawn: isDrawn(settings) ? settings.drawn : [],
  points: settings.points, noise: settings.noise, share: settings.share, features: settings.features,
  layers: settings.layers.map((units, layer) =>
    ({ units, activation: activationOf(settings, layer), dropout: dropoutOf(settings, layer) })),
  optimizer: settings.optimizer, rate: settings.rate, batch: settings.batch, l1: settings.l1, l2: settings.l2,
  seed: settings.seed,
});

/** Rounds a point as the address does, so that a link opens the same points. */
export const roundPoint = ({ x, y, label = 0 }) => ({ x: round(x, 10_000), y: round(y, 20_000), label });

const round = (value, factor) => Math.max(-1.5, Math.min(1.5, Math.round(value * factor) / factor));

function encodePoints(drawn) {
  const words = new Int16Array(drawn.flatMap(({ x, y, label }) => [2 * Math.round(x * 10_000) + label, Math.round(y * 20_000)]));
  return btoa(String.fromCharCode(...new Uint8Array(words.buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function decodePoints(value) {
  try {
    const bytes = Uint8Array.from(atob(value.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
    const words = new Int16Array(bytes.buffer, 0, bytes.length >> 1);
    return Array.from({ length: words.length >> 1 }, (_, i) =>
      ({ x: (words[2 * i] >> 1) / 10_000, y: words[2 * i + 1] / 20_000, label: words[2 * i] & 1 }));
  } catch {
    return undefined;
  }
}
