namespace Tiny.Nn.Tests.Transposition;

/// <summary>Assertions about tensors and arrays of values.</summary>
public static class TensorAssert
{
    /// <summary>Asserts the same shape and equal values, without tolerance; 0 equals −0.</summary>
    public static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    /// <summary>
    /// Asserts the same shape, and |expected − actual| ≤ roundings · u · max(1, |expected|), where u is the precision
    /// of the backend.
    /// </summary>
    public static void Close(Tensor expected, Tensor actual, double roundings = 1000)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Close(expected.ToArray(), actual.ToArray(), roundings * actual.Backend.Precision);
    }

    /// <summary>Asserts the same length, and |expected − actual| ≤ tolerance · max(1, |expected|).</summary>
    public static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var j = 0; j < expected.Length; j++)
            Assert.True(Math.Abs(expected[j] - actual[j]) <= tolerance * Math.Max(1, Math.Abs(expected[j])),
                $"element {j}: expected {expected[j]:R}, got {actual[j]:R}");
    }

    /// <summary>Asserts ⟨a, b⟩ = ⟨c, d⟩, without tolerance.</summary>
    public static void EqualInnerProducts((Tensor A, Tensor B) expected, (Tensor A, Tensor B) actual) =>
        Assert.Equal(InnerProduct(expected.A, expected.B), InnerProduct(actual.A, actual.B));

    static double InnerProduct(Tensor a, Tensor b)
    {
        Assert.Equal(a.Shape, b.Shape);
        return a.ToArray().Zip(b.ToArray(), (x, y) => x * y).Sum();
    }
}
