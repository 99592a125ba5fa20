using Tiny.Nn.Backends;

namespace Tiny.Nn.Checks;

/// <summary>
/// Measures the derivatives of J = ⟨f(x), r⟩ for <see cref="GradientCheck"/>, with a random r: the gradient by one
/// backward sweep, and each central difference from two values of J.
/// </summary>
sealed class GradientMeasurement
{
    readonly Func<Tensor[], Tensor> f;
    readonly Tensor[] leaves;
    readonly RandomStream random;
    readonly double[] projection;
    readonly double step;

    /// <param name="random">Draws the projection first, then the directions.</param>
    public GradientMeasurement(Func<Tensor[], Tensor> f, Tensor[] leaves, RandomStream random)
    {
        (this.f, this.leaves, this.random) = (f, leaves, random);
        step = Math.Cbrt(3 * Backend.Precision);
        double[] value;
        using (Backend.BeginScope())
        {
            var y = f(leaves);
            value = y.ToArray();
            projection = random.NextNormals(value.Length);
            if (y.RequiresGradient) Graph.Backward(y, Tensor.From(Backend, y.Shape, projection));
            Gradients = [.. leaves.Select(GradientOf)];
        }
        Size = value.Zip(projection, (a, b) => Math.Abs(a * b)).Sum();
        if (!Value().AsSpan().SequenceEqual(value))
            throw new ArgumentException("GradientCheck: the function returned two different values for one input; " +
                "fix its random numbers (a dropout's stream and iteration)");
    }

    public Backend Backend => leaves[0].Backend;

    /// <summary>The leaves that require a gradient, with their indices.</summary>
    public IEnumerable<(int Index, Tensor Leaf)> Leaves => leaves.Index().Where(entry => entry.Item.RequiresGradient);

    /// <summary>dJ/dx of every leaf, computed by the backward sweep.</summary>
    public double[][] Gradients { get; }

    /// <summary>Σ |y·r|, the scale of J's rounding error.</summary>
    public double Size { get; }

    /// <summary>Returns dJ/dx_j, computed by central differences.</summary>
    public double CentralDifference(int index, int j)
    {
        var x = leaves[index].ToArray();
        var h = step * Math.Max(1, Math.Abs(x[j]));
        var shift = new double[leaves.Length][];
        shift[index] = new double[x.Length];
        shift[index][j] = h;
        return Rise(shift) / (2 * h);
    }

    /// <summary>
    /// Returns the derivative of J along a random unit vector of all leaves, once by central differences and once as
    /// ⟨gradient, direction⟩.
    /// </summary>
    public (double Expected, double Got) DifferenceAlongNextDirection()
    {
        var direction = new double[leaves.Length][];
        foreach (var (index, leaf) in Leaves) direction[index] = random.NextNormals(leaf.Shape.Count);
        var norm = Math.Sqrt(Leaves.Sum(entry => AdjointCheck.Dot(direction[entry.Index], direction[entry.Index])));
        if (norm == 0) return (0, 0);                    // the leaves have no elements
        var got = Leaves.Sum(entry => AdjointCheck.Dot(direction[entry.Index], Gradients[entry.Index])) / norm;
        var largest = Leaves.Max(entry => entry.Leaf.ToArray().Select(Math.Abs).DefaultIfEmpty(0).Max());
        var h = step * Math.Max(1, largest);
        foreach (var (index, _) in Leaves) direction[index] = [.. direction[index].Select(value => value * h / norm)];
        return (Rise(direction) / (2 * h), got);
    }

    /// <summary>
    /// Returns J(x + shift) − J(x − shift), summed element by element, so that equal elements cancel exactly.
    /// </summary>
    double Rise(double[][] shift)
    {
        var before = leaves.Select(leaf => leaf.ToArray()).ToArray();
        try
        {
            Move(before, shift, +1);
            var above = Value();
            Move(before, shift, -1);
            var below = Value();
            var rise = 0.0;
            for (var j = 0; j < projection.Length; j++) rise += projection[j] * (above[j] - below[j]);
            return rise;
        }
        finally
        {
            foreach (var (index, leaf) in Leaves) leaf.Assign(before[index]);
        }
    }

    void Move(double[][] from, double[][] shift, int sign)
    {
        foreach (var (index, leaf) in Leaves)
            if (shift[index] is { } distance) leaf.Assign([.. from[index].Zip(distance, (x, h) => x + sign * h)]);
    }

    double[] Value()
    {
        using var scope = Backend.BeginScope(recording: false);
        return f(leaves).ToArray();
    }

    static double[] GradientOf(Tensor leaf) =>
        leaf.Gradient is { IsAlive: true } gradient ? gradient.ToArray() : new double[leaf.Shape.Count];
}
