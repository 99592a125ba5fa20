// A table of one's own: fruits.csv, classified by weight, diameter and firmness.
// Run it with: dotnet run samples/own-csv.cs, or with another file and its column of classes:
// dotnet run samples/own-csv.cs -- mine.csv kind
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

var file = args.Length > 0 ? args[0] : Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? ".",
    "fruits.csv");
string[][] lines = [.. File.ReadLines(file).Select(line => line.Split(','))];
var target = Array.IndexOf(lines[0], args.Length > 1 ? args[1] : "fruit");
var rows = lines[1..];
string[] classes = [.. rows.Select(row => row[target]).Distinct().Order()];
int[] columns = [.. Enumerable.Range(0, lines[0].Length).Where(column => column != target)];
var values = Array.ConvertAll(rows, row => Array.ConvertAll(columns, column => float.Parse(row[column])));
var labels = Array.ConvertAll(rows, row => Array.IndexOf(classes, row[target]));

// Shuffled before it is split: a table is often sorted by its classes.
int[] order = [.. Enumerable.Range(0, rows.Length)];
new Random(1).Shuffle(order);
var (training, test) = (order[..(rows.Length * 4 / 5)], order[(rows.Length * 4 / 5)..]);

// Each column is scaled to mean 0 and deviation 1, as measured on the training rows only.
var means = columns.Select((_, j) => training.Average(row => values[row][j])).ToArray();
var deviations = columns.Select((_, j) => MathF.Sqrt(training.Average(row => MathF.Pow(values[row][j] - means[j], 2))))
    .ToArray();
Dataset Part(int[] part) => Dataset.FromArrays(
    [.. part.SelectMany(row => columns.Select((_, j) => (values[row][j] - means[j]) / deviations[j]))],
    [columns.Length], [.. part.Select(row => labels[row])], classes.Length);

using var backend = new Cpu<float>();
var network = new Sequential(new Dense(columns.Length, 16), new Relu(), new Dense(16, classes.Length));
network.Initialize(backend, seed: 1);
new Trainer(network, Objective.Classification(), new Adam(rate: 0.01))
    .Fit(backend, new Batches(Part(training), size: 16, seed: 1), validation: null, epochs: 60, seed: 1);

var evaluation = Trainer.Evaluate(backend, network, Objective.Classification(), Part(test));
Console.WriteLine($"{rows.Length} rows, {test.Length} of them for the test: {evaluation}\n");
Console.WriteLine($"{"class",-12} {"recall",9} {"precision",10}");
for (var label = 0; label < classes.Length; label++)
    Console.WriteLine($"{classes[label],-12} {evaluation.Confusion!.Recall(label),9:P0} " +
        $"{evaluation.Confusion.Precision(label),10:P0}");
