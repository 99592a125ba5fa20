using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Reductions, products, convolutions and pools.</summary>
public abstract partial class BackendSuite
{
    static readonly (int Outer, int Count, int Inner)[] Reductions =
    [
        (0, 3, 2), (2, 0, 3), (1, 0, 1), (1, 1, 1), (3, 5, 1), (1, 100_003, 1), (50, 1000, 1), (1, 700, 10),
        (4, 9, 33), (3, 2, 5000), (7, 3, 8),
    ];

    [SkippableFact]
    public void Sum_adds_along_the_second_and_the_last_axis()
    {
        (int, int, int, int)[] shapes =
        [
            .. Reductions.Select(sizes => (sizes.Outer, sizes.Count, sizes.Inner, 1)), (1, 1, 1, 100_003), (1, 1, 50, 1000), (1, 1, 7, 0),
            (2, 0, 3, 4), (3, 2, 1, 5), (1, 32, 20, 64), (1, 300, 3, 7), (1, 3, 5, 576), (2, 5, 3, 5000),
        ];
        foreach (var (outer, count, inner, cells) in shapes)
        {
            var x = Draw(outer * count * inner * cells);
            var y = Empty(outer * inner);
            machine.Sum(outer, count, inner, cells, Buffer(x), y);
            double[] expected = new double[outer * inner], sizes = new double[outer * inner];
            for (var j = 0; j < x.Length; j++)
            {
                var cell = j / (count * inner * cells) * inner + j / cells % inner;
                expected[cell] += x[j];
                sizes[cell] += Math.Abs(x[j]);
            }
            AssertClose(expected, Values(y), Math.Min(count * cells, 1000), j => sizes[j]);
        }
    }

    [SkippableFact]
    public void ArgMax_finds_the_first_largest_and_prefers_NaN()
    {
        foreach (var (outer, count, inner) in Reductions.Where(sizes => sizes.Count > 0))
        {
            var x = Draw(outer * count * inner);
            var index = machine.AllocateIndices(outer * inner);
            machine.ArgMax(outer, count, inner, Buffer(x), index);
            var expected = new int[outer * inner];
            for (var j = 0; j < expected.Length; j++)
            {
                var column = Enumerable.Range(0, count).Select(b => x[(j / inner * count + b) * inner + j % inner]).ToList();
                expected[j] = column.IndexOf(column.Max());
            }
            Assert.Equal(expected, Values(index));
        }
        var special = machine.AllocateIndices(3);
        double nan = double.NaN, low = double.NegativeInfinity;
        machine.ArgMax(3, 3, 1, Buffer(1, nan, nan, nan, 2, 1, low, low, -5), special);
        Assert.Equal([1, 0, 2], Values(special));
    }

    [SkippableFact]
    public void LogSoftmax_is_exact_to_rounding_and_finite_for_huge_inputs()
    {
        foreach (var (rows, columns) in new[] { (0, 4), (3, 0), (1, 1), (100, 10), (5, 8), (2, 1003), (3000, 17) })
        {
            double[] x = Draw(rows * columns), expected = new double[x.Length];
            for (var j = 0; j < x.Length; j++)
                expected[j] = x[j] - Math.Log(x.Skip(j / columns * columns).Take(columns).Sum(Math.Exp));
            var y = Empty(x.Length);
            machine.LogSoftmax(rows, columns, Buffer(x), y);
            AssertClose(expected, Values(y), 20, _ => 8);
        }
        var extreme = Empty(3);
        machine.LogSoftmax(1, 3, Buffer(1000, -1000, 1000), extreme);
        AssertClose([-Math.Log(2), -2000 - Math.Log(2), -Math.Log(2)], Values(extreme), 4);
    }

    [SkippableFact]
    public void Product_equals_the_triple_loop_on_every_path()
    {
        ProductShape[] shapes =
        [
            new(0, 2, 2, 2), new(1, 0, 5, 3), new(1, 20, 0, 3), new(1, 3, 2, 0), new(1, 30, 2, 0), new(1, 1, 1, 1), new(1, 10, 30, 784),
            new(3, 7, 19, 33), new(1, 6, 16, 8), new(1, 17, 17, 17), new(2, 25, 33, 70), new(1, 200, 270, 330),
            new(1, 100, 33, 645), new(1, 16, 600, 5), new(2, 5, 7, 2600),
        ];
        foreach (var shape in shapes)
            foreach (var (transposeA, transposeB) in new[] { (false, false), (true, false), (false, true), (true, true) })
                foreach (var hasBias in new[] { false, true })
                    CheckProduct(shape with { TransposeA = transposeA, TransposeB = transposeB }, hasBias);
    }

    void CheckProduct(ProductShape shape, bool hasBias)
    {
        var (batch, rows, columns, depth, transposeA, transposeB) = shape;
        double[] a = Draw(batch * rows * depth), b = Draw(batch * depth * columns);
        var bias = hasBias ? Draw(columns) : null;
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
        var c = Empty(expected.Length);
        machine.Product(shape, Buffer(a), Buffer(b), bias is null ? null : Buffer(bias), c);
        AssertClose(expected, Values(c), depth + 3, j => sizes[j]);
    }

    static Window Axis(int input, int kernel, int stride = 1, Padding padding = default, int dilation = 1) =>
        Window.ForConvolution(input, kernel, stride, padding, dilation);

    /// <summary>Axes of every kind: padding on one side, gaps, dilation, output padding, kernels as large as the image, empty images.</summary>
    static readonly ConvolutionShape[] Convolutions =
    [
        new(3, 2, 5, 1, new(Window.Unit, Axis(28, 5), Axis(28, 5))),
        new(2, 20, 13, 1, new(Window.Unit, Axis(12, 5), Axis(12, 5))),
        new(9, 3, 7, 1, new(Window.Unit, Axis(4, 4), Axis(4, 4))),
        new(2, 4, 6, 2, new(Window.Unit, Axis(9, 3, 2, (0, 1)), Axis(11, 3, 3, (2, 0), 2))),
        new(2, 6, 6, 6, new(Window.Unit, Axis(10, 3, 1, 1), Axis(10, 3, 1, 1))),
        new(2, 5, 9, 1, new(Window.Unit, Axis(7, 1), Axis(6, 1))),
        new(2, 3, 4, 1, new(Window.Unit, Window.Unit, Axis(40, 7, 2, 3, 2))),
        new(1, 2, 3, 1, new(Axis(5, 3, 2, 1), Axis(6, 2), Axis(7, 3, 1, (1, 2)))),
        new(2, 3, 2, 1, new(Window.Unit, Window.ForTranspose(4, 3, 3, outputPadding: 2),
            Window.ForTranspose(3, 4, 2, 1, outputPadding: 1))),
        new(1, 1, 2, 1, new(Window.Unit, Axis(2, 2, 1, 4), Axis(3, 2, 5, (4, 3)))),
        new(1, 3, 40, 1, new(Window.Unit, Axis(40, 3, 1, 1), Axis(40, 3, 1, 1))),
        new(33, 41, 8, 1, new(Window.Unit, Axis(3, 3, 1, 1), Axis(3, 3, 1, 1))),
        new(0, 2, 3, 1, new(Window.Unit, Axis(5, 3), Axis(5, 3))),
        new(2, 3, 3, 1, new(Window.Unit, Axis(0, 1, 1, 1), Axis(0, 2, 1, 2))),
    ];

    /// <summary>Calls meet(x cell, w cell, y cell) for every term of ⟨y, conv(x, w)⟩, by the definition's nine loops.</summary>
    static void Terms(ConvolutionShape shape, Action<int, int, int> meet)
    {
        var (depth, height, width) = shape.Window;
        int perGroupIn = shape.InputChannels / shape.Groups, perGroupOut = shape.OutputChannels / shape.Groups;
        for (var n = 0; n < shape.Batch; n++)
            for (var o = 0; o < shape.OutputChannels; o++)
                for (var c = 0; c < perGroupIn; c++)
                    EachTap(depth, (z, tz, oz) => EachTap(height, (y, ty, oy) => EachTap(width, (x, tx, ox) => meet(
                        (((n * shape.InputChannels + o / perGroupOut * perGroupIn + c) * depth.Input + z) * height.Input + y)
                        * width.Input + x,
                        (((o * perGroupIn + c) * depth.Kernel + tz) * height.Kernel + ty) * width.Kernel + tx,
                        (((n * shape.OutputChannels + o) * depth.Output + oz) * height.Output + oy) * width.Output + ox))));
    }

    static void EachTap(Window window, Action<int, int, int> tap)
    {
        for (var output = 0; output < window.Output; output++)
            for (var t = 0; t < window.Kernel; t++)
            {
                var input = output * window.Stride - window.PaddingBefore + t * window.Dilation;
                if (input >= 0 && input < window.Input) tap(input, t, output);
            }
    }

    [SkippableFact]
    public void The_three_convolutions_are_the_gradients_of_one_trilinear_form()
    {
        foreach (var shape in Convolutions) CheckConvolution(shape);
    }

    void CheckConvolution(ConvolutionShape shape)
    {
        var windows = shape.Window;
        double[] x = Draw(shape.Batch * shape.InputChannels * windows.InputCount);
        double[] w = Draw(shape.OutputChannels * shape.InputChannelsPerGroup * windows.TapCount);
        double[] y = Draw(shape.Batch * shape.OutputChannels * windows.OutputCount);
        double[][] sums = [new double[x.Length], new double[w.Length], new double[y.Length]];
        double[][] sizes = [new double[x.Length], new double[w.Length], new double[y.Length]];
        var terms = new int[3][] { new int[x.Length], new int[w.Length], new int[y.Length] };
        Terms(shape, (i, t, j) =>
        {
            Add(0, i, w[t] * y[j]);
            Add(1, t, x[i] * y[j]);
            Add(2, j, x[i] * w[t]);
        });
        void Add(int of, int cell, double term) => (sums[of][cell], sizes[of][cell], terms[of][cell]) =
            (sums[of][cell] + term, sizes[of][cell] + Math.Abs(term), terms[of][cell] + 1);

        ValueBuffer toX = Empty(x.Length), toW = Empty(w.Length), toY = Empty(y.Length);
        machine.ConvolveTransposed(shape, Buffer(y), Buffer(w), null, toX);
        machine.ConvolveFilter(shape, Buffer(x), Buffer(y), toW);
        machine.Convolve(shape, Buffer(x), Buffer(w), null, toY);
        AssertClose(sums[0], Values(toX), 1, i => (terms[0][i] + 2) * sizes[0][i]);
        AssertClose(sums[1], Values(toW), 1, t => (terms[1][t] + 2) * sizes[1][t]);
        AssertClose(sums[2], Values(toY), 1, j => (terms[2][j] + 2) * sizes[2][j]);
    }

    [SkippableFact]
    public void Convolutions_add_the_bias_of_a_channel_to_each_of_its_cells()
    {
        foreach (var shape in Convolutions)
        {
            var windows = shape.Window;
            var x = Buffer(Draw(shape.Batch * shape.InputChannels * windows.InputCount));
            var y = Buffer(Draw(shape.Batch * shape.OutputChannels * windows.OutputCount));
            var w = Buffer(Draw(shape.OutputChannels * shape.InputChannelsPerGroup * windows.TapCount));
            Check(shape.OutputChannels, windows.OutputCount, shape.InputChannelsPerGroup, y.Length,
                (bias, to) => machine.Convolve(shape, x, w, bias, to));
            Check(shape.InputChannels, windows.InputCount, shape.OutputChannelsPerGroup, x.Length,
                (bias, to) => machine.ConvolveTransposed(shape, y, w, bias, to));

            void Check(int channels, int cells, int others, int length, Action<ValueBuffer?, ValueBuffer> convolve)
            {
                var bias = Draw(channels);
                ValueBuffer without = Empty(length), with = Empty(length);
                convolve(null, without);
                convolve(Buffer(bias), with);
                var terms = others * windows.TapCount + 1;
                AssertClose([.. Values(without).Select((sum, j) => sum + bias[j / cells % channels])], Values(with), terms + 2, _ => terms);
            }
        }
    }

    [SkippableFact]
    public void MaxPool_takes_the_first_largest_SumPool_adds_and_Spread_gives_back()
    {
        foreach (var shape in Convolutions) CheckPooling(shape.Window);
    }

    void CheckPooling(SpatialWindow windows)
    {
        const int planes = 5;
        var one = new ConvolutionShape(planes, 1, 1, 1, windows);
        double[] x = Draw(planes * windows.InputCount), y = Draw(planes * windows.OutputCount);
        double[] largest = new double[y.Length], sums = new double[y.Length], spread = new double[x.Length];
        var cells = Enumerable.Repeat(-1, y.Length).ToArray();
        var under = Enumerable.Range(0, y.Length).Select(_ => new List<int>()).ToArray();
        Terms(one, (i, _, j) => under[j].Add(i));
        for (var j = 0; j < y.Length; j++)
            foreach (var i in under[j].Order())
            {
                sums[j] += x[i];
                spread[i] += y[j];
                if (cells[j] < 0 || x[i] > largest[j]) (largest[j], cells[j]) = (x[i], i % windows.InputCount);
            }
        ValueBuffer toLargest = Empty(y.Length), toSums = Empty(y.Length), toSpread = Empty(x.Length);
        var indices = machine.AllocateIndices(y.Length);
        var shape = new PoolingShape(planes, windows);
        machine.MaxPool(shape, Buffer(x), toLargest, indices);
        machine.SumPool(shape, Buffer(x), toSums);
        machine.SumPoolBackward(shape, Buffer(y), toSpread);
        Assert.Equal(largest, Values(toLargest));
        Assert.Equal(cells, Values(indices));
        AssertClose(sums, Values(toSums), windows.TapCount, _ => windows.TapCount);
        AssertClose(spread, Values(toSpread), windows.TapCount, _ => windows.TapCount);
    }

    [SkippableFact]
    public void MaxPool_keeps_NaN_and_minus_infinity_and_resolves_ties_to_the_first_cell()
    {
        var shape = new PoolingShape(1, new(Window.Unit, Axis(2, 2), Axis(8, 2, 2)));
        double low = double.NegativeInfinity, nan = double.NaN;
        var y = Empty(4);
        var indices = machine.AllocateIndices(4);
        machine.MaxPool(shape, Buffer(1, 2, low, low, 5, nan, 3, 3, 2, 0, low, low, nan, 9, 3, 4), y, indices);
        Assert.Equal([2, low, nan, 4], Values(y));
        Assert.Equal([1, 2, 5, 15], Values(indices));
    }
}
