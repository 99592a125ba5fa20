// 46 · The training loop · 3 Learning
//
// All parts come together: in every epoch, shuffle the examples; for each batch, compute the gradient at the current
// weights and take a step; then evaluate on the validation set. The last weights are not always the best ones, so keep
// a copy of the weights with the lowest validation loss and return that. The loop does not know the network: it calls
// two functions.
//
// Formula  OP-03  for each epoch, for each batch: θ ← θ − η·g(θ, batch)
//          RG-15  after each epoch: if the validation loss is lower than ever before, keep a copy of θ
// Shapes   θ [n], count examples → the best θ [n], its epoch (counted from 1), the validation losses [epochs]
// Example  6 examples in batches of 2, 3 epochs: 9 gradients and 3 evaluations
// Read     before: exercises 11 and 19;  after: Tiny.Nn/Training/Trainer.cs

namespace Exercise46;

/// <summary>The result of a training run.</summary>
public sealed record Trained(double[] Best, int BestEpoch, double[] ValidationLosses);

public static class TrainingLoop
{
    /// <summary>Trains from <paramref name="start"/>, which is not changed.</summary>
    /// <param name="count">The number of training examples; their indices are 0 … count − 1.</param>
    /// <param name="gradient">Returns the mean gradient at θ over a batch of indices. Do not change the result.</param>
    /// <param name="validationLoss">Returns the validation loss at θ.</param>
    /// <param name="random">Offers Shuffle(span).</param>
    public static Trained Run(double[] start, int count, Func<double[], int[], double[]> gradient,
        Func<double[], double> validationLoss, int epochs, int batchSize, double rate, RandomStream random)
    {
        // ── begin ──
        var (theta, order, losses) = (start.ToArray(), Enumerable.Range(0, count).ToArray(), new double[epochs]);
        var (best, bestEpoch) = (theta.ToArray(), 0);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            random.Shuffle<int>(order);
            foreach (var batch in order.Chunk(batchSize))
            {
                var g = gradient(theta, batch);
                for (var i = 0; i < theta.Length; i++) theta[i] -= rate * g[i];
            }
            losses[epoch - 1] = validationLoss(theta);
            if (bestEpoch == 0 || losses[epoch - 1] < losses[bestEpoch - 1])
                (best, bestEpoch) = (theta.ToArray(), epoch);
        }
        return new(best, bestEpoch, losses);
        // ── end ──
    }
}
