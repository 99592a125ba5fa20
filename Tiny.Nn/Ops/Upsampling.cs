namespace Tiny.Nn.Ops;

/// <summary>
/// Larger images from smaller ones without learned weights: repeat, spread out with zeros, or interpolate.
/// All are linear and composed of linear operations, so their gradients come for free.
/// </summary>
public static class Upsampling
{
    /// <summary>Each cell repeated scale times along each spatial axis: [[1, 2]] → [[1, 1, 2, 2], …].  Source: PL-07.</summary>
    public static Tensor UpsampleNearest(this Tensor x, PerAxis scale)
    {
        var (before, repeated, after) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var (length, factor) in Factors("upsample_nearest", x, scale))
        {
            before.AddRange([length, 1]);
            repeated.AddRange([length, factor]);
            after.Add(length * factor);
        }
        var leading = x.Shape[..2];
        return x.Reshape(leading.Then([.. before])).BroadcastTo(leading.Then([.. repeated])).Reshape(leading.Then([.. after]));
    }

    /// <summary>Each cell in the first corner of a block of zeros: [[1, 2]] → [[1, 0, 2, 0], [0, 0, 0, 0]].  Source: PL-08.</summary>
    public static Tensor UpsampleBedOfNails(this Tensor x, PerAxis scale)
    {
        var axis = 2;
        foreach (var (length, factor) in Factors("upsample_bed_of_nails", x, scale)) x = x.SliceScatter(axis++, 0, length * factor, factor);
        return x;
    }

    /// <summary>
    /// Linear interpolation between cell centres (bilinear in 2-D), as PyTorch's <c>align_corners=False</c>: output cell j sits at
    /// (j + ½) / scale − ½ of the input, held at the first and last cell. One matrix for each axis: y = A_h · x · A_wᵀ.
    /// </summary>
    public static Tensor UpsampleLinear(this Tensor x, PerAxis scale)
    {
        var axis = 2;
        foreach (var (length, factor) in Factors("upsample_linear", x, scale))
        {
            var matrix = Tensor.From(x.Backend, [length * factor, length], Interpolation(length, factor));
            x = x.MoveAxis(axis, -1).MatMul(matrix, transposeB: true).MoveAxis(-1, axis);
            axis++;
        }
        return x;
    }

    static double[] Interpolation(int length, int factor)
    {
        var matrix = new double[length * factor * length];
        for (var row = 0; row < length * factor; row++)
        {
            var place = Math.Clamp((row + 0.5) / factor - 0.5, 0, length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, length - 1);
            matrix[row * length + below] += 1 - (place - below);
            matrix[row * length + above] += place - below;
        }
        return matrix;
    }

    static List<(int Length, int Factor)> Factors(string who, Tensor x, PerAxis scale)
    {
        if (x.Shape.Rank is < 3 or > 5) throw new ArgumentException($"{who}: expects [N, C, space…] with 1, 2 or 3 spatial axes, got {x.Shape}");
        var factors = new List<(int, int)>();
        for (var axis = 0; axis < x.Shape.Rank - 2; axis++)
        {
            var factor = scale.At(axis, x.Shape.Rank - 2, 1, who);
            if (factor < 1) throw new ArgumentException($"{who}: the scale is 1 or more, got {factor}");
            factors.Add((x.Shape[axis + 2], factor));
        }
        return factors;
    }
}
