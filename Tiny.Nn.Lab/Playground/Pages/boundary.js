import { connect } from "./connection.js";

const { points } = await connect("boundary").ask("points", { data: "spiral", count: 400, seed: 1 });
const context = document.getElementById("plane").getContext("2d");
for (const { x, y, label } of points) {
  context.fillStyle = label ? "#0877bd" : "#f08a1d";
  context.fillRect(150 + 130 * x, 150 - 130 * y, 4, 4);
}
