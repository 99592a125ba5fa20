// Forward passes of ONNX Runtime, on the models and images that Tiny.Nn.Bench writes.
//
//   node onnxruntime.cjs --version     prints the version of the package
//   node onnxruntime.cjs FOLDER        answers each line "MODEL BATCH THREADS SECONDS" with "SAMPLES_PER_SECOND OUTPUT …"
//
// FOLDER has MODEL.onnx and images.f32: images of 784 pixels as 32-bit floats. A batch is the first images, in memory before timing
// starts; the answer's outputs are those of its last image. The package is found through the environment's NODE_PATH.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { createInterface } = require("node:readline");
const runtime = require("onnxruntime-node");

const PIXELS = 784;

/** Runs the model for about the given seconds; returns the calls per second. */
async function callsPerSecond(session, feeds, seconds) {
  const start = performance.now();
  let [calls, elapsed] = [0, 0];
  do {
    await session.run(feeds);
    calls++;
    elapsed = (performance.now() - start) / 1000;
  } while (elapsed < seconds);
  return calls / elapsed;
}

async function main(folder) {
  const bytes = readFileSync(join(folder, "images.f32"));
  const images = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const sessions = new Map();
  for await (const line of createInterface({ input: process.stdin })) {
    const [model, batch, threads, seconds] = line.split(" ");
    const key = `${model} ${threads}`;
    if (!sessions.has(key))
      sessions.set(key, await runtime.InferenceSession.create(join(folder, `${model}.onnx`),
        { intraOpNumThreads: Number(threads), interOpNumThreads: 1, logSeverityLevel: 3 }));
    const session = sessions.get(key);
    const input = new runtime.Tensor("float32", images.slice(0, batch * PIXELS), [Number(batch), 1, 28, 28]);
    const feeds = { [session.inputNames[0]]: input };
    await callsPerSecond(session, feeds, 0.2 * seconds);
    const speed = batch * await callsPerSecond(session, feeds, Number(seconds));
    const output = (await session.run(feeds))[session.outputNames[0]].data;
    console.log([speed, ...output.slice(-output.length / batch)].join(" "));
  }
}

if (process.argv[2] === "--version") console.log(require("onnxruntime-node/package.json").version);
else main(process.argv[2]);
