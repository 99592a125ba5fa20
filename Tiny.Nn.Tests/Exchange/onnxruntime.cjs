// Runs every model of a folder by ONNX Runtime: node onnxruntime.cjs FOLDER
// NAME.onnx has one input, whose values are in NAME.input and whose shape is in NAME.shape (numbers between spaces).
// The values of the output go to NAME.onnxruntime, or the error's message to NAME.onnxruntime.error.
// The package is found through the environment's NODE_PATH.
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const runtime = require("onnxruntime-node");

async function run(folder, name) {
  const session = await runtime.InferenceSession.create(join(folder, `${name}.onnx`), { logSeverityLevel: 3 });
  const bytes = readFileSync(join(folder, `${name}.input`));
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const shape = readFileSync(join(folder, `${name}.shape`), "utf8").split(" ").map(Number);
  const input = new runtime.Tensor("float32", Float32Array.from(values), shape);
  const output = (await session.run({ [session.inputNames[0]]: input }))[session.outputNames[0]];
  writeFileSync(join(folder, `${name}.onnxruntime`), Buffer.from(output.data.buffer, 0, output.data.length * 4));
}

(async () => {
  const folder = process.argv[2];
  for (const file of readdirSync(folder).filter(file => file.endsWith(".onnx"))) {
    const name = file.slice(0, -".onnx".length);
    await run(folder, name).catch(error => writeFileSync(join(folder, `${name}.onnxruntime.error`), error.message));
  }
})();
