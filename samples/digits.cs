// A convolutional network classifies digits; the wrong ones are drawn. Run it with: dotnet run samples/digits.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

using var backend = new Cpu<float>();
// Drawn digits, which need no download. Mnist.Load() returns the real ones.
var digits = SyntheticDigits.Load(seed: 1, training: 4_000, validation: 500, test: 1_000);

var network = new Sequential(
    new Conv2d(1, 8, kernel: 5), new MaxPool2d(2), new Relu(),
    new Conv2d(8, 16, kernel: 5), new MaxPool2d(2), new Relu(),
    new Flatten(), new Dense(256, 10));
network.Initialize(backend, seed: 1);
Console.WriteLine(network.Summary([1, 1, 28, 28]));

var trainer = new Trainer(network, Objective.Classification(), new Sgd(rate: 0.05, momentum: 0.9))
{
    EpochCompleted = Console.WriteLine,
};
trainer.Fit(backend, new Batches(digits.Training, size: 50, seed: 1), digits.Validation, epochs: 4, seed: 1);

var test = Trainer.Evaluate(backend, network, Objective.Classification(), digits.Test);
Console.WriteLine($"\ntest: {test}\n\nrows: the digit, columns: the prediction");
Console.WriteLine("   " + string.Concat(Enumerable.Range(0, 10).Select(digit => $"{digit,5}")));
for (var digit = 0; digit < 10; digit++)
    Console.WriteLine($"{digit,3}" + string.Concat(
        Enumerable.Range(0, 10).Select(prediction => $"{test.Confusion![digit, prediction],5}")));
