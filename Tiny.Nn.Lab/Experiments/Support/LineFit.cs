namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// The mean squared error of a line a + b·u through 200 points around 0.5 + u, as a function of a and b, with its
/// gradient for batches of any size. u is uniform in −1 … 1.5, the noise has deviation 0.5.
/// </summary>
public sealed class LineFit
{
    const int Count = 200;

    readonly (double U, double Target)[] points;
    readonly ulong seed;

    public LineFit(ulong seed)
    {
        this.seed = seed;
        var random = new RandomStream(seed, "line");
        points = [.. Enumerable.Range(0, Count).Select(_ => random.NextUniform(-1, 1.5))
            .Select(u => (u, 0.5 + u + 0.5 * random.NextNormal()))];
    }

    public double Cost(double a, double b) =>
        points.Average(point => (a + b * point.U - point.Target) * (a + b * point.U - point.Target));

    /// <summary>
    /// Returns the path of gradient descent from (−1.5, −1.5). Each step uses the next batch of a random order.
    /// </summary>
    public IReadOnlyList<(double X, double Y)> Path(int batchSize, int steps, double rate)
    {
        var random = new RandomStream(seed, "order");
        var (order, path) = (points.ToArray(), new List<(double X, double Y)> { (-1.5, -1.5) });
        for (var step = 0; step < steps; step++)
        {
            var start = step * batchSize % Count;
            if (start == 0) random.Shuffle<(double, double)>(order);
            var (a, b) = path[^1];
            var (da, db) = Gradient(a, b, order.AsSpan(start, batchSize));
            path.Add((a - rate * da, b - rate * db));
        }
        return path;
    }

    /// <summary>
    /// Returns the mean squared distance of the gradients of the batches of one epoch from the gradient of all points.
    /// </summary>
    public double Variance(double a, double b, int batchSize)
    {
        var (da, db) = Gradient(a, b, points);
        var sum = 0.0;
        for (var start = 0; start < Count; start += batchSize)
        {
            var (x, y) = Gradient(a, b, points.AsSpan(start, batchSize));
            sum += (x - da) * (x - da) + (y - db) * (y - db);
        }
        return sum * batchSize / Count;
    }

    static (double A, double B) Gradient(double a, double b, ReadOnlySpan<(double U, double Target)> batch)
    {
        var (da, db) = (0.0, 0.0);
        foreach (var (u, target) in batch)
        {
            da += 2 * (a + b * u - target) / batch.Length;
            db += 2 * (a + b * u - target) * u / batch.Length;
        }
        return (da, db);
    }
}
