namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>
/// The space of the last hidden layer, projected to a plane: across the boundary of the linear output layer, and along
/// the direction of largest variance that is orthogonal to it.  Source: NN-16.
/// </summary>
/// <remarks>
/// The second direction comes from power iteration, which continues from one picture to the next, so that the picture
/// does not jump.
/// </remarks>
sealed class WarpedSpace
{
    const int Iterations = 10;

    double[] across = [], along = [], mean = [];

    /// <summary>Finds the two directions.</summary>
    /// <param name="rows">The points in the hidden space, one after another.</param>
    /// <param name="width">The number of hidden units.</param>
    /// <param name="direction">The weights of the output, orthogonal to the boundary.</param>
    public void Fit(float[] rows, int width, double[] direction)
    {
        across = Normalized(direction);
        mean = new double[width];
        for (var i = 0; i < rows.Length; i++) mean[i % width] += (double)rows[i] * width / rows.Length;
        if (along.Length != width) along = [.. Enumerable.Range(0, width).Select(i => Math.Cos(i + 1.0))];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var sum = new double[width];
            for (var start = 0; start < rows.Length; start += width)
            {
                var score = Score(rows.AsSpan(start, width), along);
                for (var i = 0; i < width; i++) sum[i] += score * (rows[start + i] - mean[i]);
            }
            along = Normalized(Orthogonal(sum));
        }
    }

    /// <summary>Appends the two coordinates of each point.</summary>
    public void Project(ReadOnlySpan<float> rows, List<float> coordinates)
    {
        for (var start = 0; start < rows.Length; start += mean.Length)
        {
            var row = rows.Slice(start, mean.Length);
            coordinates.Add((float)Score(row, across));
            coordinates.Add((float)Score(row, along));
        }
    }

    double Score(ReadOnlySpan<float> row, double[] direction)
    {
        var sum = 0.0;
        for (var i = 0; i < direction.Length; i++) sum += (row[i] - mean[i]) * direction[i];
        return sum;
    }

    double[] Orthogonal(double[] vector)
    {
        var component = vector.Zip(across, (value, direction) => value * direction).Sum();
        return [.. vector.Zip(across, (value, direction) => value - component * direction)];
    }

    static double[] Normalized(double[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(value => value * value));
        return norm > 1e-12 ? [.. vector.Select(value => value / norm)] : vector;
    }
}
