// The notice at the top of a room that was opened with a link that is not valid.

import { element } from "./dom.js";

let notice = null;

/** Says what is wrong with the link, and offers the room with its defaults. No sentences: removes the notice. */
export function showLinkProblem(sentences, useDefaults) {
  notice?.remove();
  notice = null;
  if (sentences.length === 0) return;
  const close = () => showLinkProblem([]);
  notice = element("section", { className: "card link-problem", role: "alert" },
    element("h2", {}, "This link is not valid"),
    element("ul", {}, ...sentences.map(sentence => element("li", {}, sentence))),
    element("div", { className: "row" },
      element("button", { type: "button", className: "main", onclick: () => { close(); useDefaults(); } }, "Open the default"),
      element("button", { type: "button", onclick: close }, "Close")));
  document.querySelector("main").prepend(notice);
}
