// A network leaves as an ONNX model, which other programs run, and comes back. Run it with: dotnet run samples/onnx.cs
#:project ../Tiny.Nn
#:project ../Tiny.Nn.Lab
#:property PublishAot=false

using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

using var backend = new Cpu<float>();
var digits = SyntheticDigits.Load(seed: 1, training: 2_000, validation: 500, test: 8);
var network = new Sequential(
    new Conv2d(1, 8, kernel: 5), new BatchNorm(8), new MaxPool2d(2), new Relu(),
    new Flatten(), new Dropout(0.3), new Dense(1152, 10));
network.Initialize(backend, seed: 1);
new Trainer(network, Objective.Classification(), new Adam(rate: 0.002))
    .Fit(backend, new Batches(digits.Training, size: 50, seed: 1), digits.Validation, epochs: 2, seed: 1);

var path = Path.Combine(Path.GetTempPath(), $"tinynn-{Environment.ProcessId}.onnx");
using (var file = File.Create(path))
    Console.WriteLine($"{OnnxExporter.Write(file, network, [1, 28, 28])} nodes of opset {OnnxExporter.Opset}");
Console.WriteLine($"{new FileInfo(path).Length:N0} bytes\n");
var model = OnnxNetwork.Load(path);
model.Initialize(backend, seed: 1);
File.Delete(path);

float[] images = [.. Enumerable.Range(0, digits.Test.Count).SelectMany(digits.Test.Input)];
var expected = network.Predict(backend, [digits.Test.Count, 1, 28, 28], images).ToArray();
var actual = model.Predict(backend, [digits.Test.Count, 1, 28, 28], images).ToArray();
Console.WriteLine("digit  network  model  largest difference of the logits");
for (var example = 0; example < digits.Test.Count; example++)
{
    var (own, other) = (expected[(10 * example)..][..10], actual[(10 * example)..][..10]);
    var difference = own.Zip(other, (a, b) => Math.Abs(a - b)).Max();
    Console.WriteLine($"{digits.Test.Label(example),5} {Array.IndexOf(own, own.Max()),8} " +
        $"{Array.IndexOf(other, other.Max()),6} {difference,10:E1}");
}
