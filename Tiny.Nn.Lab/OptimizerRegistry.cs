using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>An optimizer by name, the rate it is given where the network's own does not apply, and whether it has a momentum.</summary>
public sealed record OptimizerDefinition(string Name, string Summary, double Rate, double? Momentum, Func<double, double, Optimizer> Create);

/// <summary>The optimizers by name; their formulas are in Tiny.Nn/Training.</summary>
public static class OptimizerRegistry
{
    public static IReadOnlyList<OptimizerDefinition> All { get; } =
    [
        new("sgd", "gradient descent, with momentum where one is given", 0.1, 0, (rate, momentum) => new Sgd(rate, momentum)),
        new("nesterov", "gradient descent with Nesterov's momentum", 0.1, 0.9, (rate, momentum) => new Sgd(rate, momentum, nesterov: true)),
        new("adagrad", "rates shrink with the squares seen so far", 0.01, null, (rate, _) => new AdaGrad(rate)),
        new("rmsprop", "rates follow a running mean of squares", 0.01, 0, (rate, momentum) => new RmsProp(rate, momentum: momentum)),
        new("adam", "running means of gradients and squares", 0.001, null, (rate, _) => new Adam(rate)),
        new("adamw", "Adam whose weights decay on their own", 0.001, null, (rate, _) => new AdamW(rate)),
    ];

    /// <summary>The optimizer of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists those there are.</exception>
    public static OptimizerDefinition Find(string name) => All.FirstOrDefault(optimizer => optimizer.Name == name) ?? throw new UsageException(
        $"unknown optimizer '{name}'; choose one of {string.Join(", ", All.Select(optimizer => optimizer.Name))}");
}
