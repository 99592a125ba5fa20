using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.NonFinite;

/// <summary>Properties of primitives whose operands contain NaN and infinities.</summary>
public static class NonFiniteProperties
{
    /// <summary>Each element is finite, NaN or an infinity, as in <see cref="Reference"/>.</summary>
    public static void Primitive_agrees(Backend backend, string primitive, int seed)
    {
        using var reference = new Reference();
        var expected = NonFiniteCall.All[primitive](new(reference, seed));
        var actual = NonFiniteCall.All[primitive](new(backend, seed));
        Assert.Equal(expected.Length, actual.Length);
        for (var j = 0; j < expected.Length; j++)
            Assert.True(Kind(expected[j]) == Kind(actual[j]),
                $"seed {seed}, element {j}: expected {expected[j]}, got {actual[j]}");
    }

    /// <summary>All of <see cref="Primitive_agrees"/> for products.</summary>
    public static void Product_agrees(Backend backend, int seed) =>
        Primitive_agrees(backend, nameof(Backend.Product), seed);

    /// <summary>
    /// A result of a convolution is non-finite where that of <see cref="Reference"/> is. It is finite in those images
    /// and groups whose operands are.
    /// </summary>
    public static void Convolution_agrees(Backend backend, int seed)
    {
        using var reference = new Reference();
        NonFiniteConvolution expected = new(reference, seed), actual = new(backend, seed);
        for (var j = 0; j < expected.Result.Length; j++)
            if (!double.IsFinite(expected.Result[j]))
                Assert.False(double.IsFinite(actual.Result[j]), $"seed {seed}, element {j} is finite: {expected}");
            else if (!double.IsFinite(actual.Result[j]))
                Assert.False(expected.DependsOnFiniteValues(j), $"seed {seed}, element {j} is not finite: {expected}");
    }

    static string Kind(double value) => double.IsFinite(value) ? "finite" : $"{value}";
}
