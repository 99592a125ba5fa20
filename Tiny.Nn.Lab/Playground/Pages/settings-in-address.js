// Settings in the address, so that a link opens a room exactly as it was: #spiral/8-8/tanh/rate=0.03/noise=0.2
//
// A schema maps each setting to its type: { data: text("circle"), layers: list([4, 2], "-"), rate: number(0.03) }.
// The settings named as positional come first, by value alone; the others follow as name=value where they differ from
// their defaults.

export const text = initial => ({ initial, format: String, parse: value => value });

export const number = initial => ({
  initial, format: String, parse: value => Number.isFinite(Number(value)) && value !== "" ? Number(value) : undefined,
});

export const flag = initial => ({ initial, format: value => value ? "1" : "0", parse: value => value === "1" });

/** A list of words or numbers, each of the type of `item`; "none" if it is empty. */
export const list = (initial, separator, item = text("")) => ({
  initial,
  format: values => values.length === 0 ? "none" : values.map(item.format).join(separator),
  parse: value => value === "none" ? [] : value.split(separator).map(item.parse).filter(part => part !== undefined),
});

export class AddressSettings {
  #schema;
  #positional;
  #written = "";
  #timer;

  constructor(schema, positional) {
    this.#schema = schema;
    this.#positional = positional;
  }

  /** Returns the settings of the address, with defaults for what it does not have or what is invalid. */
  read() {
    const settings = Object.fromEntries(Object.entries(this.#schema).map(([name, type]) => [name, type.initial]));
    location.hash.slice(1).split("/").forEach((part, index) => {
      const [name, value] = part.includes("=")
        ? [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]
        : [this.#positional[index], part];
      if (!name || !Object.hasOwn(this.#schema, name) || (value === "" && !part.includes("="))) return;
      const parsed = this.#schema[name].parse(decode(value));
      if (parsed !== undefined) settings[name] = parsed;
    });
    return settings;
  }

  /** Writes settings to the address without a new entry in the history. */
  write(settings) {
    this.#written = this.format(settings);
    history.replaceState(null, "", this.#written);
  }

  /**
   * Writes settings that change quickly, such as those of a slider: at once, then at most every 200 ms, the last ones in
   * any case. Browsers refuse an address that changes too often.
   */
  writeSoon(settings) {
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
