using Tiny.Nn.Backends;

namespace Tiny.Nn.Checks;

/// <summary>
/// The measuring instrument of <see cref="GradientCheck"/>: J = ⟨f(x), r⟩ with a random r, its gradient by one backward sweep,
/// and its slopes by two values each. It judges nothing.
/// </summary>
sealed class GradientProbe
{
    readonly Func<Tensor[], Tensor> f;
    readonly Tensor[] leaves;
    readonly RandomStream random;
    readonly double[] projection;
    readonly double step;

    /// <param name="random">Draws the projection first, then the directions.</param>
    public GradientProbe(Func<Tensor[], Tensor> f, Tensor[] leaves, RandomStream random)
    {
        (this.f, this.leaves, this.random) = (f, leaves, random);
        step = Math.Cbrt(3 * Backend.Precision);
        double[] value;
        using (Backend.BeginScope())
        {
            var y = f(leaves);
            value = y.ToArray();
            projection = Normal(value.Length);
            if (y.RequiresGradient) Graph.Backward(y, Tensor.From(Backend, y.Shape, projection));
            Gradients = [.. leaves.Select(GradientOf)];
        }
        Size = value.Zip(projection, (a, b) => Math.Abs(a * b)).Sum();
        if (!Value().AsSpan().SequenceEqual(value))
            throw new ArgumentException("GradientCheck: the function gave two values for one input; freeze its random numbers (a dropout's stream and step)");
    }

    /// <summary>The machine.</summary>
    public Backend Backend => leaves[0].Backend;

    /// <summary>The leaves that are checked, with their places.</summary>
    public IEnumerable<(int Place, Tensor Leaf)> Leaves => leaves.Index().Where(entry => entry.Item.RequiresGradient);

    /// <summary>dJ/dx of every leaf, by the sweep.</summary>
    public double[][] Gradients { get; }

    /// <summary>Σ |y·r|: what is rounded when J is computed.</summary>
    public double Size { get; }

    /// <summary>dJ/dx_j by central differences.</summary>
    public double CentralDifference(int place, int j)
    {
        var x = leaves[place].ToArray();
        var h = step * Math.Max(1, Math.Abs(x[j]));
        var shift = new double[leaves.Length][];
        shift[place] = new double[x.Length];
        shift[place][j] = h;
        return Rise(shift) / (2 * h);
    }

    /// <summary>dJ along a random unit vector of all leaves: by central differences, and as ⟨gradient, direction⟩.</summary>
    public (double Expected, double Got) DifferenceAlongNextDirection()
    {
        var direction = new double[leaves.Length][];
        foreach (var (place, leaf) in Leaves) direction[place] = Normal(leaf.Shape.Count);
        var norm = Math.Sqrt(Leaves.Sum(entry => Dot(direction[entry.Place], direction[entry.Place])));
        if (norm == 0) return (0, 0);                    // leaves without a number have no direction to go
        var got = Leaves.Sum(entry => Dot(direction[entry.Place], Gradients[entry.Place])) / norm;
        var largest = Leaves.Max(entry => entry.Leaf.ToArray().Select(Math.Abs).DefaultIfEmpty(0).Max());
        var h = step * Math.Max(1, largest);
        foreach (var (place, _) in Leaves) direction[place] = [.. direction[place].Select(value => value * h / norm)];
        return (Rise(direction) / (2 * h), got);
    }

    /// <summary>J(x + shift) − J(x − shift), summed element by element so that what does not change cancels exactly.</summary>
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
            foreach (var (place, leaf) in Leaves) leaf.Assign(before[place]);
        }
    }

    void Move(double[][] from, double[][] shift, int sign)
    {
        foreach (var (place, leaf) in Leaves)
            if (shift[place] is { } distance) leaf.Assign([.. from[place].Zip(distance, (x, h) => x + sign * h)]);
    }

    double[] Value()
    {
        using var scope = Backend.BeginScope(recording: false);
        return f(leaves).ToArray();
    }

    static double[] GradientOf(Tensor leaf) => leaf.Gradient is { IsAlive: true } gradient ? gradient.ToArray() : new double[leaf.Shape.Count];

    double[] Normal(int count)
    {
        var numbers = new double[count];
        foreach (ref var number in numbers.AsSpan()) number = random.NextNormal();
        return numbers;
    }

    static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
