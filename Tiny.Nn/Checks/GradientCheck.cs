using Tiny.Nn.Backends;

namespace Tiny.Nn.Checks;

/// <summary>
/// Compares the gradient of the backward sweep with central differences, for any operation, layer or loss, including
/// custom ones.
/// <code>
///   var x = Tensor.From(backend, [2, 3], values, requiresGradient: true);
///   Console.WriteLine(new GradientCheck().Run(x => x.Tanh(), x));
/// </code>
/// A result y = f(x) of any shape is reduced to a scalar by a random projection r, J = ⟨y, r⟩, so that every element of
/// the Jacobian contributes. Then, for each element x_j (or along random directions v),
/// <code>
///   dJ/dx_j = (J(x + h·e_j) − J(x − h·e_j)) / 2h  + O(h²),      h = ∛(3u) · max(1, |x_j|)
/// </code>
/// where u is the backend's unit roundoff. At this h, the error of the formula, h²/6·J‴, is about as large as that of
/// rounding, u·J/h. Use a backend in double; a float backend gives fewer digits.  Sources: AD-02, AD-03.
/// </summary>
/// <remarks>
/// The error of a derivative is |expected − got| / (max(|expected|, |got|) + 10⁻³·s), where s is the largest
/// derivative of the leaf or Σ|y·r|. The term with s keeps the rounding error of a derivative that is 0 among larger
/// ones from failing the check. The check cannot detect a kink within h of the point, nor the gradient of a tensor
/// that requires none.
/// </remarks>
public sealed record GradientCheck
{
    const double Floor = 1e-3;

    /// <summary>The largest relative error that passes; by default 10⁻⁶ in double and 10⁻² in float.</summary>
    public double? Tolerance { get; init; }

    /// <summary>
    /// The number of random directions to check, at a cost that is independent of the number of elements; null to check
    /// every element.
    /// </summary>
    public int? Directions { get; init; }

    /// <summary>The seed of the random projection r and of the random directions.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks a function of one tensor.</summary>
    /// <inheritdoc cref="Run(Func{Tensor[], Tensor}, Tensor[])"/>
    public GradientReport Run(Func<Tensor, Tensor> f, Tensor x) => Run(all => f(all[0]), [x]);

    /// <summary>Checks a function of any number of tensors, with respect to those that require a gradient.</summary>
    /// <param name="f">The function, which must be deterministic. It is called many times, each time in a scope of
    /// its own.</param>
    /// <param name="leaves">The tensors, created outside of scopes. Their values are changed during the check,
    /// and restored.</param>
    /// <exception cref="ArgumentException">
    /// A tensor is not a leaf, none requires a gradient, or f is not deterministic.
    /// </exception>
    /// <exception cref="InvalidOperationException">A scope is open.</exception>
    public GradientReport Run(Func<Tensor[], Tensor> f, params Tensor[] leaves)
    {
        Check(leaves);
        var probe = new GradientMeasurement(f, leaves, new RandomStream(Seed, "gradient check"));
        var (worst, largest, count) = (default(ComparedDerivative), -1.0, 0);
        foreach (var (derivative, scale) in
            Directions is { } directions ? AlongDirections(probe, directions) : AtElements(probe))
        {
            count++;
            var error = RelativeError(derivative.Expected, derivative.Got, scale);
            if (error > largest) (worst, largest) = (derivative, error);
        }
        return new(worst, Math.Max(largest, 0), Tolerance ?? (probe.Backend.Precision < 1e-12 ? 1e-6 : 1e-2), count);
    }

    static IEnumerable<(ComparedDerivative, double Scale)> AtElements(GradientMeasurement probe)
    {
        foreach (var (index, leaf) in probe.Leaves)
        {
            var got = probe.Gradients[index];
            double[] expected = [.. got.Select((_, j) => probe.CentralDifference(index, j))];
            var scale = got.Concat(expected).Select(Math.Abs).Append(probe.Size).Max();
            for (var j = 0; j < got.Length; j++)
            {
                var where = $"∂J/∂({leaf.Name ?? $"input {index}"}){Index(leaf.Shape, j)}";
                yield return (new(where, expected[j], got[j]), scale);
            }
        }
    }

    static IEnumerable<(ComparedDerivative, double Scale)> AlongDirections(GradientMeasurement probe, int count)
    {
        for (var direction = 1; direction <= count; direction++)
        {
            var (expected, got) = probe.DifferenceAlongNextDirection();
            yield return (new($"∂J along random direction {direction}", expected, got), probe.Size);
        }
    }

    static double RelativeError(double expected, double got, double scale)
    {
        var error = Math.Abs(expected - got);
        if (error == 0) return 0;
        var relative = error / (Math.Max(Math.Abs(expected), Math.Abs(got)) + Floor * scale);
        return double.IsFinite(relative) ? relative : double.PositiveInfinity;
    }

    /// <summary>Returns the index of element j in row-major order, as in <c>[1, 2]</c>.</summary>
    static string Index(Shape shape, int j)
    {
        var index = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--) (j, index[axis]) = Math.DivRem(j, shape[axis]);
        return $"[{string.Join(", ", index)}]";
    }

    static void Check(Tensor[] leaves)
    {
        foreach (var leaf in NotNull(leaves))
            if (NotNull(leaf).Edges.Count > 0 || !leaf.OutlivesScopes)
                throw new ArgumentException($"GradientCheck: {leaf.Description} must be a leaf made outside of " +
                    $"scopes, " +
                    "with Tensor.From(backend, shape, values, requiresGradient: true)");
        if (!leaves.Any(leaf => leaf.RequiresGradient))
            throw new ArgumentException(
                "GradientCheck: no tensor requires a gradient; make one with Tensor.From(…, requiresGradient: true)");
    }
}
