using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>A linear operation A with its transpose Aᵀ, for one choice of sizes: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.</summary>
public sealed record AdjointPair(Shape Input, Func<Tensor, Tensor> Forward, Func<Tensor, Tensor> Transpose);

/// <summary>Every linear operation of the library with its transpose.</summary>
public static class AdjointPairs
{
    /// <summary>The pairs by name. The random stream determines the sizes.</summary>
    public static readonly Dictionary<string, Func<Backend, RandomStream, AdjointPair>> All = new()
    {
        ["scale ↔ scale"] = (_, r) => new(RandomShape(r), x => -3 * x, y => -3 * y),
        ["broadcast ↔ sum"] = (_, r) =>
        {
            var large = RandomShape(r, least: 0);
            var small = large;
            for (var axis = 0; axis < large.Rank; axis++)
                if (r.NextInt(2) == 0) small = small.With(axis, 1);
            small = small[OmittedAxes(small, r)..];
            return new(small, x => x.BroadcastTo(large), y => y.SumTo(small));
        },
        ["reshape ↔ reshape back"] = (_, r) =>
        {
            var shape = RandomShape(r, least: 0);
            return new(shape, x => x.Reshape(Shape.Of(shape.Count)), y => y.Reshape(shape));
        },
        ["permute ↔ permute back"] = (_, r) =>
        {
            var shape = RandomShape(r, least: 0);
            int[] axes = [.. Enumerable.Range(0, shape.Rank)], inverse = new int[shape.Rank];
            r.Shuffle<int>(axes);
            for (var j = 0; j < axes.Length; j++) inverse[axes[j]] = j;
            return new(shape, x => x.Permute(axes), y => y.Permute(inverse));
        },
        ["slice ↔ slice scatter"] = (_, r) =>
        {
            var shape = RandomShape(r);
            var (axis, step) = (r.NextInt(shape.Rank), 1 + r.NextInt(3));
            var (start, length) = (r.NextInt(shape[axis]), shape[axis]);
            var count = (length - start + step - 1) / step;
            return new(shape, x => x.Slice(axis, start, count, step), y => y.SliceScatter(axis, start, length, step));
        },
        ["pad ↔ crop"] = (_, r) =>
        {
            var shape = RandomShape(r, least: 0);
            var (axis, before, after) = (r.NextInt(shape.Rank), r.NextInt(3), r.NextInt(3));
            return new(shape, x => x.Pad(axis, before, after), y => y.Pad(axis, -before, -after));
        },
        ["flip ↔ flip"] = (_, r) =>
        {
            var shape = RandomShape(r, least: 0);
            var axis = r.NextInt(shape.Rank);
            return new(shape, x => x.Flip(axis), y => y.Flip(axis));
        },
        ["concatenate ↔ split and add"] = (_, r) =>
        {
            var shape = RandomShape(r);
            var axis = r.NextInt(shape.Rank);
            var length = shape[axis];
            return new(shape, x => Reshaping.Concatenate(axis, x, 2 * x),
                y => y.Slice(axis, 0, length) + 2 * y.Slice(axis, length, length));
        },
        ["gather ↔ scatter add"] = (backend, r) =>
        {
            var (rows, size, count) = (1 + r.NextInt(3), 1 + r.NextInt(4), r.NextInt(6));
            var index = backend.CurrentScope!.RentIndices(rows * count);
            backend.Write([.. Enumerable.Range(0, rows * count).Select(_ => r.NextInt(size + 1) - 1)], index);
            return new([rows, size], x => x.Gather(rows, index), y => y.ScatterAdd(rows, index, [rows, size]));
        },
        ["sum one axis ↔ repeat it"] = (_, r) =>
        {
            var shape = RandomShape(r);
            var axis = r.NextInt(shape.Rank);
            return new(shape, x => x.Sum(axis), y => y.Reshape(shape.With(axis, 1)).BroadcastTo(shape));
        },
        ["sum pool ↔ sum pool backward"] = (_, r) =>
        {
            var (image, kernel, stride) = (RandomImage(r), 1 + r.NextInt(3), 1 + r.NextInt(3));
            var windows = new WindowOptions(stride, kernel / 2).ForPooling("pair", image, kernel);
            return new(image, x => x.SumPool(kernel, stride, kernel / 2),
                y => Pooling.SumPoolBackward(y, windows));
        },
        ["gather the maxima ↔ max unpool"] = (backend, r) =>
        {
            var image = RandomImage(r);
            var source = RandomTensors.Integers(backend, image, $"{r.NextWord()}");
            var (maxima, indices) = source.MaxPoolWithIndices(2, stride: 1, padding: 1);
            return new(image, x => x.Gather(indices.Planes, indices.Indices).Reshape(maxima.Shape),
                y => y.MaxUnpool(indices));
        },
        ["nearest upsampling ↔ sum pool"] = (_, r) =>
        {
            var scale = 1 + r.NextInt(3);
            return new(RandomImage(r), x => x.UpsampleNearest(scale), y => y.SumPool(scale));
        },
        ["bed of nails ↔ strided slice"] = (_, r) =>
        {
            var (image, scale) = (RandomImage(r), 1 + r.NextInt(3));
            return new(image, x => x.UpsampleBedOfNails(scale), y => Enumerable.Range(2, image.Rank - 2)
                .Aggregate(y, (sum, axis) => sum.Slice(axis, 0, image[axis], scale)));
        },
        ["product with a left matrix ↔ with its transpose"] = (backend, r) =>
        {
            var (rows, depth, columns) = (1 + r.NextInt(4), 1 + r.NextInt(4), 1 + r.NextInt(4));
            var a = RandomTensors.Integers(backend, [rows, depth], $"{r.NextWord()}");
            return new([2, depth, columns], x => a.MatMul(x), y => a.MatMul(y, transposeA: true));
        },
        ["product with a right matrix ↔ with its transpose"] = (backend, r) =>
        {
            var (rows, depth, columns) = (1 + r.NextInt(4), 1 + r.NextInt(4), 1 + r.NextInt(4));
            var b = RandomTensors.Integers(backend, [columns, depth], $"{r.NextWord()}");
            return new([rows, depth], x => x.MatMul(b, transposeB: true), y => y.MatMul(b));
        },
        ["dropout ↔ the same dropout"] = (_, r) =>
        {
            var (shape, key) = (RandomShape(r), new Philox(r.NextWord()));
            return new(shape, x => x.Dropout(0.5, key, 3), y => y.Dropout(0.5, key, 3));
        },
    };

    /// <summary>Returns a random shape with one to four axes.</summary>
    static Shape RandomShape(RandomStream r, int least = 1) =>
        Shape.Of([.. Enumerable.Range(0, 1 + r.NextInt(4)).Select(_ => least + r.NextInt(4))]);

    /// <summary>Returns a random shape [N, C, space…] with one to three spatial axes.</summary>
    static Shape RandomImage(RandomStream r)
    {
        var (batch, channels) = (1 + r.NextInt(2), 1 + r.NextInt(2));
        return Shape.Of([batch, channels, .. Enumerable.Range(0, 1 + r.NextInt(3)).Select(_ => 2 + r.NextInt(3))]);
    }

    /// <summary>Returns a random number of leading axes, all of length 1, that a broadcast operand may omit.</summary>
    static int OmittedAxes(Shape shape, RandomStream r)
    {
        var ones = 0;
        while (ones < shape.Rank && shape[ones] == 1) ones++;
        return r.NextInt(ones + 1);
    }
}
