using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>A linear operation A and its transpose, ready for one draw of sizes: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.</summary>
public sealed record AdjointPair(Shape Input, Func<Tensor, Tensor> Forward, Func<Tensor, Tensor> Back);

/// <summary>
/// Every linear operation of the library beside its transpose. One claim proves them all: the two inner products agree, each is the
/// other's pullback, and both are linear, exactly. Convolutions have the same claim in <see cref="TranspositionClaims"/>.
/// </summary>
public static class AdjointPairs
{
    /// <summary>By name; the stream draws the sizes.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Backend, RandomStream, AdjointPair>> All = new Dictionary<string, Func<Backend, RandomStream, AdjointPair>>
    {
        ["scale ↔ scale"] = (_, r) => new(Any(r), x => -3 * x, y => -3 * y),
        ["broadcast ↔ sum"] = (_, r) =>
        {
            var large = Any(r, least: 0);
            var small = large;
            for (var axis = 0; axis < large.Rank; axis++)
                if (r.NextInt(2) == 0) small = small.With(axis, 1);
            small = small[Leading(small, r)..];
            return new(small, x => x.BroadcastTo(large), y => y.SumTo(small));
        },
        ["reshape ↔ reshape back"] = (_, r) =>
        {
            var shape = Any(r, least: 0);
            return new(shape, x => x.Reshape(Shape.Of(shape.Count)), y => y.Reshape(shape));
        },
        ["permute ↔ permute back"] = (_, r) =>
        {
            var shape = Any(r, least: 0);
            int[] axes = [.. Enumerable.Range(0, shape.Rank)], inverse = new int[shape.Rank];
            r.Shuffle<int>(axes);
            for (var place = 0; place < axes.Length; place++) inverse[axes[place]] = place;
            return new(shape, x => x.Permute(axes), y => y.Permute(inverse));
        },
        ["slice ↔ embed"] = (_, r) =>
        {
            var shape = Any(r);
            var (axis, step) = (r.NextInt(shape.Rank), 1 + r.NextInt(3));
            var (start, length) = (r.NextInt(shape[axis]), shape[axis]);
            var count = (length - start + step - 1) / step;
            return new(shape, x => x.Slice(axis, start, count, step), y => y.SliceScatter(axis, start, length, step));
        },
        ["pad ↔ crop"] = (_, r) =>
        {
            var shape = Any(r, least: 0);
            var (axis, before, after) = (r.NextInt(shape.Rank), r.NextInt(3), r.NextInt(3));
            return new(shape, x => x.Pad(axis, before, after), y => y.Pad(axis, -before, -after));
        },
        ["flip ↔ flip"] = (_, r) =>
        {
            var shape = Any(r, least: 0);
            var axis = r.NextInt(shape.Rank);
            return new(shape, x => x.Flip(axis), y => y.Flip(axis));
        },
        ["concatenate ↔ split and add"] = (_, r) =>
        {
            var shape = Any(r);
            var axis = r.NextInt(shape.Rank);
            var length = shape[axis];
            return new(shape, x => Reshaping.Concatenate(axis, x, 2 * x), y => y.Slice(axis, 0, length) + 2 * y.Slice(axis, length, length));
        },
        ["gather ↔ scatter"] = (machine, r) =>
        {
            var (rows, size, count) = (1 + r.NextInt(3), 1 + r.NextInt(4), r.NextInt(6));
            var index = machine.CurrentScope!.RentIndices(rows * count);
            machine.Write([.. Enumerable.Range(0, rows * count).Select(_ => r.NextInt(size + 1) - 1)], index);
            return new([rows, size], x => x.Gather(rows, index), y => y.ScatterAdd(rows, index, [rows, size]));
        },
        ["sum one axis ↔ repeat it"] = (_, r) =>
        {
            var shape = Any(r);
            var axis = r.NextInt(shape.Rank);
            return new(shape, x => x.Sum(axis), y => y.Reshape(shape.With(axis, 1)).BroadcastTo(shape));
        },
        ["sum pool ↔ spread"] = (_, r) =>
        {
            var (image, kernel, stride) = (Image(r), 1 + r.NextInt(3), 1 + r.NextInt(3));
            var windows = new WindowOptions(stride, kernel / 2).ForPooling("pair", image, kernel);
            return new(image, x => x.SumPool(kernel, stride, kernel / 2), y => Pooling.SumPoolBackward(y, windows));
        },
        ["choose the maxima ↔ max-unpool"] = (machine, r) =>
        {
            var image = Image(r);
            var (maxima, indices) = Draw.Whole(machine, image, $"{r.NextWord()}").MaxPoolWithIndices(2, stride: 1, padding: 1);
            return new(image, x => x.Gather(indices.Planes, indices.Indices).Reshape(maxima.Shape), y => y.MaxUnpool(indices));
        },
        ["nearest upsampling ↔ sums of blocks"] = (_, r) =>
        {
            var scale = 1 + r.NextInt(3);
            return new(Image(r), x => x.UpsampleNearest(scale), y => y.SumPool(scale));
        },
        ["bed of nails ↔ every n-th cell"] = (_, r) =>
        {
            var (image, scale) = (Image(r), 1 + r.NextInt(3));
            return new(image, x => x.UpsampleBedOfNails(scale), y => Enumerable.Range(2, image.Rank - 2)
                .Aggregate(y, (sum, axis) => sum.Slice(axis, 0, image[axis], scale)));
        },
        ["product from the left ↔ with the transpose"] = (machine, r) =>
        {
            var (rows, depth, columns) = (1 + r.NextInt(4), 1 + r.NextInt(4), 1 + r.NextInt(4));
            var a = Draw.Whole(machine, [rows, depth], $"{r.NextWord()}");
            return new([2, depth, columns], x => a.MatMul(x), y => a.MatMul(y, transposeA: true));
        },
        ["product from the right ↔ with the transpose"] = (machine, r) =>
        {
            var (rows, depth, columns) = (1 + r.NextInt(4), 1 + r.NextInt(4), 1 + r.NextInt(4));
            var b = Draw.Whole(machine, [columns, depth], $"{r.NextWord()}");
            return new([rows, depth], x => x.MatMul(b, transposeB: true), y => y.MatMul(b));
        },
        ["dropout ↔ the same dropout"] = (_, r) =>
        {
            var (shape, key) = (Any(r), new Philox(r.NextWord()));
            return new(shape, x => x.Dropout(0.5, key, 3), y => y.Dropout(0.5, key, 3));
        },
    };

    /// <summary>⟨A x, y⟩ = ⟨x, Aᵀ y⟩; Backward through A is Aᵀ and through Aᵀ is A; A(2x − 3x′) = 2·A x − 3·A x′.</summary>
    public static void Transposes(Backend machine, Func<Backend, RandomStream, AdjointPair> draw, int seed)
    {
        using var scope = machine.BeginScope();
        var pair = draw(machine, new RandomStream((ulong)seed, "adjoint pair"));
        Tensor x = Draw.Whole(machine, pair.Input, $"{seed}, x"), other = Draw.Whole(machine, pair.Input, $"{seed}, x′");
        var image = pair.Forward(x);
        Tensor y = Draw.Whole(machine, image.Shape, $"{seed}, y"), back = pair.Back(y);
        Assert.Equal(Draw.Inner(image, y), Draw.Inner(x, back));
        Draw.Same(2 * image - 3 * pair.Forward(other), pair.Forward(2 * x - 3 * other));
        Graph.Backward(image, y.Detach());
        Draw.Same(back, x.Gradient!);
        Graph.Backward(back, x.Detach());
        Draw.Same(pair.Forward(x), y.Gradient!);
    }

    /// <summary>One to four axes.</summary>
    static Shape Any(RandomStream r, int least = 1) => Shape.Of([.. Enumerable.Range(0, 1 + r.NextInt(4)).Select(_ => least + r.NextInt(4))]);

    /// <summary>[N, C, space…] with one to three spatial axes.</summary>
    static Shape Image(RandomStream r) => Shape.Of([1 + r.NextInt(2), 1 + r.NextInt(2), .. Enumerable.Range(0, 1 + r.NextInt(3)).Select(_ => 2 + r.NextInt(3))]);

    /// <summary>How many leading axes of length 1 may be left away: some of them.</summary>
    static int Leading(Shape shape, RandomStream r)
    {
        var ones = 0;
        while (ones < shape.Rank && shape[ones] == 1) ones++;
        return r.NextInt(ones + 1);
    }
}
