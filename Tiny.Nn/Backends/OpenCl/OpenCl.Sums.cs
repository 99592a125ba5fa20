namespace Tiny.Nn.Backends;

/// <summary>The launches of the reductions and poolings.</summary>
public sealed partial class OpenCl
{
    protected override void SumCore(int outer, int count, int inner, int elements, ValueBuffer x, ValueBuffer y)
    {
        if (y.Length == 0) return;
        if (inner == 1) (outer, count, inner, elements) = (1, 1, outer, count * elements);
        if (elements == 1) LaunchRows(Kernel("Reductions.cl", "sum_columns").With(outer, count, inner).With(x, y),
            inner, outer);
        else
        {
            var columns = isCpu ? 1 : elements >= 4096 ? 256 : elements >= 256 ? 32 : 8;
            var rows = isCpu || count == 1 ? 1 : 256 / columns;
            Kernel("Reductions.cl", "sum_rows").With(count, inner, elements).With(x, y).WithLocal(columns * rows)
                .Launch((long)outer * inner * columns, rows, groupX: columns, groupY: rows);
        }
    }

    protected override void ArgMaxCore(int outer, int count, int inner, ValueBuffer x, IndexBuffer index) =>
        LaunchItems(Kernel("Reductions.cl", "arg_max").With(index.Length, count, inner).With(x, index), index.Length);

    protected override void LogSoftmaxCore(int rows, int columns, ValueBuffer x, ValueBuffer y)
    {
        if (y.Length > 0) LaunchItems(Kernel("Reductions.cl", "log_softmax").With(rows, columns).With(x, y), rows);
    }

    protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices) =>
        LaunchPlanes(Windowed("max_pool", shape.Planes, shape.Window).With(x, y, indices), shape.Planes,
            Outputs(shape.Window));

    protected override void SumPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y) =>
        LaunchPlanes(Windowed("sum_pool", shape.Planes, shape.Window).With(x, y), shape.Planes, Outputs(shape.Window));

    protected override void SumPoolBackwardCore(PoolingShape shape, ValueBuffer y, ValueBuffer x) =>
        Fold(shape.Planes, shape.Window, y, planeStride: shape.Window.OutputCount, tapStride: 0, bias: null, x,
            start: 0);

    /// <summary>
    /// x[plane, i] = Σ y[plane, t, j] over the (t, j) with at(j, t) = i, + bias[plane mod its length]; the strides are
    /// those of y's planes and taps.
    /// </summary>
    void Fold(int planes, SpatialWindow window, ValueBuffer y, int planeStride, int tapStride, ValueBuffer? bias,
        ValueBuffer x,
        int start) => LaunchPlanes(
            Windowed("fold", planes, window).With(y).With(planeStride, tapStride).With(bias).With(bias?.Length
                ?? 0).With(x).With(start),
            planes, Inputs(window));

    OpenClKernel Windowed(string kernel, int planes, SpatialWindow window) => Kernel("Windows.cl", kernel).With(planes)
        .With(Inputs(window), Int4.Of(window, axis => axis.Kernel), Int4.Of(window, axis => axis.Stride),
            Int4.Of(window, axis => axis.PaddingBefore), Int4.Of(window, axis => axis.Dilation), Outputs(window));

    static Int4 Inputs(SpatialWindow window) => Int4.Of(window, axis => axis.Input);

    static Int4 Outputs(SpatialWindow window) => Int4.Of(window, axis => axis.Output);

    /// <summary>Launches work items (run of a row, row, plane · depth + z) over planes of these lengths.</summary>
    void LaunchPlanes(OpenClKernel kernel, int planes, Int4 lengths) =>
        LaunchRows(kernel, lengths[2], lengths[1], (long)planes * lengths[0]);
}
