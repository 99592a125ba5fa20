// A 1-D convolution forecasts a series from its last 32 values. Run it with: dotnet run samples/time-series.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

const int Window = 32, Length = 1200, TrainedLength = 1000;
using var backend = new Cpu<float>();
var noise = new RandomStream(seed: 1, "noise");
float[] series = [.. Enumerable.Range(0, Length).Select(t =>
    (float)(Math.Sin(t / 4.0) * (1 + 0.5 * Math.Sin(t / 31.0)) + 0.05 * noise.NextNormal()))];

// One example is one channel of 32 values; its target is the value that follows.
Dataset Windows(int from, int to) => Dataset.FromArrays(
    [.. Enumerable.Range(from, to - from - Window).SelectMany(start => series[start..(start + Window)])],
    [1, Window], Targets.FromValues(series[(from + Window)..to]));
// The test part is the end of the series: a shuffled split would let the network see its future.
var (training, test) = (Windows(0, TrainedLength), Windows(TrainedLength, Length));

var network = new Sequential(
    new Conv1d(1, 8, kernel: 5), new Relu(), new MaxPool1d(2),
    new Conv1d(8, 16, kernel: 5), new Relu(), new Flatten(), new Dense(160, 1));
network.Initialize(backend, seed: 1);
var trainer = new Trainer(network, Objective.Regression(), new Adam(rate: 0.003));
trainer.Fit(backend, new Batches(training, size: 32, seed: 1), validation: null, epochs: 30, seed: 1);

var evaluation = Trainer.Evaluate(backend, network, Objective.Regression(), test);
// The naive forecast, which every model must beat: the next value is the last one.
var naive = Targets.FromValues(series[(TrainedLength + Window - 1)..(Length - 1)]);
Console.WriteLine($"network: {evaluation}");
Console.WriteLine($"naive:   mean absolute error {Metrics.MeanAbsoluteError(naive, test.Targets):G4}\n");

const int Height = 15;
var (truth, forecast) = (test.Targets.Values[..72], evaluation.Predictions!.Values[..72]);
for (var row = 0; row < Height; row++)
    Console.WriteLine(string.Concat(truth.Zip(forecast, (value, guess) =>
        Row(guess) == row ? 'o' : Row(value) == row ? '.' : ' ')).TrimEnd());
Console.WriteLine("o forecast   . the series, where the two differ");

static int Row(float y) => (int)Math.Round(Math.Clamp((1.6 - y) / 3.2, 0, 1) * (Height - 1));
