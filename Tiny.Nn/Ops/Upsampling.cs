using Tiny.Nn.Backends;

namespace Tiny.Nn.Ops;

/// <summary>
/// Upsampling without weights: nearest neighbour, bed of nails, and linear interpolation. All three are composed of
/// linear operations, whose pullbacks give the gradients.
/// </summary>
public static class Upsampling
{
    /// <summary>The largest number of elements of an interpolation matrix: 64 MiB in double.</summary>
    const int MaximumMatrix = 1 << 23;

    /// <summary>
    /// Repeats each element scale times along each spatial axis: [[1, 2]] → [[1, 1, 2, 2], …].  Source: PL-07.
    /// </summary>
    public static Tensor UpsampleNearest(this Tensor x, PerAxis scale)
    {
        var (before, repeated, after) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var (length, factor) in Factors("upsample_nearest", NotNull(x).Shape, scale))
        {
            before.AddRange([length, 1]);
            repeated.AddRange([length, factor]);
            after.Add(length * factor);
        }
        var leading = x.Shape[..2];
        return x.Reshape(leading.Then([.. before])).BroadcastTo(leading.Then([.. repeated]))
            .Reshape(leading.Then([.. after]));
    }

    /// <summary>
    /// Places each element in the first corner of a block of zeros: [[1, 2]] → [[1, 0, 2, 0], [0, 0, 0, 0]].
    /// Source: PL-08.
    /// </summary>
    public static Tensor UpsampleBedOfNails(this Tensor x, PerAxis scale)
    {
        var axis = 2;
        foreach (var (length, factor) in Factors("upsample_bed_of_nails", NotNull(x).Shape, scale))
            x = x.SliceScatter(axis++, 0, length * factor, factor);
        return x;
    }

    /// <summary>
    /// Interpolates linearly between pixel centres (bilinear in 2-D), like PyTorch's <c>align_corners=False</c>: output
    /// j lies at (j + ½) / scale − ½ of the input, clamped to the first and last element. There is one matrix per axis:
    /// y = A_h · x · A_wᵀ.
    /// </summary>
    public static Tensor UpsampleLinear(this Tensor x, PerAxis scale)
    {
        var axis = 2;
        foreach (var (length, factor) in Factors("upsample_linear", NotNull(x).Shape, scale))
        {
            var matrix = Tensor.From(x.Backend, [length * factor, length], Interpolation(length, factor));
            x = x.MoveAxis(axis, -1).MatMul(matrix, transposeB: true).MoveAxis(-1, axis);
            axis++;
        }
        return x;
    }

    static double[] Interpolation(int length, int factor)
    {
        SpatialWindow.CheckMemory("upsample_linear", (double)length * factor * length, length, MaximumMatrix);
        var matrix = new double[length * factor * length];
        for (var row = 0; row < length * factor; row++)
        {
            var position = Math.Clamp((row + 0.5) / factor - 0.5, 0, length - 1);
            var below = (int)position;
            var above = Math.Min(below + 1, length - 1);
            matrix[row * length + below] += 1 - (position - below);
            matrix[row * length + above] += position - below;
        }
        return matrix;
    }

    /// <summary>Returns the length and the scale of each spatial axis.</summary>
    /// <exception cref="ArgumentException">A scale is below 1, or the result is too large.</exception>
    internal static List<(int Length, int Factor)> Factors(string who, Shape x, PerAxis scale)
    {
        WindowOptions.CheckImage(who, x);
        var factors = new List<(int, int)>();
        var count = Math.Max(1, (double)x[0] * x[1]);
        for (var axis = 2; axis < x.Rank; axis++)
        {
            var factor = scale.At(axis - 2, x.Rank - 2, 1, who);
            if (factor < 1) throw new ArgumentException($"{who}: the scale is 1 or more, got {factor}");
            factors.Add((x[axis], factor));
            count *= Math.Max(1, (double)x[axis] * factor);
        }
        SpatialWindow.CheckMemory(who, count, x.Count, Shape.MaximumCount);
        return factors;
    }
}
