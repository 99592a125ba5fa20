using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Tests of reductions and matrix products.</summary>
public abstract partial class BackendConformanceTests
{
    static readonly (int Outer, int Count, int Inner)[] Reductions =
    [
        (0, 3, 2), (2, 0, 3), (1, 0, 1), (1, 1, 1), (3, 5, 1), (1, 100_003, 1), (50, 1000, 1), (1, 700, 10),
        (4, 9, 33), (3, 2, 5000), (7, 3, 8),
    ];

    [SkippableFact]
    public void Sum_reduces_the_second_and_the_last_axis()
    {
        (int, int, int, int)[] shapes =
        [
            .. Reductions.Select(sizes => (sizes.Outer, sizes.Count, sizes.Inner, 1)),
            (1, 1, 1, 100_003), (1, 1, 50, 1000), (1, 1, 7, 0),
            (2, 0, 3, 4), (3, 2, 1, 5), (1, 32, 20, 64), (1, 300, 3, 7), (1, 3, 5, 576), (2, 5, 3, 5000),
        ];
        foreach (var (outer, count, inner, elements) in shapes)
        {
            var x = RandomValues(outer * count * inner * elements);
            var y = NewBuffer(outer * inner);
            backend.Sum(outer, count, inner, elements, BufferOf(x), y);
            double[] expected = new double[outer * inner], sizes = new double[outer * inner];
            for (var j = 0; j < x.Length; j++)
            {
                var element = j / (count * inner * elements) * inner + j / elements % inner;
                expected[element] += x[j];
                sizes[element] += Math.Abs(x[j]);
            }
            AssertClose(expected, Values(y), Math.Min(count * elements, 1000), j => sizes[j]);
        }
    }

    [SkippableFact]
    public void ArgMax_returns_the_first_maximum_and_treats_NaN_as_largest()
    {
        foreach (var (outer, count, inner) in Reductions.Where(sizes => sizes.Count > 0))
        {
            var x = RandomValues(outer * count * inner);
            var index = backend.AllocateIndices(outer * inner);
            backend.ArgMax(outer, count, inner, BufferOf(x), index);
            var expected = new int[outer * inner];
            for (var j = 0; j < expected.Length; j++)
            {
                var column = Enumerable.Range(0, count).Select(b => x[(j / inner * count + b) * inner + j % inner])
                    .ToList();
                expected[j] = column.IndexOf(column.Max());
            }
            Assert.Equal(expected, Values(index));
        }
        var special = backend.AllocateIndices(3);
        double nan = double.NaN, low = double.NegativeInfinity;
        backend.ArgMax(3, 3, 1, BufferOf(1, nan, nan, nan, 2, 1, low, low, -5), special);
        Assert.Equal([1, 0, 2], Values(special));
    }

    [SkippableFact]
    public void LogSoftmax_is_accurate_and_finite_for_large_inputs()
    {
        foreach (var (rows, columns) in new[] { (0, 4), (3, 0), (1, 1), (100, 10), (5, 8), (2, 1003), (3000, 17) })
        {
            double[] x = RandomValues(rows * columns), expected = new double[x.Length];
            for (var j = 0; j < x.Length; j++)
                expected[j] = x[j] - Math.Log(x.Skip(j / columns * columns).Take(columns).Sum(Math.Exp));
            var y = NewBuffer(x.Length);
            backend.LogSoftmax(rows, columns, BufferOf(x), y);
            AssertClose(expected, Values(y), 20, _ => 8);
        }
        var extreme = NewBuffer(3);
        backend.LogSoftmax(1, 3, BufferOf(1000, -1000, 1000), extreme);
        AssertClose([-Math.Log(2), -2000 - Math.Log(2), -Math.Log(2)], Values(extreme), 4);
    }

    [SkippableFact]
    public void Product_matches_the_triple_loop()
    {
        ProductShape[] shapes =
        [
            new(0, 2, 2, 2), new(1, 0, 5, 3), new(1, 20, 0, 3), new(1, 3, 2, 0), new(1, 30, 2, 0), new(1, 1, 1, 1),
            new(1, 10, 30, 784),
            new(3, 7, 19, 33), new(1, 6, 16, 8), new(1, 17, 17, 17), new(2, 25, 33, 70), new(1, 200, 270, 330),
            new(1, 100, 33, 645), new(1, 16, 600, 5), new(2, 5, 7, 2600),
        ];
        (bool, bool)[] transposes = [(false, false), (true, false), (false, true), (true, true)];
        foreach (var shape in shapes)
            foreach (var (transposeA, transposeB) in transposes)
                foreach (var hasBias in new[] { false, true })
                    CheckProduct(shape with { TransposeA = transposeA, TransposeB = transposeB }, hasBias);
    }

    void CheckProduct(ProductShape shape, bool hasBias)
    {
        var (batch, rows, columns, depth, transposeA, transposeB) = shape;
        double[] a = RandomValues(batch * rows * depth), b = RandomValues(batch * depth * columns);
        var bias = hasBias ? RandomValues(columns) : null;
        double[] expected = [.. Enumerable.Range(0, batch * rows * columns).Select(j => bias?[j % columns] ?? 0)];
        double[] sizes = Array.ConvertAll(expected, Math.Abs);
        for (var g = 0; g < batch; g++)
            for (var k = 0; k < depth; k++)
                for (var i = 0; i < rows; i++)
                {
                    var left = a[g * rows * depth + (transposeA ? k * rows + i : i * depth + k)];
                    for (var j = 0; j < columns; j++)
                    {
                        var term = left * b[g * depth * columns + (transposeB ? j * depth + k : k * columns + j)];
                        expected[(g * rows + i) * columns + j] += term;
                        sizes[(g * rows + i) * columns + j] += Math.Abs(term);
                    }
                }
        var c = NewBuffer(expected.Length);
        backend.Product(shape, BufferOf(a), BufferOf(b), bias is null ? null : BufferOf(bias), c);
        AssertClose(expected, Values(c), depth + 3, j => sizes[j]);
    }
}
