namespace Tiny.Nn.Backends;

/// <summary>Reductions and pools: how much of which kernel each primitive launches.</summary>
public sealed partial class OpenCl
{
    public override void Sum(int outer, int count, int inner, int cells, ValueBuffer x, ValueBuffer y)
    {
        if (y.Length == 0) return;
        if (inner == 1) (outer, count, inner, cells) = (1, 1, outer, count * cells);
        if (cells == 1)
            RunRows(Kernel("Reductions.cl", "sum_columns").With(outer).With(count).With(inner).With(x).With(y), inner, outer);
        else
        {
            var lanes = wide ? 1 : cells >= 4096 ? 256 : cells >= 256 ? 32 : 8;
            var rows = wide || count == 1 ? 1 : 256 / lanes;
            Kernel("Reductions.cl", "sum_rows").With(count).With(inner).With(cells).With(x).With(y).WithLocal(lanes * rows)
                .Run((long)outer * inner * lanes, rows, groupX: lanes, groupY: rows);
        }
    }

    public override void ArgMax(int outer, int count, int inner, ValueBuffer x, IndexBuffer index) =>
        RunCells(Kernel("Reductions.cl", "arg_max").With(index.Length).With(count).With(inner).With(x).With(index), index.Length);

    public override void LogSoftmax(int rows, int columns, ValueBuffer x, ValueBuffer y)
    {
        if (y.Length > 0) RunCells(Kernel("Reductions.cl", "log_softmax").With(rows).With(columns).With(x).With(y), rows);
    }

    public override void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices) =>
        RunImages(Windowed("max_pool", shape.Planes, shape.Window).With(x).With(y).With(indices), shape.Planes, Outputs(shape.Window));

    public override void SumPool(PoolingShape shape, ValueBuffer x, ValueBuffer y) =>
        RunImages(Windowed("sum_pool", shape.Planes, shape.Window).With(x).With(y), shape.Planes, Outputs(shape.Window));

    public override void SumPoolBackward(PoolingShape shape, ValueBuffer y, ValueBuffer x) =>
        Fold(shape.Planes, shape.Window, y, planeStep: shape.Window.OutputCount, tapStep: 0, bias: null, x, start: 0);

    /// <summary>
    /// x[plane, i] = Σ y[plane, t, j] over the (t, j) that meet i, + bias[plane mod its length]; the images of y lie planeStep and tapStep apart.
    /// </summary>
    void Fold(int planes, SpatialWindow windows, ValueBuffer y, int planeStep, int tapStep, ValueBuffer? bias, ValueBuffer x, int start) =>
        RunImages(Windowed("fold", planes, windows).With(y).With(planeStep).With(tapStep).With(bias).With(bias?.Length ?? 0).With(x).With(start),
            planes, Inputs(windows));

    OpenClKernel Windowed(string kernel, int planes, SpatialWindow windows) => Kernel("Windows.cl", kernel).With(planes)
        .With(Inputs(windows)).With(Int4.Of(windows, window => window.Kernel)).With(Int4.Of(windows, window => window.Stride))
        .With(Int4.Of(windows, window => window.PaddingBefore)).With(Int4.Of(windows, window => window.Dilation)).With(Outputs(windows));

    static Int4 Inputs(SpatialWindow windows) => Int4.Of(windows, window => window.Input);

    static Int4 Outputs(SpatialWindow windows) => Int4.Of(windows, window => window.Output);

    /// <summary>Work-items (run of a row, row, plane · depth) over planes of these lengths.</summary>
    void RunImages(OpenClKernel kernel, int planes, Int4 lengths) => RunRows(kernel, lengths[2], lengths[1], (long)planes * lengths[0]);
}
