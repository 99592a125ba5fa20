// Planes of numbers as grids of cells: drawn, highlighted, moved through by arrow keys, and edited.

/** Returns a number as text of at most a few characters. */
export function short(value) {
  if (Number.isInteger(value) && Math.abs(value) < 10000) return String(value).replace("-", "−");
  const text = Math.abs(value) >= 1000 || (value !== 0 && Math.abs(value) < 0.01)
    ? value.toExponential(1) : String(Number(value.toFixed(2)));
  return text.replace("-", "−");
}

/**
 * Draws the planes of a tensor.
 * @param {object} options `values` in row-major order; `shape` as [channels, height, width]; `side` ("i", "o" or "w");
 * `before` and `after` as [rows, columns] of padding, and the text in it, `border`; `label(channel)`;
 * `onEdit(index, value)` if editable.
 */
export class Planes {
  constructor(place, { values, shape, side, label, before = [0, 0], after = [0, 0], border = "0", onEdit, onHover, onChoose, colors }) {
    Object.assign(this, { values, shape, side, onEdit, onHover, onChoose, before, after, border });
    this.cells = [];
    this.frames = [];
    place.replaceChildren(...Array.from({ length: shape[0] }, (_, channel) => this.#plane(channel, label(channel), colors)));
  }

  #plane(channel, label, colors) {
    const [, height, width] = this.shape;
    const [rows, columns] = [height + this.before[0] + this.after[0], width + this.before[1] + this.after[1]];
    const plane = document.createElement("div");
    plane.className = `plane side-${this.side}${this.onEdit ? " editable" : ""}`;
    plane.style.setProperty("--n", columns);
    plane.setAttribute("role", "grid");
    plane.setAttribute("aria-label", label);
    plane.tabIndex = 0;
    const frame = [];
    for (let y = -this.before[0]; y < height + this.after[0]; y++) {
      const row = document.createElement("div");
      row.setAttribute("role", "row");
      for (let x = -this.before[1]; x < width + this.after[1]; x++) {
        const cell = document.createElement("div");
        cell.className = "cell";
        cell.setAttribute("role", "gridcell");
        frame.push(cell);
        row.append(cell);
        if (y < 0 || x < 0 || y >= height || x >= width) {
          cell.classList.add("pad");
          cell.textContent = this.border;
          cell.title = this.border === "" ? "cut off by the padding" : "padding";
          continue;
        }
        const index = (channel * height + y) * width + x;
        cell.dataset.index = index;
        cell.id = `cell-${Planes.#next++}`;
        cell.textContent = short(this.values[index]);
        cell.title = `${label} [${height > 1 ? `${y}, ` : ""}${x}] = ${this.values[index]}`;
        if (colors) {
          cell.style.background = colors[index].background;
          cell.style.color = colors[index].text;
        }
        this.cells[index] = cell;
      }
      plane.append(row);
    }
    this.frames.push({ cells: frame, columns });
    this.#listen(plane, channel);
    const caption = document.createElement("figcaption");
    caption.textContent = label;
    const box = document.createElement("figure");
    box.className = "tensor-plane";
    box.append(plane, caption);
    return box;
  }

  static #next = 0;

  #listen(plane, channel) {
    const [, height, width] = this.shape;
    const indexOf = event => event.target.closest?.(".cell")?.dataset.index;
    let active = channel * height * width;
    const choose = index => {
      active = index;
      plane.setAttribute("aria-activedescendant", this.cells[index].id);
      this.onChoose?.(this.side, index);
    };
    plane.addEventListener("pointerover", event => {
      const index = indexOf(event);
      if (event.pointerType === "mouse") this.onHover?.(this.side, index === undefined ? undefined : Number(index));
    });
    plane.addEventListener("pointerleave", () => this.onHover?.(this.side, undefined));
    plane.addEventListener("click", event => {
      const index = indexOf(event);
      if (index === undefined || event.target.tagName === "INPUT") return;
      choose(Number(index));
      if (this.onEdit) this.#edit(Number(index), plane);
    });
    plane.addEventListener("focus", () => {
      if (plane.matches(":focus-visible")) choose(active);
    });
    plane.addEventListener("keydown", event => {
      if (event.target !== plane) return;
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      const within = active % (height * width);
      if (step) {
        const [y, x] = [Math.floor(within / width) + step[0], within % width + step[1]];
        if (y >= 0 && y < height && x >= 0 && x < width) choose((channel * height + y) * width + x);
        event.preventDefault();
      } else if (this.onEdit && (event.key === "Enter" || /^[-0-9.]$/.test(event.key))) {
        this.#edit(active, plane, event.key === "Enter" ? undefined : event.key);
        event.preventDefault();
      }
    });
  }

  #edit(index, plane, typed) {
    const field = document.createElement("input");
    field.inputMode = "decimal";
    field.value = typed ?? String(this.values[index]);
    field.setAttribute("aria-label", `${plane.getAttribute("aria-label")}: new value of this element`);
    this.cells[index].append(field);
    field.focus();
    if (typed === undefined) field.select();
    let done = false;
    const finish = keep => {
      if (done) return;
      done = true;
      const value = Number(field.value.replace(",", ".").replace("−", "-"));
      field.remove();
      if (keep && field.value.trim() !== "" && Number.isFinite(value) && value !== this.values[index]) this.onEdit(index, value);
    };
    field.addEventListener("blur", () => finish(true));
    field.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === "Escape") {
        finish(event.key === "Enter");
        plane.focus();
      }
      event.stopPropagation();
    });
  }

  /**
   * Highlights elements.
   * @param {Map<number, string>} seen the element's index to the weight that it is multiplied by.
   * @param {number} chosen the element in question, or −1.
   * @param {[number[], number[]]} window the rows and columns of the window's taps, which may lie in the padding.
   */
  mark(seen, chosen, window) {
    this.cells.forEach((cell, index) => {
      const weight = seen.get(index);
      if (weight === undefined && !cell.classList.contains("seen") && !cell.classList.contains("chosen")) return;
      cell.classList.toggle("seen", weight !== undefined);
      cell.classList.toggle("chosen", index === chosen);
      cell.querySelector("i")?.remove();
      if (!weight) return;
      const note = document.createElement("i");
      note.textContent = weight;
      cell.append(note);
    });
    if (chosen >= 0) this.cells[chosen]?.classList.add("chosen");
    for (const { cells, columns } of this.frames) {
      for (const cell of cells) cell.classList.remove("frame");
      if (!window || !cells.some(cell => cell.classList.contains("seen"))) continue;
      for (const y of window[0])
        for (const x of window[1])
          cells[(y + this.before[0]) * columns + x + this.before[1]]?.classList.add("frame");
    }
  }

  /** The number of columns of a plane, with padding. */
  get columns() {
    return this.frames[0].columns;
  }

  /** Hatches the elements that nothing depends on. */
  hatch(isUsed) {
    this.cells.forEach((cell, index) => cell.classList.toggle("unused", !isUsed(index)));
  }
}
