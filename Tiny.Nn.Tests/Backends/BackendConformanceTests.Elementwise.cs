using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Tests of the elementwise primitives.</summary>
public abstract partial class BackendConformanceTests
{
    [SkippableFact]
    public void Fill_sets_every_element()
    {
        foreach (var length in Lengths)
        {
            var y = NewBuffer(length);
            backend.Fill(0.75, y);
            Assert.All(Values(y), value => Assert.Equal(0.75, value));
        }
    }

    [SkippableFact]
    public void Map_and_MapPullback_match_the_function_and_its_derivative()
    {
        foreach (var length in Lengths)
        {
            double[] x = RandomValues(length), dy = RandomValues(length);
            var y = NewBuffer(length);
            backend.Map(new Affine(3, 0.5), BufferOf(x), y);
            AssertClose(Array.ConvertAll(x, value => 3 * value + 0.5), Values(y), 3, _ => 3.5);

            var dx = NewBuffer(length);
            backend.Map(new Sigmoid(), BufferOf(x), y);
            backend.MapPullback(new Sigmoid(), BufferOf(x), y, BufferOf(dy), dx);
            var expected = x.Zip(dy,
                (value, incoming) => incoming * Math.Exp(-value) / Math.Pow(1 + Math.Exp(-value), 2)).ToArray();
            AssertClose(expected, Values(dx), 8);
        }
    }

    [SkippableFact]
    public void Map_and_MapPullback_may_overwrite_their_inputs()
    {
        var x = RandomValues(1000);
        var buffer = BufferOf(x);
        backend.Map(new Power(2), buffer, buffer);
        AssertClose(Array.ConvertAll(x, value => value * value), Values(buffer), 1);

        var gradient = BufferOf(x);
        backend.MapPullback(new Power(2), BufferOf(x), buffer, gradient, gradient);
        AssertClose(Array.ConvertAll(x, value => 2 * value * value), Values(gradient), 3);
    }

    [SkippableFact]
    public void Map_gives_equal_elements_equal_bits_at_every_position()
    {
        var y = NewBuffer(45);
        backend.Map(new Gelu(), BufferOf(Enumerable.Repeat(0.3, 45).ToArray()), y);
        Assert.Single(Values(y).Distinct());
    }

    [SkippableFact]
    public void MapBinary_reads_broadcast_flipped_and_permuted_views()
    {
        (Shape Shape, StridedView A, StridedView B)[] cases =
        [
            ([0, 3], new(0, [3, 1]), new(0, [3, 1])),
            ([], new(4, []), new(2, [])),
            ([7, 300], new(0, [300, 1]), new(0, [0, 1])),
            ([9, 5, 33], new(0, [165, 33, 1]), new(0, [0, 1, 0])),
            ([4, 10], new(0, [10, 1]), new(9, [0, -1])),
            ([6, 11], new(0, [1, 6]), new(5, [11, 1])),
            ([3, 1, 70_001], new(0, [70_001, 0, 1]), new(0, [0, 0, 0])),
        ];
        foreach (var (shape, viewA, viewB) in cases)
        {
            double[] a = RandomValues(250_000), b = RandomValues(250_000);
            var y = NewBuffer(shape.Count);
            backend.MapBinary(new Subtraction(), shape, BufferOf(a), viewA, BufferOf(b), viewB, y);
            AssertClose([.. Offsets(shape, viewA).Zip(Offsets(shape, viewB), (i, j) => a[i] - b[j])], Values(y), 1);
        }
    }

    [SkippableFact]
    public void MapBinary_may_overwrite_an_operand()
    {
        double[] a = RandomValues(50), b = RandomValues(10);
        var target = BufferOf(a);
        Shape shape = [5, 10];
        backend.MapBinary(new Multiplication(), shape, target, StridedView.Of(shape), BufferOf(b),
            StridedView.Broadcast([10], shape), target);
        AssertClose([.. a.Select((value, j) => value * b[j % 10])], Values(target), 1);
    }

    [SkippableFact]
    public void AddScaled_matches_its_formula_and_does_not_read_the_target_if_beta_is_zero()
    {
        foreach (var length in Lengths)
        {
            double[] x = RandomValues(length), y = RandomValues(length);
            var target = BufferOf(y);
            backend.AddScaled(0.5, BufferOf(x), -2, target);
            AssertClose([.. x.Zip(y, (p, q) => 0.5 * p - 2 * q)], Values(target), 2, _ => 2.5);
            var fresh = NewBuffer(length);
            backend.AddScaled(0.25, BufferOf(x), 0, fresh);
            AssertClose([.. x.Select(p => 0.25 * p)], Values(fresh), 1);
        }
    }

    [SkippableFact]
    public void DropoutMask_matches_the_counter_based_generator()
    {
        foreach (var length in Lengths)
        {
            var y = NewBuffer(length);
            var key = new Philox(99);
            backend.DropoutMask(key, 5, 3_000_000_000, 2, y);
            var expected = new double[length];
            for (var j = 0; j < length; j++)
            {
                var (w0, w1, w2, w3) = key.Block((ulong)(j / 4), 5);
                uint[] words = [w0, w1, w2, w3];
                expected[j] = words[j % 4] < 3_000_000_000 ? 2 : 0;
            }
            Assert.Equal(expected, Values(y));
        }
    }
}
