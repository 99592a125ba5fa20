using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>Random tensors for the properties, and what the properties say about tensors.</summary>
public static class Draw
{
    /// <summary>A leaf of whole numbers from −4 to 4 that wants a gradient.</summary>
    public static Tensor Whole(Backend machine, Shape shape, string stream) =>
        Tensor.From(machine, shape, Numbers(shape, stream, random => random.NextInt(9) - 4), requiresGradient: true);

    /// <summary>A leaf of standard normal numbers that wants a gradient.</summary>
    public static Tensor Normal(Backend machine, Shape shape, string stream) =>
        Tensor.From(machine, shape, Numbers(shape, stream, random => random.NextNormal()), requiresGradient: true);

    /// <summary>⟨a, b⟩, summed on the host.</summary>
    public static double Inner(Tensor a, Tensor b)
    {
        Assert.Equal(a.Shape, b.Shape);
        return a.ToArray().Zip(b.ToArray(), (x, y) => x * y).Sum();
    }

    /// <summary>The same shape and the same numbers, to the bit (0 and −0 are one).</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    /// <summary>The same shape, and numbers that differ by at most <paramref name="tolerance"/>·max(1, |expected|).</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Close(expected.ToArray(), actual.ToArray(), tolerance);
    }

    /// <inheritdoc cref="Close(Tensor, Tensor, double)"/>
    public static void Close(double[] expected, double[] actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var place = 0; place < expected.Length; place++)
            Assert.True(Math.Abs(expected[place] - actual[place]) <= tolerance * Math.Max(1, Math.Abs(expected[place])),
                $"element {place}: expected {expected[place]:R}, got {actual[place]:R}");
    }

    static double[] Numbers(Shape shape, string stream, Func<RandomStream, double> draw)
    {
        var random = new RandomStream(1, stream);
        var numbers = new double[shape.Count];
        foreach (ref var number in numbers.AsSpan()) number = draw(random);
        return numbers;
    }
}
