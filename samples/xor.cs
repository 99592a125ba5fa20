// XOR: the smallest problem that needs a hidden layer. Run it with: dotnet run samples/xor.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

using var backend = new Cpu<float>();
float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
var data = Dataset.FromArrays(inputs, [2], Targets.FromValues([0, 1, 1, 0]));

var network = new Sequential(new Dense(2, 4), new Tanh(), new Dense(4, 1));
network.Initialize(backend, seed: 1);
Console.WriteLine(network.Summary([1, 2]));

var trainer = new Trainer(network, Objective.Regression(), new Adam(rate: 0.05));
var result = trainer.Fit(backend, new Batches(data, size: 4, seed: 1), validation: null, epochs: 150, seed: 1);
Console.WriteLine(result);

var outputs = network.Predict(backend, [4, 2], inputs).ToArray();
Console.WriteLine("\n a  b  a xor b");
for (var row = 0; row < 4; row++)
    Console.WriteLine($" {inputs[2 * row]}  {inputs[2 * row + 1]}  {outputs[row]:F3}");
