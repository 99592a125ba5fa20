// An autoencoder squeezes 784 pixels into 8 numbers and draws the digit again from them.
// Run it with: dotnet run samples/autoencoder.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

using var backend = new Cpu<float>();
var digits = SyntheticDigits.Load(seed: 1, training: 4_000, validation: 500, test: 10);

var encoder = new Sequential(new Flatten(), new Dense(784, 128), new Relu(), new Dense(128, 8));
var decoder = new Sequential(
    new Dense(8, 128), new Relu(), new Dense(128, 784), new Sigmoid(), new Unflatten([1, 28, 28]));
var network = new Sequential(encoder, decoder);
network.Initialize(backend, seed: 1);
Console.WriteLine(network.Summary([1, 1, 28, 28]));

var trainer = new Trainer(network, Objective.Reconstruction, new Adam(rate: 0.002));
Console.WriteLine(trainer.Fit(
    backend, new Batches(digits.Training, size: 50, seed: 1), digits.Validation, epochs: 12, seed: 1));

var examples = Enumerable.Range(0, 4).ToArray();
float[] pixels = [.. examples.SelectMany(digits.Test.Input)];
var code = encoder.Predict(backend, [4, 1, 28, 28], pixels);
Console.WriteLine($"\nthe codes of four digits: {code}\n\nthe digits, and below them what is drawn from the codes:");
foreach (var image in new[] { Array.ConvertAll(pixels, pixel => (double)pixel),
    network.Predict(backend, [4, 1, 28, 28], pixels).ToArray() })
    for (var row = 0; row < 28; row += 2)              // a character is about twice as high as wide
        Console.WriteLine(string.Join("  ", examples.Select(example => string.Concat(Enumerable.Range(0, 28)
            .Select(column => " .:-=+*#%@"[(int)(9.99 * image[784 * example + 28 * row + column])])))));
