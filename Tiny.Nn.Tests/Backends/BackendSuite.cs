using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// What every machine must compute, against straightforward loops in double, on shapes around every edge: empty, one
/// element, odd, and larger than what a machine works on at once. Inputs are exact in every precision, so what is left is the machine's
/// rounding, and each comparison states its bound in units of <see cref="Backend.Precision"/>. Unowned memory is NaN.
/// </summary>
public abstract partial class BackendSuite(Backend machine) : IDisposable
{
    readonly RandomStream random = new(7, "backend suite");

    protected Backend Machine => machine;

    public void Dispose()
    {
        machine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Uniform in [−1, 1), with 12 bits.</summary>
    double[] Draw(int count)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan()) value = (random.NextInt(4096) - 2048) / 2048.0;
        return values;
    }

    /// <summary>Sets all cells of a new buffer, those beyond its length too, to NaN.</summary>
    protected virtual void Poison(ValueBuffer buffer) => machine.Fill(double.NaN, buffer);

    ValueBuffer Empty(int count)
    {
        var buffer = machine.AllocateValues(count);
        Poison(buffer);
        return buffer;
    }

    ValueBuffer Buffer(params double[] values)
    {
        var buffer = Empty(values.Length);
        machine.Write(values, buffer);
        return buffer;
    }

    IndexBuffer Indices(params int[] values)
    {
        var buffer = machine.AllocateIndices(values.Length);
        machine.Write(values, buffer);
        return buffer;
    }

    double[] Values(ValueBuffer buffer)
    {
        var values = new double[buffer.Length];
        machine.Read(buffer, values);
        return values;
    }

    int[] Values(IndexBuffer buffer)
    {
        var values = new int[buffer.Length];
        machine.Read(buffer, values);
        return values;
    }

    /// <summary>|expected − actual| ≤ units · u · size, element by element; where size is not finite they must agree in kind.</summary>
    void AssertClose(double[] expected, double[] actual, double units, Func<int, double>? size = null)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var j = 0; j < expected.Length; j++)
        {
            var bound = units * machine.Precision * (size?.Invoke(j) ?? Math.Abs(expected[j]));
            if (double.IsFinite(expected[j]))
                Assert.True(Math.Abs(expected[j] - actual[j]) <= bound,
                    $"[{j}]: expected {expected[j]:R}, got {actual[j]:R}, bound {bound:E2}");
            else Assert.Equal(expected[j], actual[j]);
        }
    }

    public static IEnumerable<int> Lengths => [0, 1, 2, 7, 8, 9, 31, 100, 100_003];

    [SkippableFact]
    public void Values_written_are_read_back()
    {
        foreach (var length in Lengths)
        {
            var values = Draw(length);
            Assert.Equal(values, Values(Buffer(values)));
            var single = machine.AllocateValues(length);
            machine.Write(Array.ConvertAll(values, value => (float)value), single);
            var back = new float[length];
            machine.Read(single, back);
            Assert.Equal(values, Array.ConvertAll(back, value => (double)value));
        }
        Assert.Equal([3, -1, int.MaxValue], Values(Indices(3, -1, int.MaxValue)));
    }

    [SkippableFact]
    public void Fill_sets_every_cell()
    {
        foreach (var length in Lengths)
        {
            var y = Empty(length);
            machine.Fill(0.75, y);
            Assert.All(Values(y), value => Assert.Equal(0.75, value));
        }
    }

    [SkippableFact]
    public void Map_applies_the_function_and_its_pullback_the_slope()
    {
        foreach (var length in Lengths)
        {
            double[] x = Draw(length), dy = Draw(length);
            var y = Empty(length);
            machine.Map(new Affine(3, 0.5), Buffer(x), y);
            AssertClose(Array.ConvertAll(x, value => 3 * value + 0.5), Values(y), 3, _ => 3.5);

            var dx = Empty(length);
            machine.Map(new Sigmoid(), Buffer(x), y);
            machine.MapPullback(new Sigmoid(), Buffer(x), y, Buffer(dy), dx);
            var expected = x.Zip(dy, (at, incoming) => incoming * Math.Exp(-at) / Math.Pow(1 + Math.Exp(-at), 2)).ToArray();
            AssertClose(expected, Values(dx), 8);
        }
    }

    [SkippableFact]
    public void Map_and_its_pullback_may_overwrite_their_inputs()
    {
        var x = Draw(1000);
        var buffer = Buffer(x);
        machine.Map(new Power(2), buffer, buffer);
        AssertClose(Array.ConvertAll(x, value => value * value), Values(buffer), 1);

        var gradient = Buffer(x);
        machine.MapPullback(new Power(2), Buffer(x), buffer, gradient, gradient);
        AssertClose(Array.ConvertAll(x, value => 2 * value * value), Values(gradient), 3);
    }

    [SkippableFact]
    public void An_element_of_Map_has_the_same_bits_wherever_it_stands()
    {
        var y = Empty(45);
        machine.Map(new Gelu(), Buffer(Enumerable.Repeat(0.3, 45).ToArray()), y);
        Assert.Single(Values(y).Distinct());
    }

    [SkippableFact]
    public void Zip_broadcasts_flips_and_permutes_through_its_views()
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
            double[] a = Draw(250_000), b = Draw(250_000);
            var y = Empty(shape.Count);
            machine.MapBinary(new Subtraction(), shape, Buffer(a), viewA, Buffer(b), viewB, y);
            AssertClose([.. Places(shape, viewA).Zip(Places(shape, viewB), (i, j) => a[i] - b[j])], Values(y), 1);
        }
    }

    /// <summary>The cells a view shows, in row-major order of the shape.</summary>
    static IEnumerable<int> Places(Shape shape, StridedView view)
    {
        IEnumerable<int> places = [view.Offset];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            int length = shape[axis], stride = view.Strides[axis];
            places = places.SelectMany(place => Enumerable.Range(0, length).Select(index => place + index * stride));
        }
        return shape.Count == 0 ? [] : places;
    }

    [SkippableFact]
    public void Zip_may_overwrite_an_operand()
    {
        double[] a = Draw(50), b = Draw(10);
        var target = Buffer(a);
        Shape shape = [5, 10];
        machine.MapBinary(new Multiplication(), shape, target, StridedView.Of(shape), Buffer(b), StridedView.Broadcast([10], shape), target);
        AssertClose([.. a.Select((value, j) => value * b[j % 10])], Values(target), 1);
    }

    [SkippableFact]
    public void Combine_adds_multiples_and_does_not_read_what_it_multiplies_by_zero()
    {
        foreach (var length in Lengths)
        {
            double[] x = Draw(length), y = Draw(length);
            var target = Buffer(y);
            machine.AddScaled(0.5, Buffer(x), -2, target);
            AssertClose([.. x.Zip(y, (p, q) => 0.5 * p - 2 * q)], Values(target), 2, _ => 2.5);
            var fresh = Empty(length);
            machine.AddScaled(0.25, Buffer(x), 0, fresh);
            AssertClose([.. x.Select(p => 0.25 * p)], Values(fresh), 1);
        }
    }

    [SkippableFact]
    public void Mask_follows_the_counter()
    {
        foreach (var length in Lengths)
        {
            var y = Empty(length);
            var key = new Philox(99);
            machine.DropoutMask(key, 5, 3_000_000_000, 2, y);
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

    [SkippableFact]
    public void Copy_moves_through_both_views_and_leaves_other_cells_alone()
    {
        (Shape Shape, StridedView From, StridedView To)[] cases =
        [
            ([3, 0], new(0, [1, 1]), new(0, [1, 1])),
            ([], new(3, []), new(1, [])),
            ([40, 50], new(0, [50, 1]), new(0, [1, 40])),
            ([5, 6, 7], new(0, [42, 7, 1]), new(13, [99, 11, 1])),
            ([5, 6, 7], new(209, [-42, -7, -1]), new(0, [42, 7, 1])),
            ([9, 9], new(4, [0, 0]), new(0, [9, 1])),
            ([2, 60_000], new(0, [60_000, 1]), new(1, [60_001, 1])),
        ];
        foreach (var (shape, from, to) in cases)
        {
            double[] x = Draw(130_000), expected = Draw(130_000);
            var y = Buffer(expected);
            machine.Copy(shape, Buffer(x), from, y, to);
            foreach (var (source, target) in Places(shape, from).Zip(Places(shape, to))) expected[target] = x[source];
            Assert.Equal(expected, Values(y));
        }
    }

    [SkippableFact]
    public void Gather_reads_and_ScatterAdd_adds_at_the_indices()
    {
        foreach (var (planes, size, count) in new[] { (0, 3, 2), (1, 1, 1), (3, 5, 0), (4, 9, 17), (300, 40, 70) })
        {
            var index = new int[planes * count];
            foreach (ref var place in index.AsSpan()) place = random.NextInt(size + 1) - 1;
            double[] x = Draw(planes * size), y = Draw(planes * count), gathered = new double[y.Length], scattered = new double[x.Length];
            for (var j = 0; j < index.Length; j++)
            {
                var cell = j / Math.Max(count, 1) * size + index[j];
                if (index[j] < 0) continue;
                gathered[j] = x[cell];
                scattered[cell] += y[j];
            }
            ValueBuffer toY = Empty(y.Length), toX = Empty(x.Length);
            machine.Gather(planes, size, count, Buffer(x), Indices(index), toY);
            machine.ScatterAdd(planes, size, count, Buffer(y), Indices(index), toX);
            Assert.Equal(gathered, Values(toY));
            AssertClose(scattered, Values(toX), 70, _ => 70);
        }
    }
}
