using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Tests of the primitives for convolution and pooling.</summary>
public abstract partial class BackendConformanceTests
{
    static Window Axis(int input, int kernel, int stride = 1, Padding padding = default, int dilation = 1) =>
        Window.ForConvolution(input, kernel, stride, padding, dilation);

    /// <summary>
    /// Convolutions with windows of every kind: one-sided padding, strides, dilation, output padding, kernels as large
    /// as the image, empty images.
    /// </summary>
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

    /// <summary>
    /// Calls <paramref name="visit"/> with the indices into x, w and y of every term of ⟨y, conv(x, w)⟩,
    /// by nested loops.
    /// </summary>
    static void ForEachTerm(ConvolutionShape shape, Action<int, int, int> visit)
    {
        var (depth, height, width) = shape.Window;
        int perGroupIn = shape.InputChannels / shape.Groups, perGroupOut = shape.OutputChannels / shape.Groups;
        for (var n = 0; n < shape.Batch; n++)
            for (var o = 0; o < shape.OutputChannels; o++)
                for (var c = 0; c < perGroupIn; c++)
                {
                    var image = (n * shape.InputChannels + o / perGroupOut * perGroupIn + c) * shape.Window.InputCount;
                    var kernel = (o * perGroupIn + c) * shape.Window.TapCount;
                    var result = (n * shape.OutputChannels + o) * shape.Window.OutputCount;
                    ForEachTap(depth, (z, tz, oz) => ForEachTap(height, (y, ty, oy) => ForEachTap(width, (x, tx, ox) =>
                        visit(image + (z * height.Input + y) * width.Input + x,
                            kernel + (tz * height.Kernel + ty) * width.Kernel + tx,
                            result + (oz * height.Output + oy) * width.Output + ox))));
                }
    }

    static void ForEachTap(Window window, Action<int, int, int> tap)
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
        double[] x = RandomValues(shape.Batch * shape.InputChannels * windows.InputCount);
        double[] w = RandomValues(shape.OutputChannels * shape.InputChannelsPerGroup * windows.TapCount);
        double[] y = RandomValues(shape.Batch * shape.OutputChannels * windows.OutputCount);
        double[][] sums = [new double[x.Length], new double[w.Length], new double[y.Length]];
        double[][] sizes = [new double[x.Length], new double[w.Length], new double[y.Length]];
        var terms = new int[3][] { new int[x.Length], new int[w.Length], new int[y.Length] };
        ForEachTerm(shape, (i, t, j) =>
        {
            Add(0, i, w[t] * y[j]);
            Add(1, t, x[i] * y[j]);
            Add(2, j, x[i] * w[t]);
        });
        void Add(int of, int element, double term) => (sums[of][element], sizes[of][element], terms[of][element]) =
            (sums[of][element] + term, sizes[of][element] + Math.Abs(term), terms[of][element] + 1);

        ValueBuffer toX = NewBuffer(x.Length), toW = NewBuffer(w.Length), toY = NewBuffer(y.Length);
        backend.ConvolveTransposed(shape, BufferOf(y), BufferOf(w), null, toX);
        backend.ConvolveFilter(shape, BufferOf(x), BufferOf(y), toW);
        backend.Convolve(shape, BufferOf(x), BufferOf(w), null, toY);
        AssertClose(sums[0], Values(toX), 1, i => (terms[0][i] + 2) * sizes[0][i]);
        AssertClose(sums[1], Values(toW), 1, t => (terms[1][t] + 2) * sizes[1][t]);
        AssertClose(sums[2], Values(toY), 1, j => (terms[2][j] + 2) * sizes[2][j]);
    }

    [SkippableFact]
    public void Convolutions_add_the_bias_to_every_element_of_its_channel()
    {
        foreach (var shape in Convolutions)
        {
            var windows = shape.Window;
            var x = BufferOf(RandomValues(shape.Batch * shape.InputChannels * windows.InputCount));
            var y = BufferOf(RandomValues(shape.Batch * shape.OutputChannels * windows.OutputCount));
            var w = BufferOf(RandomValues(shape.OutputChannels * shape.InputChannelsPerGroup * windows.TapCount));
            Check(shape.OutputChannels, windows.OutputCount, shape.InputChannelsPerGroup, y.Length,
                (bias, to) => backend.Convolve(shape, x, w, bias, to));
            Check(shape.InputChannels, windows.InputCount, shape.OutputChannelsPerGroup, x.Length,
                (bias, to) => backend.ConvolveTransposed(shape, y, w, bias, to));

            void Check(int channels, int elements, int perGroup, int length, Action<ValueBuffer?, ValueBuffer> convolve)
            {
                var bias = RandomValues(channels);
                ValueBuffer without = NewBuffer(length), with = NewBuffer(length);
                convolve(null, without);
                convolve(BufferOf(bias), with);
                var terms = perGroup * windows.TapCount + 1;
                AssertClose([.. Values(without).Select((sum, j) => sum + bias[j / elements % channels])], Values(with),
                    terms + 2, _ => terms);
            }
        }
    }

    [SkippableFact]
    public void Max_and_sum_pooling_and_their_transposes_match_plain_loops()
    {
        foreach (var shape in Convolutions) CheckPooling(shape.Window);
    }

    /// <summary>
    /// The values are small integers with NaN and zeros of both signs, so that there are ties whose bits differ.
    /// </summary>
    [SkippableFact]
    public void ConvolveMaxPool_has_the_bits_of_a_convolution_and_a_max_pooling()
    {
        double[] special = [double.NaN, -0.0, 0.0, -1, 1, 2, -2, 1, -1, 0.0];
        foreach (var shape in Convolutions)
            foreach (var (kernel, stride, padding, dilation) in
                new[] { (2, 2, 0, 1), (3, 2, 0, 1), (2, 1, 0, 2), (3, 3, 1, 1), (1, 3, 0, 1) })
            {
                if (shape.Window.Axes.ToArray().Any(axis => axis.Output + 2 * padding < dilation * (kernel - 1) + 1))
                    continue;
                Window Over(Window axis) => Axis(axis.Output, kernel, stride, padding, dilation);
                var (depth, height, width) = shape.Window;
                PoolingShape pool = new(shape.Batch * shape.OutputChannels,
                    new(depth.Output == 1 ? Window.Unit : Over(depth), height.Output == 1 ? Window.Unit : Over(height),
                        width.Output == 1 ? Window.Unit : Over(width)));
                var x = BufferOf(Special(shape.Batch * shape.InputChannels * shape.Window.InputCount, 400));
                var w = BufferOf(Special(
                    shape.OutputChannels * shape.InputChannelsPerGroup * shape.Window.TapCount, special.Length - 1));
                var bias = BufferOf(Enumerable.Repeat(-0.0, shape.OutputChannels).ToArray());
                ValueBuffer maps = NewBuffer(pool.Planes * pool.Window.InputCount);
                ValueBuffer expected = NewBuffer(pool.Planes * pool.Window.OutputCount);
                ValueBuffer result = NewBuffer(expected.Length);
                backend.Convolve(shape, x, w, bias, maps);
                backend.MaxPool(pool, maps, expected, backend.AllocateIndices(expected.Length));
                backend.ConvolveMaxPool(shape, pool, x, w, bias, result);
                Assert.Equal(Values(expected).Select(BitConverter.DoubleToInt64Bits),
                    Values(result).Select(BitConverter.DoubleToInt64Bits));
            }

        // A NaN is one value in `kinds`.
        double[] Special(int count, int kinds) => [.. Enumerable.Range(0, count).Select(_ => random.NextInt(kinds))
            .Select(kind => special[kind == 0 ? 0 : 1 + kind % (special.Length - 1)])];
    }

    void CheckPooling(SpatialWindow windows)
    {
        const int planes = 5;
        var planeShape = new ConvolutionShape(planes, 1, 1, 1, windows);
        double[] x = RandomValues(planes * windows.InputCount), y = RandomValues(planes * windows.OutputCount);
        double[] largest = new double[y.Length], sums = new double[y.Length], gradients = new double[x.Length];
        var elements = Enumerable.Repeat(-1, y.Length).ToArray();
        var covered = Enumerable.Range(0, y.Length).Select(_ => new List<int>()).ToArray();
        ForEachTerm(planeShape, (i, _, j) => covered[j].Add(i));
        for (var j = 0; j < y.Length; j++)
            foreach (var i in covered[j].Order())
            {
                sums[j] += x[i];
                gradients[i] += y[j];
                if (elements[j] < 0 || x[i] > largest[j]) (largest[j], elements[j]) = (x[i], i % windows.InputCount);
            }
        ValueBuffer toLargest = NewBuffer(y.Length), toSums = NewBuffer(y.Length), toGradients = NewBuffer(x.Length);
        var indices = backend.AllocateIndices(y.Length);
        var shape = new PoolingShape(planes, windows);
        backend.MaxPool(shape, BufferOf(x), toLargest, indices);
        backend.SumPool(shape, BufferOf(x), toSums);
        backend.SumPoolBackward(shape, BufferOf(y), toGradients);
        Assert.Equal(largest, Values(toLargest));
        Assert.Equal(elements, Values(indices));
        AssertClose(sums, Values(toSums), windows.TapCount, _ => windows.TapCount);
        AssertClose(gradients, Values(toGradients), windows.TapCount, _ => windows.TapCount);
    }

    [SkippableFact]
    public void MaxPool_propagates_NaN_and_minus_infinity_and_resolves_ties_to_the_first_element()
    {
        var shape = new PoolingShape(1, new(Window.Unit, Axis(2, 2), Axis(8, 2, 2)));
        double low = double.NegativeInfinity, nan = double.NaN;
        var y = NewBuffer(4);
        var indices = backend.AllocateIndices(4);
        backend.MaxPool(shape, BufferOf(1, 2, low, low, 5, nan, 3, 3, 2, 0, low, low, nan, 9, 3, 4), y, indices);
        Assert.Equal([2, low, nan, 4], Values(y));
        Assert.Equal([1, 2, 5, 15], Values(indices));
    }
}
