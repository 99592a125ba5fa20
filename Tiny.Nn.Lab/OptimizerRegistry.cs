using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>An optimizer's name, description, default hyperparameters and factory.</summary>
/// <param name="Rate">The default learning rate if the optimizer is not the one of the network's recipe.</param>
/// <param name="Momentum">The default momentum; null for an optimizer without momentum.</param>
/// <param name="Create">Creates the optimizer from a learning rate and a momentum.</param>
public sealed record OptimizerDefinition(
    string Name, string Summary, double Rate, double? Momentum, Func<double, double, Optimizer> Create);

/// <summary>The optimizers by name. Their formulas are in Tiny.Nn/Training.</summary>
public static class OptimizerRegistry
{
    public static IReadOnlyList<OptimizerDefinition> All { get; } =
    [
        new("sgd", "stochastic gradient descent, with optional momentum",
            0.1, 0, (rate, momentum) => new Sgd(rate, momentum)),
        new("nesterov", "SGD with Nesterov momentum",
            0.1, 0.9, (rate, momentum) => new Sgd(rate, momentum, nesterov: true)),
        new("adagrad", "rates scaled by the sum of squared gradients",
            0.01, null, (rate, _) => new AdaGrad(rate)),
        new("rmsprop", "rates scaled by a moving average of squared gradients", 0.01, 0,
            (rate, momentum) => new RmsProp(rate, momentum: momentum)),
        new("adam", "moving averages of gradients and squared gradients", 0.001, null, (rate, _) => new Adam(rate)),
        new("adamw", "Adam with decoupled weight decay", 0.001, null, (rate, _) => new AdamW(rate)),
    ];

    /// <summary>Returns the optimizer of that name.</summary>
    /// <exception cref="UsageException">The name is unknown; the message lists the known ones.</exception>
    public static OptimizerDefinition Find(string name) =>
        All.FirstOrDefault(optimizer => optimizer.Name == name) ?? throw new UsageException(
            $"unknown optimizer '{name}'; choose one of {string.Join(", ", All.Select(optimizer => optimizer.Name))}");
}
