namespace Exercises;

/// <summary>Random inputs for tests, determined by a seed.</summary>
public static class TestData
{
    /// <summary>Returns values uniform in [−1, 1], rounded to three digits.</summary>
    public static double[] Uniform(int count, ulong seed)
    {
        var random = new Tiny.Nn.RandomStream(seed, "numbers of a test");
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = Math.Round(random.NextUniform(-1, 1), 3);
        return values;
    }
}
