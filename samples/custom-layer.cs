// A layer and a loss of one's own: a Swish with a learned slope, and the logarithm of cosh.
// Run it with: dotnet run samples/custom-layer.cs
#:project ../Tiny.Nn
#:property PublishAot=false

using Tiny.Nn;
using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

// The checks come first: the gradients of both must agree with finite differences, in double.
using (var exact = new Cpu<double>())
{
    var swish = new LearnedSwish();
    swish.Initialize(exact, seed: 1);
    var x = Tensor.From(exact, [4], [-2.0, -0.5, 0.5, 2.0], requiresGradient: true);
    var target = Tensor.From(exact, [4], [1.0, -1.0, 0.0, 0.5]);
    Console.WriteLine(new GradientCheck().Run(
        _ => LogCosh(swish.Forward(x, ForwardContext.Evaluation), target), x, swish.Beta.Value));
}

using var backend = new Cpu<float>();
float[] inputs = [.. Enumerable.Range(0, 200).Select(i => (i - 100) / 25f)];
var data = Dataset.FromArrays(inputs, [1], Targets.FromValues(Array.ConvertAll(inputs, x => MathF.Sin(2 * x) + x / 2)));
Console.WriteLine("\nactivation     β    mean absolute error");
foreach (var activation in new Layer[] { new Relu(), new LearnedSwish() })
{
    var network = new Sequential(new Dense(1, 32), activation, new Dense(32, 32), activation, new Dense(32, 1));
    network.Initialize(backend, seed: 1);
    var objective = Objective.Regression(LogCosh);
    new Trainer(network, objective, new Adam(rate: 0.01))
        .Fit(backend, new Batches(data, size: 20, seed: 1), validation: null, epochs: 60, seed: 1);
    var beta = activation is LearnedSwish swish ? $"{swish.Beta.Value.Item():F2}" : "";
    var error = Trainer.Evaluate(backend, network, objective, data).MeanAbsoluteError;
    Console.WriteLine($"{activation,-12} {beta,5} {error,10:F4}");
}

// ln cosh(d) = d + softplus(−2d) − ln 2: quadratic for small differences, linear for large ones; it never overflows.
static Tensor LogCosh(Tensor prediction, Tensor target)
{
    var difference = prediction - target;
    return (difference + (-2 * difference).Softplus() - Math.Log(2)).Mean();
}

/// <summary>y = x·σ(βx) with one learned β. Composed of operations, so it needs no gradient of its own.</summary>
sealed class LearnedSwish : Layer
{
    public Parameter Beta { get; } = new([1], ParameterKind.Scale, Initializer.Constant(1), default);
    public override IEnumerable<(string, Parameter)> OwnParameters => [("beta", Beta)];
    public override Tensor Forward(Tensor x, ForwardContext context) => x * (Beta.Value * x).Sigmoid();
    public override string ToString() => "LearnedSwish";
}
