using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Geometry;

/// <summary>What happened to a random geometry.</summary>
public enum GeometryOutcome
{
    /// <summary>The result equals that of the reference.</summary>
    Computed,

    /// <summary>The operation threw an <see cref="ArgumentException"/>.</summary>
    Refused,

    /// <summary>Operands, result or the number of terms are too large for a test; the shapes were computed.</summary>
    TooLarge,
}

/// <summary>The property of every geometry on every backend.</summary>
public static class GeometryProperty
{
    const int LargestResult = 1 << 20, LargestWork = 1 << 18;

    /// <summary>The largest allocation of one operation with its gradients, in bytes.</summary>
    const long LargestAllocation = 1 << 29;

    /// <summary>
    /// Fails unless the operation of a seed's geometry, and its gradients, are those of <see cref="Reference"/>, or it
    /// throws an <see cref="ArgumentException"/> with a text. A failure names the seed.
    /// </summary>
    public static GeometryOutcome Check(Backend backend, ulong seed)
    {
        var geometry = RandomGeometry.FromSeed(seed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return Outcome(backend, geometry);
        }
        catch (Exception error)
        {
            throw new Xunit.Sdk.XunitException($"seed {seed} on {backend.Name}: {geometry}\n{error}");
        }
        finally
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < LargestAllocation,
                $"seed {seed} on {backend.Name}: {geometry} allocates {allocated} bytes");
        }
    }

    /// <summary>Checks 100 geometries.</summary>
    public static void CheckManyFrom(Backend backend, int seed)
    {
        for (var j = 0; j < 100; j++) Check(backend, (ulong)(seed + j));
    }

    static GeometryOutcome Outcome(Backend backend, RandomGeometry geometry)
    {
        if (!geometry.IsSmall) return GeometryOutcome.TooLarge;
        using var reference = new Reference();
        try
        {
            var (result, terms) = geometry.Plan();
            if (result.Count > LargestResult || terms > LargestWork) return GeometryOutcome.TooLarge;
        }
        catch (ArgumentException error)
        {
            AssertExplains(error);
            foreach (var each in new[] { reference, backend })
                AssertExplains(Assert.ThrowsAny<ArgumentException>(() => geometry.Compute(each)));
            return GeometryOutcome.Refused;
        }
        try
        {
            foreach (var (expected, actual) in geometry.Compute(reference).Zip(geometry.Compute(backend)))
                AssertClose(expected, actual);
            return GeometryOutcome.Computed;
        }
        catch (ArgumentException error)
        {
            AssertExplains(error);
            return GeometryOutcome.Refused;
        }
    }

    /// <summary>A parameter's name in place of a text would be an exception of .NET.</summary>
    static void AssertExplains(ArgumentException error) => Assert.Matches("^[^:]+: .*[a-z]+ .*[0-9]", error.Message);

    static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (var j = 0; j < expected.Length; j++)
            Assert.True(double.IsFinite(expected[j])
                ? Math.Abs(expected[j] - actual[j]) <= 1e-5 * largest : expected[j].Equals(actual[j]),
                $"element {j}: expected {expected[j]}, got {actual[j]}");
    }
}
