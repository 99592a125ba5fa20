using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>What a backend implements: one method per primitive, whose arguments are checked already.</summary>
public abstract partial class Backend
{
    /// <inheritdoc cref="AllocateValues"/>
    protected abstract ValueBuffer AllocateValuesCore(int length);

    /// <inheritdoc cref="AllocateIndices"/>
    protected abstract IndexBuffer AllocateIndicesCore(int length);

    /// <inheritdoc cref="Write(ReadOnlySpan{double}, ValueBuffer)"/>
    protected abstract void WriteCore(ReadOnlySpan<double> values, ValueBuffer y);

    /// <inheritdoc cref="Write(ReadOnlySpan{float}, ValueBuffer)"/>
    protected abstract void WriteCore(ReadOnlySpan<float> values, ValueBuffer y);

    /// <inheritdoc cref="Write(ReadOnlySpan{int}, IndexBuffer)"/>
    protected abstract void WriteCore(ReadOnlySpan<int> values, IndexBuffer y);

    /// <inheritdoc cref="Read(ValueBuffer, Span{double})"/>
    protected abstract void ReadCore(ValueBuffer x, Span<double> values);

    /// <inheritdoc cref="Read(ValueBuffer, Span{float})"/>
    protected abstract void ReadCore(ValueBuffer x, Span<float> values);

    /// <inheritdoc cref="Read(IndexBuffer, Span{int})"/>
    protected abstract void ReadCore(IndexBuffer x, Span<int> values);

    /// <inheritdoc cref="Fill"/>
    protected abstract void FillCore(double value, ValueBuffer y);

    /// <inheritdoc cref="Map"/>
    protected abstract void MapCore<F>(F f, ValueBuffer x, ValueBuffer y) where F : struct, IUnaryFunction;

    /// <inheritdoc cref="MapPullback"/>
    protected abstract void MapPullbackCore<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx)
        where F : struct, IUnaryFunction;

    /// <inheritdoc cref="MapBinary"/>
    protected abstract void MapBinaryCore<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b,
        StridedView viewB, ValueBuffer y) where F : struct, IBinaryFunction;

    /// <inheritdoc cref="AddScaled"/>
    protected abstract void AddScaledCore(double alpha, ValueBuffer x, double beta, ValueBuffer y);

    /// <inheritdoc cref="DropoutMask"/>
    protected abstract void DropoutMaskCore(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y);

    /// <inheritdoc cref="Copy"/>
    protected abstract void CopyCore(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to);

    /// <inheritdoc cref="Gather"/>
    protected abstract void GatherCore(int planes, int size, int count, ValueBuffer x, IndexBuffer index,
        ValueBuffer y);

    /// <inheritdoc cref="ScatterAdd"/>
    protected abstract void ScatterAddCore(int planes, int size, int count, ValueBuffer y, IndexBuffer index,
        ValueBuffer x);

    /// <inheritdoc cref="Sum"/>
    protected abstract void SumCore(int outer, int count, int inner, int elements, ValueBuffer x, ValueBuffer y);

    /// <inheritdoc cref="ArgMax"/>
    protected abstract void ArgMaxCore(int outer, int count, int inner, ValueBuffer x, IndexBuffer index);

    /// <inheritdoc cref="LogSoftmax"/>
    protected abstract void LogSoftmaxCore(int rows, int columns, ValueBuffer x, ValueBuffer y);

    /// <inheritdoc cref="Product"/>
    protected abstract void ProductCore(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias,
        ValueBuffer c);

    /// <inheritdoc cref="Convolve"/>
    protected abstract void ConvolveCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias,
        ValueBuffer y);

    /// <inheritdoc cref="ConvolveTransposed"/>
    protected abstract void ConvolveTransposedCore(ConvolutionShape shape, ValueBuffer y, ValueBuffer w,
        ValueBuffer? bias,
        ValueBuffer x);

    /// <inheritdoc cref="ConvolveFilter"/>
    protected abstract void ConvolveFilterCore(ConvolutionShape shape, ValueBuffer x, ValueBuffer y, ValueBuffer w);

    /// <inheritdoc cref="MaxPool"/>
    protected abstract void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices);

    /// <inheritdoc cref="ConvolveMaxPool"/>
    protected virtual void ConvolveMaxPoolCore(ConvolutionShape shape, PoolingShape pool, ValueBuffer x,
        ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
    {
        var maps = buffers.RentValues(checked(pool.Planes * pool.Window.InputCount));
        var indices = buffers.RentIndices(y.Length);
        ConvolveCore(shape, x, w, bias, maps);
        MaxPoolCore(pool, maps, y, indices);
        buffers.Return(maps);
        buffers.Return(indices);
    }

    /// <inheritdoc cref="SumPool"/>
    protected abstract void SumPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y);

    /// <inheritdoc cref="SumPoolBackward"/>
    protected abstract void SumPoolBackwardCore(PoolingShape shape, ValueBuffer y, ValueBuffer x);
}
