using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// Creates leaf tensors with random values that require a gradient. The same stream name gives the same
/// values in every run.
/// </summary>
public static class RandomTensors
{
    /// <summary>
    /// Returns uniform integers from −4 to 4, whose sums and products are exact in float and in double.
    /// </summary>
    public static Tensor Integers(Backend backend, Shape shape, string stream) =>
        Tensor.From(backend, shape, Values(shape, stream, random => random.NextInt(9) - 4), requiresGradient: true);

    /// <summary>Returns standard normal values.</summary>
    public static Tensor Normal(Backend backend, Shape shape, string stream) =>
        Tensor.From(backend, shape, Values(shape, stream, random => random.NextNormal()), requiresGradient: true);

    static double[] Values(Shape shape, string stream, Func<RandomStream, double> next)
    {
        var random = new RandomStream(1, stream);
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan()) value = next(random);
        return values;
    }
}
