// Weights in a file, and a run that stops and continues with the same bits.
// Run it with: dotnet run samples/save-load-resume.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Files;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

using var backend = new Cpu<float>();
var digits = SyntheticDigits.Load(seed: 1, training: 2_000, validation: 500, test: 500);
var folder = Directory.CreateTempSubdirectory("tinynn-").FullName;
string weights = Path.Combine(folder, "model.safetensors"), checkpoint = Path.Combine(folder, "checkpoint.safetensors");

// The whole run: four epochs. A second network stops after two, and a third continues from its checkpoint.
var whole = Train(epochs: 4);
Train(epochs: 2, save: state => Checkpoint.Save(checkpoint, state));
var continued = Train(epochs: 4, from: Checkpoint.Load(checkpoint));

// The weights, in a format that PyTorch's tools also read.
whole.Save(weights, new Dictionary<string, string> { ["made by"] = "save-load-resume" });
var loaded = Network();
loaded.Load(weights);
foreach (var (name, tensor) in Safetensors.Load(weights).Tensors)
    Console.WriteLine($"{name,-12} {tensor.Type} {tensor.Shape}");

Console.WriteLine("\nnetwork            test                            equal to the whole run");
Report("whole run", whole);
Report("continued", continued);
Report("loaded", loaded);
Directory.Delete(folder, recursive: true);

Sequential Network()
{
    var network = new Sequential(new Flatten(), new Dense(784, 32), new Relu(), new Dropout(0.2), new Dense(32, 10));
    network.Initialize(backend, seed: 1);
    return network;
}

Sequential Train(int epochs, Action<TrainingState>? save = null, Checkpoint? from = null)
{
    var network = Network();
    new Trainer(network, Objective.Classification(), new Adam(rate: 0.002)) { SaveState = save }
        .Fit(backend, new Batches(digits.Training, size: 50, seed: 1), digits.Validation, epochs, seed: 1, from: from);
    return network;
}

void Report(string name, Sequential network)
{
    var equal = network.Parameters.Zip(whole.Parameters, (a, b) =>
        a.Parameter.Value.ToArray().SequenceEqual(b.Parameter.Value.ToArray())).All(same => same);
    var test = Trainer.Evaluate(backend, network, Objective.Classification(), digits.Test);
    Console.WriteLine($"{name,-18} {test,-31} {(equal ? "every bit" : "no")}");
}
