// Settings in the address, so that a link opens a room exactly as it was: #spiral/8-8/tanh/rate=0.03/noise=0.2
//
// A schema maps each setting to its type: { data: text("circle"), layers: list([4, 2], "-"), rate: number(0.03) }.
// The settings named as positional come first, by value alone; the others follow as name=value where they differ from
// their defaults.

// A value that its type cannot parse, an unknown name or one value too many is named at the top of the page; the default
// stands for it.

import { showLinkProblem } from "./link-problem.js";

export const text = initial => ({ initial, format: String, parse: value => value });

/** One word of a list. */
export const word = (initial, choices) => ({
  initial, format: String, parse: value => choices.includes(value) ? value : undefined,
  expects: `one of ${choices.join(", ")}`,
});

export const number = initial => ({
  initial, format: String, parse: value => Number.isFinite(Number(value)) && value !== "" ? Number(value) : undefined,
  expects: "a number",
});

export const integer = initial => ({
  initial, format: String, parse: value => /^-?\d+$/.test(value) ? Number(value) : undefined, expects: "a whole number",
});

export const flag = initial => ({
  initial, format: value => value ? "1" : "0", parse: value => ({ 0: false, 1: true })[value], expects: "0 or 1",
});

/** A list of words or numbers, each of the type of `item`; "none" if it is empty. */
export const list = (initial, separator, item = text("")) => ({
  initial,
  format: values => values.length === 0 ? "none" : values.map(item.format).join(separator),
  parse: value => {
    const parts = value === "none" ? [] : value.split(separator).map(item.parse);
    return parts.includes(undefined) ? undefined : parts;
  },
  expects: `none, or parts separated by '${separator}', each ${item.expects ?? "a word"}`,
});

export class AddressSettings {
  #schema;
  #positional;
  #written = "";
  #timer;
  #handler;
  #problems = [];
  #isRefused = false;

  constructor(schema, positional) {
    this.#schema = schema;
    this.#positional = positional;
  }

  /** The default settings. */
  get defaults() {
    return Object.fromEntries(Object.entries(this.#schema).map(([name, type]) => [name, type.initial]));
  }

  /** Returns the settings of the address, with defaults for what it does not have; shows what is invalid. */
  read() {
    const [settings, problems] = [this.defaults, []];
    location.hash.slice(1).split("/").forEach((part, index) => {
      if (part === "") return;
      const [name, value] = part.includes("=")
        ? [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]
        : [this.#positional[index], part];
      const problem = this.#set(settings, name, decode(value));
      if (problem) problems.push(problem);
    });
    this.#show(problems);
    return settings;
  }

  /** Sets one value. Returns what is wrong with it, or undefined. */
  #set(settings, name, value) {
    if (name === undefined) return `'${value}' has no name; write name=${value}`;
    if (!Object.hasOwn(this.#schema, name))
      return `there is no setting '${name}'; choose one of ${Object.keys(this.#schema).join(", ")}`;
    const parsed = this.#schema[name].parse(value);
    if (parsed === undefined) return `${name}: expects ${this.#schema[name].expects}, got '${value}'`;
    settings[name] = parsed;
  }

  #show(problems) {
    [this.#problems, this.#isRefused] = [problems, false];
    showLinkProblem(problems, () => {
      this.#written = "";
      history.replaceState(null, "", location.pathname + location.search);
      this.#handler(this.defaults);
    });
  }

  /** Shows that the room cannot use the settings of the address, until others are written. */
  refuse(...sentences) {
    this.#show([...this.#problems, ...sentences]);
    this.#isRefused = true;
  }

  /** Writes settings to the address without a new entry in the history. */
  write(settings) {
    if (this.#isRefused) this.#show([]);
    this.#written = this.format(settings);
    history.replaceState(null, "", this.#written);
  }

  /**
   * Writes settings that change quickly, such as those of a slider: at once, then at most every 200 ms, the last ones in
   * any case. Browsers refuse an address that changes too often.
   */
  writeSoon(settings) {
    if (this.#isRefused) this.#show([]);
    this.#written = this.format(settings);
    if (this.#timer !== undefined) return;
    history.replaceState(null, "", this.#written);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (location.hash !== this.#written) history.replaceState(null, "", this.#written);
    }, 200);
  }

  /** Returns the part of the address that holds the settings, from # on. */
  format(settings) {
    const parts = this.#positional.map(name => encode(this.#schema[name].format(settings[name])));
    for (const [name, type] of Object.entries(this.#schema)) {
      const value = type.format(settings[name]);
      if (!this.#positional.includes(name) && value !== type.format(type.initial)) parts.push(`${name}=${encode(value)}`);
    }
    return `#${parts.join("/")}`;
  }

  /** Calls a function with the settings when someone changes the address or follows a link on the page. */
  listen(handler) {
    this.#handler = handler;
    addEventListener("hashchange", () => {
      if (location.hash !== this.#written) handler(this.read());
    });
  }
}

const encode = value => encodeURIComponent(value).replace(/%(2C|2B|5E|20)/g, code => decodeURIComponent(code).replace(" ", "%20"));

function decode(value) {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
