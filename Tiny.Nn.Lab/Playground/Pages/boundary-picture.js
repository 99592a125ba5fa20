// The picture of the network: the output, the plane of each unit, the weights, the warped space. While training plays, a
// frame brings a part of a large picture, and the rest stays as it was, so that the page stays fluent.

const unitsPerFrame = 48;

export class Picture {
  #start;
  #unitSize;
  #unitCount;
  #next = 0;                         // the first unit of the next frame
  #frames = 0;
  output = new Uint8Array(0);
  curve = new Float32Array(0);
  warped = new Float32Array(0);
  weights;
  #units;

  /** @param start the reply to the restart of the room */
  constructor(start) {
    this.#start = start;
    this.#unitSize = start.isRegression ? start.curveLength / 2 : (start.side / 2) ** 2;
    this.#unitCount = start.units.slice(1).reduce((sum, count) => sum + count, 0);
    this.#units = new Uint8Array(this.#unitCount * this.#unitSize);
    this.weights = new Float32Array(start.parameters);
  }

  /** Returns the request of the next frame: at first and while training pauses all of the picture, else a part. */
  request(isPlaying) {
    if (!isPlaying || this.#frames++ === 0) return { firstUnit: 0, unitCount: this.#unitCount, hasWeights: true, hasWarped: true };
    const [firstUnit, unitCount] = [this.#next, Math.min(unitsPerFrame, this.#unitCount)];
    this.#next = (firstUnit + unitCount) % this.#unitCount;
    return { firstUnit, unitCount, hasWeights: firstUnit + unitCount >= this.#unitCount, hasWarped: this.#frames % 2 === 0 };
  }

  /** Takes the bytes of a reply; BoundaryPicture.cs has their order. */
  take(bytes, { firstUnit, unitCount, hasWeights, hasWarped }) {
    const { isRegression, curveLength, side } = this.#start;
    const outputBytes = isRegression ? 4 * curveLength : side ** 2;
    const unitBytes = unitCount * this.#unitSize;
    if (isRegression) this.curve = new Float32Array(bytes.slice(0, outputBytes).buffer);
    else this.output = bytes.subarray(0, outputBytes);
    for (let i = 0; i < unitCount; i++)
      this.#units.set(bytes.subarray(outputBytes + i * this.#unitSize, outputBytes + (i + 1) * this.#unitSize),
        (firstUnit + i) % this.#unitCount * this.#unitSize);
    const floats = new Float32Array(bytes.slice(Math.ceil((outputBytes + unitBytes) / 4) * 4).buffer);
    if (hasWeights) this.weights = floats.subarray(0, this.#start.parameters);
    if (hasWarped) this.warped = floats.subarray(hasWeights ? this.#start.parameters : 0);
  }

  /** Returns the plane of a unit, counted over all layers. */
  unit(index) {
    return this.#units.subarray(index * this.#unitSize, (index + 1) * this.#unitSize);
  }

  /** Returns the plane of a unit of a column; column 0 is the inputs. */
  unitOf({ column, index }) {
    return this.unit(this.#start.units.slice(1, column).reduce((sum, count) => sum + count, 0) + index);
  }
}
