// The message at the bottom of the page: errors of the room, and the end of the connection.

const place = document.getElementById("message");

/** Shows a sentence until it is closed or replaced. */
export function showMessage(sentence) {
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", hideMessage);
  place.replaceChildren(sentence, " ", close);
  place.hidden = false;
}

export function hideMessage() {
  place.hidden = true;
}
