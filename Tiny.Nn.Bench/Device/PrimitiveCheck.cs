using Tiny.Nn.Backends;

namespace Tiny.Nn.Bench.Device;

/// <summary>The largest difference between a backend's results of one call and those of <see cref="Reference"/>.
/// </summary>
/// <param name="Call">A key of <see cref="PrimitiveCalls.All"/>.</param>
/// <param name="Error">The difference ÷ the largest magnitude among the expected results; infinite if a result is no
/// number.</param>
public sealed record PrimitiveError(string Call, double Error)
{
    /// <summary>The largest allowed error: rounding in float, with sums of up to a million terms.</summary>
    public const double Limit = 1e-5;

    /// <summary>Whether the backend computes what the reference computes.</summary>
    public bool Passes => Error <= Limit;
}

/// <summary>Compares every primitive of a backend with the plain loops of <see cref="Reference"/>.</summary>
static class PrimitiveCheck
{
    /// <summary>Measures the error of each call.</summary>
    public static IEnumerable<PrimitiveError> Compare(Backend backend)
    {
        foreach (var (name, call) in PrimitiveCalls.All)
        {
            using var reference = new Reference();
            var expected = Results(reference, call);
            var actual = Results(backend, call);
            var scale = Math.Max(expected.Max(Math.Abs), double.Epsilon);
            yield return new(name, expected.Zip(actual, (a, b) => Math.Abs(a - b) / scale)
                .Max(error => double.IsNaN(error) ? double.PositiveInfinity : error));
        }
    }

    static List<double> Results(Backend backend, Action<PrimitiveRun> call)
    {
        var run = new PrimitiveRun(backend);
        call(run);
        return run.Results;
    }
}
