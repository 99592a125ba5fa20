namespace Tiny.Nn.Lab.Data;

/// <summary>
/// A random split into training, validation and test part in which every class has its share of each part, within one
/// example.
/// </summary>
public static class StratifiedSplit
{
    /// <summary>The seed of every split: the test part of a file is always the same.</summary>
    public const ulong Seed = 1;

    /// <summary>
    /// Returns the examples of each part, ascending. The test part does not depend on <paramref name="validation"/>.
    /// </summary>
    /// <param name="strata">The class of each example.</param>
    /// <param name="validation">The number of validation examples.</param>
    /// <param name="test">The number of test examples.</param>
    public static (int[] Training, int[] Validation, int[] Test) Of(
        IReadOnlyList<int> strata, int validation, int test, ulong seed = Seed)
    {
        if (validation < 0 || test < 0 || (long)validation + test > strata.Count)
            throw new ArgumentException($"StratifiedSplit: {strata.Count} examples cannot have {validation} for "
                + $"validation and {test} for testing");
        int[][] classes = [.. Enumerable.Range(0, strata.Count).GroupBy(example => strata[example])
            .OrderBy(members => members.Key).Select(members => Shuffled([.. members], members.Key, seed))];
        var tests = Shares([.. classes.Select(members => members.Length)], test);
        var validations = Shares([.. classes.Zip(tests, (members, count) => members.Length - count)], validation);
        int[] training = [], validating = [], testing = [];
        foreach (var (index, members) in classes.Index())
        {
            var (first, second) = (tests[index], tests[index] + validations[index]);
            testing = [.. testing, .. members[..first]];
            validating = [.. validating, .. members[first..second]];
            training = [.. training, .. members[second..]];
        }
        foreach (var part in new[] { training, validating, testing }) Array.Sort(part);
        return (training, validating, testing);
    }

    /// <summary>
    /// Distributes a total over classes in proportion to their sizes by the largest remainder: within one of the exact
    /// share.
    /// </summary>
    static int[] Shares(int[] sizes, int total)
    {
        var all = sizes.Sum(size => (long)size);
        if (all == 0) return new int[sizes.Length];
        int[] shares = [.. sizes.Select(size => (int)(size * (long)total / all))];
        var rest = total - shares.Sum();
        foreach (var index in Enumerable.Range(0, sizes.Length)
            .OrderByDescending(index => sizes[index] * (long)total % all).Take(rest)) shares[index]++;
        return shares;
    }

    static int[] Shuffled(int[] members, int stratum, ulong seed)
    {
        new RandomStream(seed, $"split of class {stratum}").Shuffle<int>(members);
        return members;
    }
}
