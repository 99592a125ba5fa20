namespace Tiny.Nn.Backends;

/// <summary>The checks of the primitives' arguments: a few comparisons per call, none per element.</summary>
public abstract partial class Backend
{
    /// <summary>Checks that a buffer is in use and belongs to this backend, and returns its length.</summary>
    [MethodImpl(AggressiveInlining)]
    int CheckOperand(BackendBuffer buffer, [CallerMemberName] string who = "",
        [CallerArgumentExpression(nameof(buffer))] string name = "")
    {
        if (buffer?.Owner != allocator || buffer.IsReleased) throw NotInUse(buffer, who, name);
        return buffer.Length;
    }

    /// <summary>Checks a buffer of a·b·c·d elements, and that no size is negative.</summary>
    [MethodImpl(AggressiveInlining)]
    internal void CheckOperand(BackendBuffer buffer, int a, int b = 1, int c = 1, int d = 1,
        [CallerMemberName] string who = "", [CallerArgumentExpression(nameof(buffer))] string name = "")
    {
        CheckOperand(buffer, who, name);
        // In double the product cannot overflow, and it is exact up to 2⁵³, far above the largest length.
        if ((a | b | c | d) < 0 || (double)a * b * c * d != buffer.Length)
            throw WrongLength(buffer.Length, [a, b, c, d], who, name);
    }

    /// <summary>Checks that a view of <paramref name="shape"/> lies inside its buffer.</summary>
    void CheckOperand(BackendBuffer buffer, Shape shape, StridedView view, [CallerMemberName] string who = "",
        [CallerArgumentExpression(nameof(buffer))] string name = "")
    {
        CheckOperand(buffer, who, name);
        if (!view.Fits(NotNull(shape), buffer.Length))
            throw new ArgumentException(
                $"{who}: the view of {name} has offset {view.Offset} and strides " +
                $"[{string.Join(", ", view.Strides ?? [])}]; it must have one stride per axis of {shape} and stay " +
                $"inside the buffer's {buffer.Length} elements");
    }

    /// <summary>Checks the operands of a convolution.</summary>
    void CheckOperand(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer y,
        [CallerMemberName] string who = "")
    {
        CheckFilters(shape, x, w, who);
        CheckOperand(y, shape.Batch, shape.OutputChannels, shape.Window.OutputCount, who: who);
    }

    /// <summary>Checks the images and filters of a convolution.</summary>
    void CheckFilters(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, [CallerMemberName] string who = "")
    {
        CheckOperand(x, NotNull(shape).Batch, shape.InputChannels, shape.Window.InputCount, who: who);
        CheckOperand(w, shape.OutputChannels, shape.InputChannelsPerGroup, shape.Window.TapCount, who: who);
    }

    /// <summary>Checks that a pooling fits the result of a convolution.</summary>
    static void CheckPooling(ConvolutionShape shape, PoolingShape pool)
    {
        var (planes, size) = (shape.Batch * shape.OutputChannels, shape.Window.OutputCount);
        if (NotNull(pool).Planes != planes || pool.Window.InputCount != size)
            throw new ArgumentException($"ConvolveMaxPool: the pooling expects the convolution's {planes} planes of " +
                $"{size} elements, got {pool.Planes} planes of {pool.Window.InputCount}");
    }

    /// <summary>Checks the operands of a pooling.</summary>
    void CheckOperand(PoolingShape shape, ValueBuffer x, ValueBuffer y, [CallerMemberName] string who = "")
    {
        CheckOperand(x, NotNull(shape).Planes, shape.Window.InputCount, who: who);
        CheckOperand(y, shape.Planes, shape.Window.OutputCount, who: who);
    }

    /// <summary>Checks a bias of <paramref name="channels"/> values, unless it is null.</summary>
    void CheckBias(ValueBuffer? bias, int channels, [CallerMemberName] string who = "")
    {
        if (bias is not null) CheckOperand(bias, channels, who: who);
    }

    /// <summary>
    /// Checks that the indices in host memory are −1 … size − 1. Those of a device are not read back: its kernels treat
    /// an index outside of the range like −1.
    /// </summary>
    static void CheckIndices(IndexBuffer index, int size, [CallerMemberName] string who = "")
    {
        if (index is HostIndexBuffer { Span: var indices } && indices.IndexOfAnyExceptInRange(-1, size - 1) is var at
            && at >= 0)
            throw new ArgumentException(
                $"{who}: indices are −1 for padding, or 0 to {size - 1}; got {indices[at]} as element {at}");
    }

    /// <summary>
    /// Checks the buffer that the primitive is about to write, which must be none of the given inputs, and reserves the
    /// backend for the calling thread, as <see cref="Enter"/> does.
    /// </summary>
    Reservation Writing(BackendBuffer y, BackendBuffer? a = null, BackendBuffer? b = null, BackendBuffer? bias = null,
        [CallerMemberName] string who = "", [CallerArgumentExpression(nameof(y))] string name = "")
    {
        CheckOperand(y, who, name);
        if (y == a || y == b || y == bias)
            throw new ArgumentException(
                $"{who}: the result {name} must not be the buffer of an input; allocate another buffer for it");
        var reservation = Enter();
        y.LastWrite = ++allocator.clock;
        return reservation;
    }

    internal static void CheckLength(int length)
    {
        if (length < 0) throw new ArgumentException($"Backend: a buffer has 0 elements or more, got {length}");
    }

    static ArgumentException WrongLength(int length, int[] sizes, string who, string name) => new(
        $"{who}: {name} must have {string.Join('·', sizes)} = {sizes.Aggregate(1.0, (x, y) => x * y)} elements, and " +
        $"no size may be negative; it has {length}");

    Exception NotInUse(BackendBuffer? buffer, string who, string name) => buffer switch
    {
        null => new ArgumentNullException(name, $"{who}: expects a buffer"),
        { IsReleased: true } => new InvalidOperationException(
            $"{who}: the memory of {name} was released, with its scope or by Dispose; compute it again in " +
            "the open scope"),
        _ => new ArgumentException(
            $"Backend {Name}: expects a buffer of its own, got a {buffer.GetType().Name} of another backend; "
            + "create all tensors of a computation on one backend"),
    };
}
