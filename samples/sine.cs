// A network fits one period of sine; the picture compares both. Run it with: dotnet run samples/sine.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

using var backend = new Cpu<float>();
float[] x = [.. Enumerable.Range(0, 401).Select(i => (i - 200) / 64f)];
var data = Dataset.FromArrays(x, [1], Targets.FromValues(Array.ConvertAll(x, MathF.Sin)));
var (training, validation) = data.Shuffled(seed: 1).Split(320);

var network = new Sequential(new Dense(1, 24), new Tanh(), new Dense(24, 1));
network.Initialize(backend, seed: 1);
var trainer = new Trainer(network, Objective.Regression(), new Adam(rate: 0.02));
trainer.Fit(backend, new Batches(training, size: 32, seed: 1), validation, epochs: 60, seed: 1);
Console.WriteLine(Trainer.Evaluate(backend, network, Objective.Regression(), validation));

const int Width = 72, Height = 17;
float[] columns = [.. Enumerable.Range(0, Width).Select(column => (column / (Width - 1f) - 0.5f) * 2 * MathF.PI)];
var curve = network.Predict(backend, [Width, 1], columns).ToArray();
for (var row = 0; row < Height; row++)
{
    var line = Enumerable.Range(0, Width).Select(column =>
        Row(curve[column]) == row ? 'o' : Row(Math.Sin(columns[column])) == row ? '.' : ' ');
    Console.WriteLine(string.Concat(line).TrimEnd());
}
Console.WriteLine("o network   . sine, where the two differ");

static int Row(double y) => (int)Math.Round((1.1 - y) / 2.2 * (Height - 1));
