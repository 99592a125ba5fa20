// The connection of a page to its room: requests with replies, and events.

import { showMessage } from "./message.js";

/** Opens the room's session. Closing the page closes it, which ends all work of the room. */
export function connect(room) {
  return new Connection(new URL(`${room}/session`, location.href.replace(/^http/, "ws").replace(/#.*/, "")));
}

/** An error of the room. The page shows it already, so that nobody has to catch it. */
export class RoomError extends Error {}

addEventListener("unhandledrejection", event => { if (event.reason instanceof RoomError) event.preventDefault(); });

class Connection {
  #socket;
  #opened;
  #next = 1;
  #waiting = new Map();
  #listeners = new Map();

  constructor(address) {
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = "arraybuffer";
    this.#opened = new Promise(resolve => this.#socket.addEventListener("open", resolve, { once: true }));
    this.#socket.addEventListener("message", event => this.#receive(event.data));
    this.#socket.addEventListener("close", event =>
      showMessage(event.reason || "The connection to the playground has ended. Start it again, then reload this page."));
    this.listen("error", body => showMessage(body.message));
  }

  /**
   * Asks the room. Returns its reply, with `bytes` (a Uint8Array) where the reply is binary.
   * An error is shown on the page and thrown as a RoomError.
   */
  async ask(name, body = {}) {
    await this.#opened;
    const id = this.#next++;
    const reply = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#socket.send(JSON.stringify({ id, name, body }));
    return reply;
  }

  /** Calls a function with the body of each event of a name. */
  listen(event, handler) {
    this.#listeners.set(event, handler);
  }

  #receive(data) {
    const message = typeof data === "string" ? JSON.parse(data) : parseBinary(data);
    if (message.event) {
      this.#listeners.get(message.event)?.(message.body);
      return;
    }
    const { resolve, reject } = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) {
      resolve(message.body);
      return;
    }
    showMessage(message.error);
    reject(new RoomError(message.error));
  }
}

function parseBinary(buffer) {
  const length = new DataView(buffer).getInt32(0, true);
  const message = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  message.body.bytes = new Uint8Array(buffer, 4 + length);
  return message;
}
