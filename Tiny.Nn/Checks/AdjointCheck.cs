using Tiny.Nn.Backends;

namespace Tiny.Nn.Checks;

/// <summary>
/// Checks that an operation A is linear and that its pullback is its transpose, for random x, x′ and y:
/// <code>
///   A(2x − 3x′) = 2·A x − 3·A x′          ⟨A x, y⟩ = ⟨x, Aᵀy⟩
/// </code>
/// For a linear operation, these identities determine the gradient, without a step size or an O(h²) error. Nonlinear
/// operations are checked by <see cref="GradientCheck"/>.  Source: TC-05.
/// </summary>
/// <param name="Seed">The seed of x, x′ and y.</param>
public sealed record AdjointCheck(ulong Seed = 0)
{
    const double Roundings = 1e4;

    /// <summary>Checks A and its pullback at random inputs of a given shape.</summary>
    /// <param name="linear">The operation A, which must be deterministic and have no constant term.</param>
    /// <exception cref="InvalidOperationException">A scope is open.</exception>
    public AdjointReport Run(Backend backend, Shape input, Func<Tensor, Tensor> linear)
    {
        var random = new RandomStream(Seed, "adjoint check");
        double[] first = random.NextNormals(NotNull(input).Count), second = random.NextNormals(input.Count);
        double[] mixed = [.. first.Zip(second, (a, b) => 2 * a - 3 * b)];
        using var scope = NotNull(backend).BeginScope();
        var x = Tensor.From(backend, input, first, requiresGradient: true);
        var value = NotNull(linear)(x);
        var image = value.ToArray();
        var (imageOfSecond, imageOfMixed) = (Image(second), Image(mixed));
        var y = random.NextNormals(image.Length);
        if (value.RequiresGradient) Graph.Backward(value, Tensor.From(backend, value.Shape, y));
        var pulledBack = x.Gradient?.ToArray() ?? new double[first.Length];

        var deviation = image.Select((_, j) => imageOfMixed[j] - (2 * image[j] - 3 * imageOfSecond[j])).ToArray();
        return new(Dot(image, y), Dot(first, pulledBack),
            Linearity: Norm(deviation) / NonZero(2 * Norm(image) + 3 * Norm(imageOfSecond)),
            Difference: Math.Abs(Dot(image, y) - Dot(first, pulledBack)) /
                NonZero(Norm(image) * Norm(y) + Norm(first) * Norm(pulledBack)),
            Tolerance: Roundings * backend.Precision);

        double[] Image(double[] values) => linear(Tensor.From(backend, input, values)).ToArray();
    }

    internal static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    static double Norm(double[] a) => Math.Sqrt(Dot(a, a));

    static double NonZero(double size) => size == 0 ? 1 : size;
}

/// <summary>The result of an <see cref="AdjointCheck"/>.</summary>
/// <param name="Forward">⟨A x, y⟩.</param>
/// <param name="Back">⟨x, Aᵀy⟩.</param>
/// <param name="Linearity">The relative difference between A(2x − 3x′) and 2·A x − 3·A x′.</param>
/// <param name="Difference">The difference of the two inner products, relative to ‖A x‖·‖y‖ + ‖x‖·‖Aᵀy‖.</param>
/// <param name="Tolerance">10⁴ times the backend's unit roundoff.</param>
public sealed record AdjointReport(double Forward, double Back, double Linearity, double Difference, double Tolerance)
{
    public bool IsLinear => Linearity <= Tolerance;

    public bool IsAdjoint => Difference <= Tolerance;

    public bool Passed => IsLinear && IsAdjoint;

    public override string ToString()
    {
        var products = $"⟨Ax, y⟩ = {Forward:G9} and ⟨x, Aᵀy⟩ = {Back:G9}";
        if (!IsLinear)
            return $"adjoint check failed: A(2x − 3x′) is not 2·Ax − 3·Ax′ (relative error {Linearity:0.0e+0}); " +
                "the operation is not linear or adds a constant, so it has no transpose";
        return IsAdjoint
            ? $"adjoint check passed: {products}"
            : $"adjoint check failed: {products}; the operation is linear, but its pullback is not its transpose";
    }
}
