using Tiny.Nn.Backends.Functions;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>The launches of the elementwise primitives, copies and gathers.</summary>
public sealed unsafe partial class OpenCl
{
    protected override void FillCore(double value, ValueBuffer y)
    {
        if (y.Length == 0) return;
        var single = (float)value;
        CheckMemory(clEnqueueFillBuffer(NextInQueue(), Memory(y), &single, sizeof(float), 0, (nuint)y.Length * 4, 0,
            null, null),
            nameof(clEnqueueFillBuffer));
        Launches++;
    }

    protected override void MapCore<F>(F f, ValueBuffer x, ValueBuffer y) =>
        LaunchRuns(Unary("map", f.OpenCl, y).With(x, y), y.Length);

    protected override void MapPullbackCore<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx) =>
        LaunchRuns(Unary("map_pullback", f.OpenCl, dx).With(x, y, dy, dx), dx.Length);

    protected override void MapBinaryCore<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b,
        StridedView viewB, ValueBuffer y)
    {
        var nest = new ElementwiseArguments(shape, viewA, viewB);
        var kernel = nest.WithLengths(Kernel("Binary.cl", "map_binary", Define(f.OpenCl, "")));
        nest.Launch(this, nest.WithBuffer(nest.WithBuffer(kernel, a, 0), b, 1).With(y));
    }

    protected override void CopyCore(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to)
    {
        var nest = new ElementwiseArguments(shape, from, to);
        var kernel = nest.WithLengths(Kernel("Movement.cl", "copy"));
        nest.Launch(this, nest.WithBuffer(nest.WithBuffer(kernel, x, 0), y, 1));
    }

    protected override void DropoutMaskCore(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y) =>
        LaunchItems(
        Kernel("Movement.cl", "dropout_mask").With(y.Length).With(key.Key,
            counter).With(threshold).With((float)scale).With(y),
        (y.Length + 3L) / 4);

    protected override void GatherCore(int planes, int size, int count, ValueBuffer x, IndexBuffer index,
        ValueBuffer y) =>
        LaunchRows(Kernel("Movement.cl", "gather").With(planes, size, count).With(x, index, y), count, planes);

    protected override void ScatterAddCore(int planes, int size, int count, ValueBuffer y, IndexBuffer index,
        ValueBuffer x)
    {
        if (x.Length == 0) return;
        var items = isCpu ? 1 : 64;
        Kernel("Movement.cl", "scatter_add").With(planes, size, count).With(y, index, x).Launch((long)planes * items,
            groupX: items);
    }

    OpenClKernel Unary(string kernel, OpenClExpression f, ValueBuffer y) =>
        Kernel("Unary.cl", kernel, Define(f.Value, f.Derivative)).With(y.Length).With((float)f.P, (float)f.Q);

    /// <summary>
    /// A function's expressions as the macros of a kernel file. Built once: it is a key of the kernels' dictionary.
    /// </summary>
    static string Define(string value, string derivative) =>
        $"#define VALUE ({value})\n#define DERIVATIVE ({derivative})";

    /// <summary>Launches one work item per run of n elements.</summary>
    void LaunchRuns(OpenClKernel kernel, int n) => kernel.Launch(DivideUp(n, RunLength), groupX: isCpu ? 1 : 256);

    /// <summary>Launches one work item per run of each row.</summary>
    void LaunchRows(OpenClKernel kernel, int length, long rows, long planes = 1)
    {
        if (isCpu) kernel.Launch(DivideUp(length, RunLength), rows, planes, groupY: rows == 1 ? 1 : 16);
        else if (rows == 1) kernel.Launch(length, 1, planes, groupX: 256);
        else kernel.Launch(length, rows, planes, groupX: 16, groupY: 16);
    }

    /// <summary>Launches n work items.</summary>
    void LaunchItems(OpenClKernel kernel, long n) => kernel.Launch(n, groupX: isCpu ? 16 : 64);

    static long DivideUp(long count, long by) => (count + by - 1) / by;

    /// <summary>The arguments of kernels over a shape [outer…, middle, inner] with two views.</summary>
    sealed class ElementwiseArguments
    {
        const int MaximumOuter = 8;

        readonly StridedView[] views;
        readonly LoopNest loops;
        readonly int inner, middle, rank;
        readonly long outer = 1;
        readonly Int8 lengths;

        public ElementwiseArguments(Shape shape, params StridedView[] views)
        {
            (this.views, loops) = (views, new LoopNest(shape, views));
            inner = loops.RowLength;
            middle = loops.Lengths.Count > 1 ? loops.Lengths[^2] : 1;
            rank = Math.Max(0, loops.Lengths.Count - 2);
            if (rank > MaximumOuter)
                throw new ArgumentException(
                    $"Backend opencl: supports views with at most {MaximumOuter + 2} axes that cannot be merged, got " +
                        $"shape {shape}");
            for (var axis = 0; axis < rank; axis++) outer *= lengths[axis] = loops.Lengths[axis];
        }

        public OpenClKernel WithLengths(OpenClKernel kernel) =>
            kernel.With(inner, middle, (int)outer, rank).With(lengths);

        /// <summary>A buffer with the offset and strides of view <paramref name="which"/>.</summary>
        public OpenClKernel WithBuffer(OpenClKernel kernel, ValueBuffer buffer, int which)
        {
            var outerStrides = new Int8();
            for (var axis = 0; axis < rank; axis++) outerStrides[axis] = loops.Strides[axis][which];
            var middleStride = loops.Strides.Count > 1 ? loops.Strides[^2][which] : 0;
            return kernel.With(buffer).With(views[which].Offset, loops.RowStrides[which],
                middleStride).With(outerStrides);
        }

        public void Launch(OpenCl backend, OpenClKernel kernel) => backend.LaunchRows(kernel, inner, middle, outer);
    }
}
