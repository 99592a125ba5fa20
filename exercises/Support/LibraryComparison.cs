using Tiny.Nn;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Exercises;

/// <summary>
/// The first test of a milestone: three training steps on the learner's code and three on Tiny.Nn's must give the same
/// losses and weights. A small network can reach its accuracy in spite of a wrong gradient, so the accuracy alone does
/// not show that the code is correct.
/// </summary>
/// <param name="create">Creates the network, without weights.</param>
/// <param name="digits">The training data; the first six are used, in batches of two.</param>
public sealed class LibraryComparison(Func<Layer> create, Dataset digits)
{
    const int BatchSize = 2, Steps = 3;

    /// <summary>Trains both networks and compares the losses and weights after each step.</summary>
    /// <param name="forward">The exercises that determine the first loss, for the message.</param>
    /// <param name="backward">The exercises that determine the first change of the weights.</param>
    public void Check(Backend backend, Objective objective, Optimizer optimizer, Objective libraryObjective,
        Optimizer libraryOptimizer, string forward, string backward)
    {
        using var reference = new Reference();
        var expected = Train(reference, libraryObjective, libraryOptimizer);
        var got = Train(backend, objective, optimizer);
        for (var step = 0; step < Steps; step++)
        {
            var inputs = $"training step {step + 1} on {BatchSize} digits, compared with Tiny.Nn: ";
            Expect.Equal(expected[step].Loss, got[step].Loss, inputs + "the mean loss so far" +
                (step == 0 ? $", from exercises {forward}" : ""), 1e-9);
            foreach (var (name, weights) in expected[step].Weights)
            {
                var source = step == 0 ? $"from exercises {backward}" : "from exercise 12: the first step is correct";
                Expect.Equal(weights, got[step].Weights[name],
                    $"{inputs}the parameter {name} after the step, {source}", 1e-9);
            }
        }
    }

    List<(double Loss, Dictionary<string, double[]> Weights)> Train(Backend backend, Objective objective,
        Optimizer optimizer)
    {
        var (network, steps) = (create(), new List<(double, Dictionary<string, double[]>)>());
        network.Initialize(backend, seed: 1);
        new Trainer(network, objective, optimizer)
        {
            BatchCompleted = now => steps.Add((now.Loss,
                network.Parameters.ToDictionary(one => one.Path, one => one.Parameter.Value.ToArray()))),
        }.Fit(backend, new Batches(digits.Take(BatchSize * Steps), BatchSize, shuffle: false), null, 1, seed: 1);
        return steps;
    }
}
