// Elements and form controls with their labels.

/** Creates an element: element("button", { className: "main", onclick: play }, "Play"). */
export function element(tag, properties = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in created) created[name] = value;
    else created.setAttribute(name, value);
  }
  created.append(...children);
  return created;
}

export const byId = id => document.getElementById(id);

/** A list to choose from. The options are [value, text] pairs. */
export function choice(label, options, value, onChange) {
  const list = element("select", {},
    ...options.map(([key, text]) => element("option", { value: String(key) }, text)));
  list.value = String(value);
  list.addEventListener("change", () => onChange(list.value));
  return element("label", { className: "field" }, element("span", {}, label), list);
}

/** A slider that shows its value. `onChange` is called when it is released. */
export function slider(label, { min, max, step, value, format = String }, onChange) {
  const shown = element("b", {}, format(value));
  const input = element("input", { type: "range", min, max, step });
  input.value = value;
  input.addEventListener("input", () => { shown.textContent = format(Number(input.value)); });
  input.addEventListener("change", () => onChange(Number(input.value)));
  return element("label", { className: "field" }, element("span", {}, label, " ", shown), input);
}

/** Offers text as a file. */
export function download(name, text, type = "text/plain") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Resolves before the next picture of the browser; not while the page is hidden. */
export const nextPicture = () => new Promise(resolve => requestAnimationFrame(resolve));

/** Shows the room, whose first picture stands. Until then the page says that it loads, so that nothing jumps. */
export const showRoom = () => document.querySelector("main").removeAttribute("aria-busy");
