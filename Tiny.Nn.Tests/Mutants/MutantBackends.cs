using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// Subclasses of <see cref="Reference"/>, each with a bug in one primitive. <see cref="ConvolutionIndexMutant"/> has
/// the bugs of the convolutions.
/// </summary>
public static class MutantBackends
{
    /// <summary>Max pooling returns the index of the last of equal maxima.</summary>
    public sealed class MaxPoolTakesLastOfTies : Reference
    {
        protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            base.MaxPoolCore(shape, x, y, indices);
            Span<double> xs = Elements(x), ys = Elements(y);
            var argmax = Elements(indices);
            var (inputs, outputs) = (shape.Window.InputCount, shape.Window.OutputCount);
            foreach (var (i, _, j) in Pairs(shape.Window))
                for (var p = 0; p < shape.Planes; p++)
                    if (xs[p * inputs + i] == ys[p * outputs + j]) argmax[p * outputs + j] = i;
        }
    }

    /// <summary>Max pooling includes the padding, as zeros.</summary>
    public sealed class MaxPoolIncludesPaddingAsZero : Reference
    {
        protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            base.MaxPoolCore(shape, x, y, indices);
            var inside = Pairs(shape.Window).GroupBy(pair => pair.Output)
                .ToDictionary(group => group.Key, group => group.Count());
            var ys = Elements(y);
            for (var j = 0; j < ys.Length; j++)
                if (inside.GetValueOrDefault(j % shape.Window.OutputCount) < shape.Window.TapCount)
                    ys[j] = Math.Max(ys[j], 0);
        }
    }

    /// <summary>Each index of max pooling is shifted by the number of its plane.</summary>
    public sealed class MaxPoolIndicesOfWrongPlane : Reference
    {
        protected override void MaxPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            base.MaxPoolCore(shape, x, y, indices);
            var argmax = Elements(indices);
            for (var j = 0; j < argmax.Length; j++)
                argmax[j] = (argmax[j] + j / shape.Window.OutputCount) % shape.Window.InputCount;
        }
    }

    /// <summary>Sum pooling skips the last tap of each window.</summary>
    public sealed class SumPoolSkipsLastTap : Reference
    {
        protected override void SumPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y)
        {
            Span<double> xs = Elements(x), ys = Elements(y);
            ys.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, t, j) in Pairs(shape.Window))
                    if (t < shape.Window.TapCount - 1)
                        ys[p * shape.Window.OutputCount + j] += xs[p * shape.Window.InputCount + i];
        }
    }

    /// <summary>
    /// Sum pooling with a stride keeps the last position of each stride instead of the first, as y_dp in PL-06.
    /// </summary>
    public sealed class SumPoolTakesLastOfEachStride : Reference
    {
        protected override void SumPoolCore(PoolingShape shape, ValueBuffer x, ValueBuffer y)
        {
            base.SumPoolCore(shape, x, y);
            Span<double> xs = Elements(x), ys = Elements(y);
            var (windows, inputs) = (shape.Window, shape.Window.InputCount);
            ys.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, _, j) in Pairs(windows))
                    if (i + windows.Width.Stride - 1 is var late && late < inputs)
                        ys[p * windows.OutputCount + j] += xs[p * inputs + late];
        }
    }

    /// <summary>
    /// The backward pass of sum pooling overwrites elements where windows overlap, instead of adding to them.
    /// </summary>
    public sealed class SumPoolBackwardOverwrites : Reference
    {
        protected override void SumPoolBackwardCore(PoolingShape shape, ValueBuffer y, ValueBuffer x)
        {
            Span<double> xs = Elements(x), ys = Elements(y);
            xs.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, _, j) in Pairs(shape.Window))
                    xs[p * shape.Window.InputCount + i] = ys[p * shape.Window.OutputCount + j];
        }
    }

    /// <summary>A sum reduces the last axes instead of the middle one.</summary>
    public sealed class SumReducesLastAxes : Reference
    {
        protected override void SumCore(int outer, int count, int inner, int tail, ValueBuffer x, ValueBuffer y) =>
            base.SumCore(outer * inner, count, 1, tail, x, y);
    }

    /// <summary>A sum over the second and the last axis treats the two as adjacent.</summary>
    public sealed class SumReducesMixedAxes : Reference
    {
        protected override void SumCore(int outer, int count, int inner, int tail, ValueBuffer x, ValueBuffer y) =>
            base.SumCore(outer, count * tail, inner, 1, x, y);
    }

    /// <summary>A convolution adds one bias per element instead of per channel.</summary>
    public sealed class ConvolutionBiasPerElement : Reference
    {
        protected override void ConvolveCore(
            ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
        {
            base.ConvolveCore(shape, x, w, null, y);
            AddBias(bias, 1, y);
        }
    }

    /// <summary>A transposed convolution adds its bias twice.</summary>
    public sealed class TransposedConvolutionAddsBiasTwice : Reference
    {
        protected override void ConvolveTransposedCore(
            ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
        {
            base.ConvolveTransposedCore(shape, y, w, bias, x);
            AddBias(bias, shape.Window.InputCount, x);
        }
    }

    /// <summary>A product adds one bias per row instead of per column.</summary>
    public sealed class ProductBiasPerRow : Reference
    {
        protected override void ProductCore(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias,
            ValueBuffer c)
        {
            base.ProductCore(shape, a, b, null, c);
            AddBias(bias, shape.Columns, c);
        }
    }

    /// <summary>A product ignores that its left operand is transposed.</summary>
    public sealed class ProductIgnoresTransposeA : Reference
    {
        protected override void ProductCore(
            ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c) =>
            base.ProductCore(shape with { TransposeA = false }, a, b, bias, c);
    }

    /// <summary>A product transposes a plain right operand, and conversely.</summary>
    public sealed class ProductInvertsTransposeB : Reference
    {
        protected override void ProductCore(
            ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c) =>
            base.ProductCore(shape with { TransposeB = !shape.TransposeB }, a, b, bias, c);
    }

    /// <summary>Gather at index −1 returns the first element instead of 0.</summary>
    public sealed class GatherReadsFirstElementAtMinusOne : Reference
    {
        protected override void GatherCore(int planes, int size, int count, ValueBuffer x, IndexBuffer index,
            ValueBuffer y)
        {
            base.GatherCore(planes, size, count, x, index, y);
            for (var j = 0; j < planes * count; j++)
                if (Elements(index)[j] < 0) Elements(y)[j] = Elements(x)[j / count * size];
        }
    }

    /// <summary>ScatterAdd overwrites an element whose index occurs twice, instead of adding to it.</summary>
    public sealed class ScatterAddOverwrites : Reference
    {
        protected override void ScatterAddCore(
            int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x)
        {
            Elements(x).Clear();
            for (var j = 0; j < planes * count; j++)
                if (Elements(index)[j] is >= 0 and var target) Elements(x)[j / count * size + target] = Elements(y)[j];
        }
    }

    /// <summary>Copy ignores the offset of the target view.</summary>
    public sealed class CopyIgnoresTargetOffset : Reference
    {
        protected override void CopyCore(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to) =>
            base.CopyCore(shape, x, from, y, to with { Offset = 0 });
    }

    /// <summary>LogSoftmax computes ln Σ eˣ without subtracting the maximum first.</summary>
    public sealed class LogSoftmaxOverflows : Reference
    {
        protected override void LogSoftmaxCore(int rows, int columns, ValueBuffer x, ValueBuffer y)
        {
            for (var r = 0; r < rows; r++)
            {
                var sum = 0.0;
                foreach (var value in Elements(x).Slice(r * columns, columns)) sum += Math.Exp(value);
                for (var c = r * columns; c < (r + 1) * columns; c++) Elements(y)[c] = Elements(x)[c] - Math.Log(sum);
            }
        }
    }

    /// <summary>ArgMax returns the last index of equal maxima.</summary>
    public sealed class ArgMaxTakesLastOfTies : Reference
    {
        protected override void ArgMaxCore(int outer, int count, int inner, ValueBuffer x, IndexBuffer index)
        {
            base.ArgMaxCore(outer, count, inner, x, index);
            Span<double> xs = Elements(x);
            var best = Elements(index);
            for (var row = 0; row < best.Length; row++)
                for (var b = 0; b < count; b++)
                {
                    var (a, c) = Math.DivRem(row, inner);
                    if (xs[(a * count + b) * inner + c] == xs[(a * count + best[row]) * inner + c]) best[row] = b;
                }
        }
    }

    /// <summary>The dropout mask keeps the elements that it should drop.</summary>
    public sealed class DropoutMaskInverted : Reference
    {
        protected override void DropoutMaskCore(Philox key, ulong counter, uint threshold, double scale,
            ValueBuffer y) =>
            base.DropoutMaskCore(key, counter, uint.MaxValue - threshold, scale, y);
    }

    /// <summary>The dropout mask does not scale the elements that it keeps.</summary>
    public sealed class DropoutMaskUnscaled : Reference
    {
        protected override void DropoutMaskCore(Philox key, ulong counter, uint threshold, double scale,
            ValueBuffer y) =>
            base.DropoutMaskCore(key, counter, threshold, 1, y);
    }

    /// <summary>A product skips the terms whose left factor is 0, also where the right one is NaN.</summary>
    public sealed class ProductSkipsZeros : Reference
    {
        protected override void ProductCore(
            ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c)
        {
            base.ProductCore(shape, a, b, bias, c);
            foreach (ref var value in Elements(c))
                if (double.IsNaN(value) && Elements(a).Contains(0)) value = 0;
        }
    }

    /// <summary>A target of 0 times a logarithm of −∞ is NaN.</summary>
    public sealed class ZeroTimesInfinityIsNaN : Reference
    {
        protected override void MapBinaryCore<F>(
            F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y)
        {
            if (f is AbsorbingMultiplication)
                base.MapBinaryCore(new Multiplication(), shape, a, viewA, b, viewB, y);
            else base.MapBinaryCore(f, shape, a, viewA, b, viewB, y);
        }
    }

    /// <summary>A binary operation reads the second operand contiguously and ignores its view.</summary>
    public sealed class MapBinaryIgnoresBroadcasting : Reference
    {
        protected override void MapBinaryCore<F>(
            F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y)
        {
            Span<double> left = Elements(a), right = Elements(b), to = Elements(y);
            var repeated = new double[shape.Count];
            var whole = new HostBuffer<double>(shape.Count);
            base.CopyCore(shape, a, viewA, whole, StridedView.Of(shape));
            whole.Span.CopyTo(repeated);
            for (var j = 0; j < to.Length; j++) to[j] = f.Value(repeated[j], right[j % Math.Max(1, right.Length)]);
        }
    }

    /// <summary>Derivatives are evaluated with x in place of y.</summary>
    public sealed class MapPullbackReadsInputAsOutput : Reference
    {
        protected override void MapPullbackCore<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx) =>
            base.MapPullbackCore(f, x, x, dy, dx);
    }

    /// <summary>α·x + β·y is computed with β = 1.</summary>
    public sealed class AddScaledIgnoresBeta : Reference
    {
        protected override void AddScaledCore(double alpha, ValueBuffer x, double beta, ValueBuffer y) =>
            base.AddScaledCore(alpha, x, beta == 0 ? 0 : 1, y);
    }
}
