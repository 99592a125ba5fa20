using Tiny.Nn.Backends.Functions;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>Element by element, moving and gathering: how much of which kernel each primitive launches.</summary>
public sealed unsafe partial class OpenCl
{
    public override void Fill(double value, ValueBuffer y)
    {
        if (y.Length == 0) return;
        var single = (float)value;
        CheckMemory(clEnqueueFillBuffer(NextInQueue(), Memory(y), &single, sizeof(float), 0, (nuint)y.Length * 4, 0, null, null),
            nameof(clEnqueueFillBuffer));
        Launches++;
    }

    public override void Map<F>(F f, ValueBuffer x, ValueBuffer y)
    {
        var form = f.OpenCl;
        RunFlat(Kernel("Unary.cl", "map", Define(form)).With(y.Length).With((float)form.P).With((float)form.Q).With(x).With(y), y.Length);
    }

    public override void MapPullback<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
    {
        var form = f.OpenCl;
        var kernel = Kernel("Unary.cl", "pullback", Define(form)).With(dx.Length).With((float)form.P).With((float)form.Q);
        RunFlat(kernel.With(x).With(y).With(dy).With(dx), dx.Length);
    }

    public override void MapBinary<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y)
    {
        var nest = new Nest(this, shape, viewA, viewB);
        var kernel = nest.WithLengths(Kernel("Binary.cl", "zip", Define(f.OpenCl)));
        nest.Run(nest.WithView(nest.WithView(kernel.With(a), 0).With(b), 1).With(y));
    }

    public override void Copy(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to)
    {
        var nest = new Nest(this, shape, from, to);
        var kernel = nest.WithLengths(Kernel("Movement.cl", "copy"));
        nest.Run(nest.WithView(nest.WithView(kernel.With(x), 0).With(y), 1));
    }

    public override void DropoutMask(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y) =>
        RunCells(Kernel("Movement.cl", "mask").With(y.Length).With(key.Key).With(counter).With(threshold).With((float)scale).With(y),
            (y.Length + 3L) / 4);

    public override void Gather(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y) =>
        RunRows(Kernel("Movement.cl", "gather").With(planes).With(size).With(count).With(x).With(index).With(y), count, planes);

    public override void ScatterAdd(int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x)
    {
        if (x.Length == 0) return;
        var lanes = wide ? 1 : 64;
        Kernel("Movement.cl", "scatter_add").With(planes).With(size).With(count).With(y).With(index).With(x)
            .Run((long)planes * lanes, groupX: lanes);
    }

    // The function's expressions become the macros that the kernel file is written in; its constants stay arguments, so that
    // one program serves all of them.
    readonly Dictionary<(string, string), string> definitions = [];

    string Define(OpenClExpression form)
    {
        if (!definitions.TryGetValue((form.Value, form.Derivative), out var text))
            definitions[(form.Value, form.Derivative)] = text = $"#define VALUE ({form.Value})\n#define SLOPE ({form.Derivative})";
        return text;
    }

    string Define(string value) => Define(new OpenClExpression(value, ""));

    /// <summary>Elements 0 … n − 1, RUN to a work-item.</summary>
    void RunFlat(OpenClKernel kernel, int n) => kernel.Run(DivideUp(n, Run), groupX: wide ? 1 : 256);

    /// <summary>Rows of neighbours, RUN to a work-item.</summary>
    void RunRows(OpenClKernel kernel, int length, long rows, long planes = 1)
    {
        if (wide) kernel.Run(DivideUp(length, Run), rows, planes, groupY: rows == 1 ? 1 : 16);
        else if (rows == 1) kernel.Run(length, 1, planes, groupX: 256);
        else kernel.Run(length, rows, planes, groupX: 16, groupY: 16);
    }

    /// <summary>One work-item for each of n cells.</summary>
    void RunCells(OpenClKernel kernel, long n) => kernel.Run(n, groupX: wide ? 16 : 64);

    static long DivideUp(long count, long by) => (count + by - 1) / by;

    /// <summary>A shape walked through two views, as the kernels take it: [outer…, middle, inner].</summary>
    sealed class Nest
    {
        const int MostOuter = 8;

        readonly OpenCl machine;
        readonly StridedView[] views;
        readonly IReadOnlyList<int[]> strides;
        readonly int inner, middle, rank;
        readonly long outer = 1;
        readonly Int8 lengths;

        public Nest(OpenCl machine, Shape shape, params StridedView[] views)
        {
            (this.machine, this.views) = (machine, views);
            var loops = new LoopNest(shape, views);
            strides = loops.Strides;
            inner = loops.Lengths[^1];
            middle = loops.Lengths.Count > 1 ? loops.Lengths[^2] : 1;
            rank = Math.Max(0, loops.Lengths.Count - 2);
            if (rank > MostOuter)
                throw new ArgumentException(
                    $"Backend opencl: walks through at most {MostOuter + 2} axes that do not run on in memory, got shape {shape}");
            for (var axis = 0; axis < rank; axis++) outer *= lengths[axis] = loops.Lengths[axis];
        }

        public OpenClKernel WithLengths(OpenClKernel kernel) => kernel.With(inner).With(middle).With((int)outer).With(rank).With(lengths);

        /// <summary>Where buffer <paramref name="which"/> begins, and its distances.</summary>
        public OpenClKernel WithView(OpenClKernel kernel, int which)
        {
            var outerStrides = new Int8();
            for (var axis = 0; axis < rank; axis++) outerStrides[axis] = strides[axis][which];
            var middleStride = strides.Count > 1 ? strides[^2][which] : 0;
            return kernel.With(views[which].Offset).With(strides[^1][which]).With(middleStride).With(outerStrides);
        }

        public void Run(OpenClKernel kernel) => machine.RunRows(kernel, inner, middle, outer);
    }
}
