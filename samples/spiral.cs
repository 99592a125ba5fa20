// Two intertwined spirals, and the regions that a network learns. Run it with: dotnet run samples/spiral.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

const int Count = 1000, Width = 64, Height = 32;
using var backend = new Cpu<float>();
var random = new RandomStream(seed: 1, "spirals");
var (points, labels) = (new float[2 * Count], new int[Count]);
for (var i = 0; i < Count; i++)
{
    var (radius, arm) = (random.NextDouble(), i % 2);
    var angle = 3 * Math.PI * radius + arm * Math.PI;
    points[2 * i] = (float)(radius * Math.Cos(angle) + 0.01 * random.NextNormal());
    points[2 * i + 1] = (float)(radius * Math.Sin(angle) + 0.01 * random.NextNormal());
    labels[i] = arm;
}
var (training, validation) = Dataset.FromArrays(points, [2], labels).Shuffled(seed: 1).Split(800);

var network = new Sequential(
    new Dense(2, 32), new Tanh(), new Dense(32, 32), new Tanh(), new Dense(32, 2));
network.Initialize(backend, seed: 1);
var trainer = new Trainer(network, Objective.Classification(), new Adam(rate: 0.01));
Console.WriteLine(trainer.Fit(
    backend, new Batches(training, size: 32, seed: 1), validation, epochs: 100, seed: 1));

float[] grid = [.. from row in Enumerable.Range(0, Height)
                   from column in Enumerable.Range(0, Width)
                   from value in new[] { 2f * column / (Width - 1) - 1, 1 - 2f * row / (Height - 1) }
                   select 1.1f * value];
var logits = network.Predict(backend, [Width * Height, 2], grid).ToArray();
for (var row = 0; row < Height; row++)
    Console.WriteLine(string.Concat(Enumerable.Range(row * Width, Width).Select(pixel =>
        grid[2 * pixel] * grid[2 * pixel] + grid[2 * pixel + 1] * grid[2 * pixel + 1] > 1.2 ? ' '
        : logits[2 * pixel] > logits[2 * pixel + 1] ? '#' : '.')).TrimEnd());
