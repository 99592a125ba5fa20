namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// The vote of several classifiers: each votes for its most probable class, and the class with the most votes wins. A
/// tie goes to the class with the largest sum of probabilities, then to the smaller class.
/// </summary>
public sealed class PluralityVote(int examples, int classes)
{
    readonly int[,] votes = new int[examples, classes];
    readonly double[,] sums = new double[examples, classes];

    /// <summary>Adds the votes of one classifier for some examples.</summary>
    /// <param name="probabilities">One row per example.</param>
    public void Add(IReadOnlyList<int> which, IReadOnlyList<float[]> probabilities)
    {
        foreach (var (row, example) in which.Index())
        {
            votes[example, Array.IndexOf(probabilities[row], probabilities[row].Max())]++;
            for (var label = 0; label < classes; label++) sums[example, label] += probabilities[row][label];
        }
    }

    /// <summary>The number of votes for a class.</summary>
    public int Count(int example, int label) => votes[example, label];

    /// <summary>The class that wins.</summary>
    public int Winner(int example) => Enumerable.Range(0, classes)
        .OrderByDescending(label => votes[example, label]).ThenByDescending(label => sums[example, label]).First();
}
