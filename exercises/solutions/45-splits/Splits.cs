// 45 · Splits and normalisation · 3 Learning
//
// Three disjoint sets: the training set for the weights, the validation set for all other choices, the test set once,
// at the end. Features of a common scale are learned best, so each is shifted to mean 0 and scaled to deviation 1. Mean
// and deviation are learned too, so they come from the training set alone. If the test set takes part in them, its
// result is no longer that of unseen data: this error is called leakage and is easy to make.
//
// Formula  RG-22  training, validation and test data are disjoint;  x ← (x − μ)/σ, with μ and σ of each feature over
//                 the training examples;  σ² = (1/n) Σ (x − μ)²
// Shapes   count → three arrays of indices;  examples [n][features] → μ and σ [features]
// Example  training examples (0, 5), (4, 5): μ = (2, 5), σ = (2, 0); a constant feature is not scaled, σ counts as 1
// Read     after: Tiny.Nn/Data/Dataset.cs

namespace Exercise45;

public static class Splits
{
    /// <summary>
    /// Returns the indices 0 … count − 1 in a random order, split into three sets. The training set gets the rest.
    /// </summary>
    /// <param name="random">Offers Shuffle(span).</param>
    public static (int[] Training, int[] Validation, int[] Test) Create(int count, int validation, int test,
        RandomStream random)
    {
        // ── begin ──
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle<int>(order);
        return (order[(validation + test)..], order[..validation], order[validation..(validation + test)]);
        // ── end ──
    }

    /// <summary>Returns mean and standard deviation of each feature; 1 instead of a deviation of 0.</summary>
    public static (double[] Mean, double[] Deviation) Statistics(double[][] examples)
    {
        // ── begin ──
        var features = Enumerable.Range(0, examples[0].Length);
        var mean = features.Select(f => examples.Average(x => x[f])).ToArray();
        var deviation = features
            .Select(f => Math.Sqrt(examples.Average(x => (x[f] - mean[f]) * (x[f] - mean[f])))).ToArray();
        return (mean, [.. deviation.Select(value => value > 0 ? value : 1)]);
        // ── end ──
    }

    /// <summary>
    /// Returns all examples, normalised with the statistics of those in <paramref name="training"/>. The given arrays
    /// are not changed.
    /// </summary>
    public static double[][] Normalize(double[][] examples, int[] training)
    {
        // ── begin ──
        var (mean, deviation) = Statistics([.. training.Select(n => examples[n])]);
        return [.. examples.Select(x => x.Select((value, f) => (value - mean[f]) / deviation[f]).ToArray())];
        // ── end ──
    }
}
