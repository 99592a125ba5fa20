namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>The linear pieces of a function of one variable, counted on an even grid.</summary>
public static class LinearPieces
{
    const double Tolerance = 1e-9;

    /// <summary>
    /// Returns the number of runs of equal slope that are at least two steps long. A bend within a step gives that step
    /// a slope of its own, which is not counted; two bends within three steps can hide a piece.
    /// </summary>
    /// <param name="values">The function at the points of the grid.</param>
    public static int Count(IReadOnlyList<double> values)
    {
        var slopes = values.Zip(values.Skip(1), (left, right) => right - left).ToArray();
        var tolerance = Tolerance * slopes.Max(Math.Abs);
        var (pieces, length) = (0, 1);
        for (var i = 1; i < slopes.Length; i++)
        {
            length = Math.Abs(slopes[i] - slopes[i - 1]) <= tolerance ? length + 1 : 1;
            if (length == 2) pieces++;
        }
        return pieces;
    }
}
