namespace Exercises;

/// <summary>Random inputs for tests, determined by a seed.</summary>
public static class TestData
{
    /// <summary>
    /// The previous value of each element of an array that the learner's code must overwrite. If a result contains it,
    /// or exceeds the expected value by it, a failed assertion says so.
    /// </summary>
    public const double Filler = 98.765;

    /// <summary>Returns an array whose elements are all <see cref="Filler"/>.</summary>
    public static double[] Filled(int count) => [.. Enumerable.Repeat(Filler, count)];

    /// <summary>Returns values uniform in [−1, 1], rounded to three digits.</summary>
    public static double[] Uniform(int count, ulong seed)
    {
        var random = new Tiny.Nn.RandomStream(seed, "numbers of a test");
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = Math.Round(random.NextUniform(-1, 1), 3);
        return values;
    }
}
