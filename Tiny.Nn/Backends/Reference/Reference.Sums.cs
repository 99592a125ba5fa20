namespace Tiny.Nn.Backends;

/// <summary>The reductions, matrix products, convolutions and poolings of the reference backend.</summary>
public partial class Reference
{
    // ── Reductions ──────────────────────────────────────────────────────────────────────────────────────────────────

    protected override void SumCore(int outer, int count, int inner, int elements, ValueBuffer x, ValueBuffer y)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        for (var a = 0; a < outer; a++)
            for (var c = 0; c < inner; c++)
            {
                var sum = 0.0;
                for (var b = 0; b < count; b++)
                    for (var i = 0; i < elements; i++) sum += xs[((a * count + b) * inner + c) * elements + i];
                ys[a * inner + c] = sum;
            }
    }

    protected override void ArgMaxCore(int outer, int count, int inner, ValueBuffer x, IndexBuffer index)
    {
        var xs = Elements(x);
        var best = Elements(index);
        for (var a = 0; a < outer; a++)
            for (var c = 0; c < inner; c++)
            {
                var first = 0;
                for (var b = 1; b < count; b++)
                    if (IsLarger(xs[(a * count + b) * inner + c], xs[(a * count + first) * inner + c])) first = b;
                best[a * inner + c] = first;
            }
    }

    /// <summary>Returns whether a &gt; b, where a NaN counts as largest.</summary>
    static bool IsLarger(double a, double b) => a > b || (double.IsNaN(a) && !double.IsNaN(b));

    protected override void LogSoftmaxCore(int rows, int columns, ValueBuffer x, ValueBuffer y)
    {
        for (var r = 0; r < rows; r++)
        {
            Span<double> xs = Elements(x).Slice(r * columns, columns), ys = Elements(y).Slice(r * columns, columns);
            double largest = double.NegativeInfinity, sum = 0;
            foreach (var value in xs) largest = Math.Max(largest, value);
            foreach (var value in xs) sum += Math.Exp(value - largest);
            for (var c = 0; c < columns; c++) ys[c] = xs[c] - largest - Math.Log(sum);
        }
    }

    // ── Products ────────────────────────────────────────────────────────────────────────────────────────────────────

    protected override void ProductCore(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias,
        ValueBuffer c)
    {
        Span<double> left = Elements(a), right = Elements(b), result = Elements(c);
        var (batch, rows, columns, depth, transposeA, transposeB) = shape;
        for (var g = 0; g < batch; g++)
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < columns; j++)
                {
                    var sum = 0.0;
                    for (var k = 0; k < depth; k++)
                        sum += left[g * rows * depth + (transposeA ? k * rows + i : i * depth + k)]
                               * right[g * depth * columns + (transposeB ? j * depth + k : k * columns + j)];
                    result[(g * rows + i) * columns + j] = sum;
                }
        AddBias(bias, 1, c);
    }

    protected override void ConvolveCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias,
        ValueBuffer y)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        ys.Clear();
        foreach (var (input, tap, output) in Terms(shape)) ys[output] += xs[input] * ws[tap];
        AddBias(bias, shape.Window.OutputCount, y);
    }

    protected override void ConvolveTransposedCore(ConvolutionShape shape, ValueBuffer y, ValueBuffer w,
        ValueBuffer? bias,
        ValueBuffer x)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        xs.Clear();
        foreach (var (input, tap, output) in Terms(shape)) xs[input] += ys[output] * ws[tap];
        AddBias(bias, shape.Window.InputCount, x);
    }

    protected override void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w)
    {
        Span<double> xs = Elements(x), ws = Elements(w), ys = Elements(y);
        ws.Clear();
        foreach (var (input, tap, output) in Terms(shape)) ws[tap] += xs[input] * ys[output];
    }

    /// <summary>
    /// Adds a bias: y[n, c, i] += bias[c], for planes of <paramref name="area"/> elements. A null bias adds nothing.
    /// </summary>
    protected void AddBias(ValueBuffer? bias, int area, ValueBuffer y)
    {
        if (bias is null) return;
        Span<double> biases = Elements(bias), ys = Elements(y);
        for (var j = 0; j < ys.Length; j++) ys[j] += biases[j / area % biases.Length];
    }

    /// <summary>
    /// Enumerates the terms x[input]·w[tap]·y[output] of the trilinear form ⟨y, conv(x, w)⟩, as offsets in x, w and y.
    /// The three primitives above are the partial derivatives of the form and sum over the same terms.
    /// </summary>
    protected static IEnumerable<(int Input, int Tap, int Output)> Terms(ConvolutionShape shape)
    {
        int inputs = shape.Window.InputCount, outputs = shape.Window.OutputCount, taps = shape.Window.TapCount;
        int channels = shape.InputChannelsPerGroup;
        var pairs = Pairs(shape.Window);
        for (var n = 0; n < shape.Batch; n++)
            for (var o = 0; o < shape.OutputChannels; o++)
                for (var c = 0; c < channels; c++)
                {
                    var inputChannel = o / shape.OutputChannelsPerGroup * channels + c;
                    foreach (var (i, t, j) in pairs)
                        yield return ((n * shape.InputChannels + inputChannel) * inputs + i,
                            (o * channels + c) * taps + t,
                            (n * shape.OutputChannels + o) * outputs + j);
                }
    }

    // ── Pooling ─────────────────────────────────────────────────────────────────────────────────────────────────────

    protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        var best = Elements(indices);
        ys.Clear();
        best.Fill(-1);
        var (inputs, outputs) = (shape.Window.InputCount, shape.Window.OutputCount);
        foreach (var (input, _, output) in Terms(Planes(shape)))
            if (best[output] < 0 || IsLarger(xs[input], ys[output]))
                (ys[output], best[output]) = (xs[input], input - output / outputs * inputs);
    }

    protected override void SumPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        ys.Clear();
        foreach (var (input, _, output) in Terms(Planes(shape))) ys[output] += xs[input];
    }

    protected override void SumPoolBackwardCore(PoolingShape shape, ValueBuffer y, ValueBuffer x)
    {
        Span<double> xs = Elements(x), ys = Elements(y);
        xs.Clear();
        foreach (var (input, _, output) in Terms(Planes(shape))) xs[input] += ys[output];
    }

    /// <summary>
    /// Returns the one-channel convolution, with the planes as its batch, whose terms have the same index pairs as
    /// the pooling.
    /// </summary>
    static ConvolutionShape Planes(PoolingShape shape) => new(shape.Planes, 1, 1, 1, shape.Window);

    /// <summary>
    /// Enumerates all (i, t, j) such that tap t of window position j reads the input element i = at(j, t) inside the
    /// plane, in the order of j, then t. i, t and j are row-major indices.
    /// </summary>
    protected static List<(int Input, int Tap, int Output)> Pairs(SpatialWindow windows)
    {
        var pairs = new List<(int, int, int)>();
        var (depth, height, width) = windows;
        for (var j = 0; j < windows.OutputCount; j++)
            for (var t = 0; t < windows.TapCount; t++)
            {
                var z = depth.At(j / width.Output / height.Output, t / width.Kernel / height.Kernel);
                var y = height.At(j / width.Output % height.Output, t / width.Kernel % height.Kernel);
                var x = width.At(j % width.Output, t % width.Kernel);
                if (IsInside(z, depth) && IsInside(y, height) && IsInside(x, width))
                    pairs.Add(((z * height.Input + y) * width.Input + x, t, j));
            }
        return pairs;
    }

    static bool IsInside(int index, Window window) => index >= 0 && index < window.Input;
}
