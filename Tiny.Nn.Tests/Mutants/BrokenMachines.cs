using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>A <see cref="Reference"/> with one primitive wrong, besides the convolutions of <see cref="BentMachine"/>.</summary>
public static class BrokenMachines
{
    /// <summary>On ties the maximum of a window goes to its last cell.</summary>
    public sealed class LastTieWins : Reference
    {
        public override void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            base.MaxPool(shape, x, y, indices);
            Span<double> xs = Elements(x), ys = Elements(y);
            var cells = Elements(indices);
            foreach (var (i, _, j) in Pairs(shape.Window))
                for (var p = 0; p < shape.Planes; p++)
                    if (xs[p * shape.Window.InputCount + i] == ys[p * shape.Window.OutputCount + j]) cells[p * shape.Window.OutputCount + j] = i;
        }
    }

    /// <summary>Padding takes part in a maximum, as zeros.</summary>
    public sealed class PaddingIsAZero : Reference
    {
        public override void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            base.MaxPool(shape, x, y, indices);
            var inside = Pairs(shape.Window).GroupBy(pair => pair.Output).ToDictionary(group => group.Key, group => group.Count());
            var ys = Elements(y);
            for (var j = 0; j < ys.Length; j++)
                if (inside.GetValueOrDefault(j % shape.Window.OutputCount) < shape.Window.TapCount) ys[j] = Math.Max(ys[j], 0);
        }
    }

    /// <summary>A switch counts within the whole batch instead of within its plane.</summary>
    public sealed class SwitchesCountFromTheBatch : Reference
    {
        public override void MaxPool(PoolingShape shape, ValueBuffer x, ValueBuffer y, IndexBuffer indices)
        {
            base.MaxPool(shape, x, y, indices);
            var cells = Elements(indices);
            for (var j = 0; j < cells.Length; j++) cells[j] = (cells[j] + j / shape.Window.OutputCount) % shape.Window.InputCount;
        }
    }

    /// <summary>A sum of windows leaves out the last tap.</summary>
    public sealed class LastTapIsMissing : Reference
    {
        public override void SumPool(PoolingShape shape, ValueBuffer x, ValueBuffer y)
        {
            Span<double> xs = Elements(x), ys = Elements(y);
            ys.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, t, j) in Pairs(shape.Window))
                    if (t < shape.Window.TapCount - 1) ys[p * shape.Window.OutputCount + j] += xs[p * shape.Window.InputCount + i];
        }
    }

    /// <summary>Spreading overwrites where windows overlap.</summary>
    public sealed class SpreadOverwrites : Reference
    {
        public override void SumPoolBackward(PoolingShape shape, ValueBuffer y, ValueBuffer x)
        {
            Span<double> xs = Elements(x), ys = Elements(y);
            xs.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, _, j) in Pairs(shape.Window)) xs[p * shape.Window.InputCount + i] = ys[p * shape.Window.OutputCount + j];
        }
    }

    /// <summary>A sum takes the last axis for the middle one.</summary>
    public sealed class SumForgetsAnAxis : Reference
    {
        public override void Sum(int outer, int count, int inner, int cells, ValueBuffer x, ValueBuffer y) =>
            base.Sum(outer * inner, count, 1, cells, x, y);
    }

    /// <summary>A sum takes its last axis for one beside the second.</summary>
    public sealed class SumMixesItsAxes : Reference
    {
        public override void Sum(int outer, int count, int inner, int cells, ValueBuffer x, ValueBuffer y) =>
            base.Sum(outer, count * cells, inner, 1, x, y);
    }

    /// <summary>A convolution gives its biases to neighbouring cells instead of to channels.</summary>
    public sealed class BiasGoesAlongTheRow : Reference
    {
        public override void Convolve(ConvolutionShape shape, ValueBuffer x, ValueBuffer w, ValueBuffer? bias, ValueBuffer y)
        {
            base.Convolve(shape, x, w, null, y);
            AddBias(bias, 1, y);
        }
    }

    /// <summary>A transposed convolution adds its bias twice.</summary>
    public sealed class BiasIsAddedTwice : Reference
    {
        public override void ConvolveTransposed(ConvolutionShape shape, ValueBuffer y, ValueBuffer w, ValueBuffer? bias, ValueBuffer x)
        {
            base.ConvolveTransposed(shape, y, w, bias, x);
            AddBias(bias, shape.Window.InputCount, x);
        }
    }

    /// <summary>A product gives its biases to rows instead of to columns.</summary>
    public sealed class BiasGoesDownTheColumn : Reference
    {
        public override void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c)
        {
            base.Product(shape, a, b, null, c);
            AddBias(bias, shape.Columns, c);
        }
    }

    /// <summary>A product reads its left operand as if it were not transposed.</summary>
    public sealed class LeftOperandIsNeverTransposed : Reference
    {
        public override void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c) =>
            base.Product(shape with { TransposeA = false }, a, b, bias, c);
    }

    /// <summary>A product reads its right operand the other way round.</summary>
    public sealed class RightOperandIsTransposed : Reference
    {
        public override void Product(ProductShape shape, ValueBuffer a, ValueBuffer b, ValueBuffer? bias, ValueBuffer c) =>
            base.Product(shape with { TransposeB = !shape.TransposeB }, a, b, bias, c);
    }

    /// <summary>Gathering at −1 reads the first cell instead of 0.</summary>
    public sealed class GatherReadsBelowZero : Reference
    {
        public override void Gather(int planes, int size, int count, ValueBuffer x, IndexBuffer index, ValueBuffer y)
        {
            base.Gather(planes, size, count, x, index, y);
            for (var j = 0; j < planes * count; j++)
                if (Elements(index)[j] < 0) Elements(y)[j] = Elements(x)[j / count * size];
        }
    }

    /// <summary>Scattering overwrites where an index occurs twice.</summary>
    public sealed class ScatterOverwrites : Reference
    {
        public override void ScatterAdd(int planes, int size, int count, ValueBuffer y, IndexBuffer index, ValueBuffer x)
        {
            Elements(x).Clear();
            for (var j = 0; j < planes * count; j++)
                if (Elements(index)[j] is >= 0 and var to) Elements(x)[j / count * size + to] = Elements(y)[j];
        }
    }

    /// <summary>Copying begins at the first cell of the target, whatever its view says.</summary>
    public sealed class CopyForgetsTheOffset : Reference
    {
        public override void Copy(Shape shape, ValueBuffer x, StridedView from, ValueBuffer y, StridedView to) =>
            base.Copy(shape, x, from, y, to with { Offset = 0 });
    }

    /// <summary>ln Σ eˣ without the maximum taken out first.</summary>
    public sealed class SoftmaxOverflows : Reference
    {
        public override void LogSoftmax(int rows, int columns, ValueBuffer x, ValueBuffer y)
        {
            for (var r = 0; r < rows; r++)
            {
                var sum = 0.0;
                foreach (var value in Elements(x).Slice(r * columns, columns)) sum += Math.Exp(value);
                for (var c = r * columns; c < (r + 1) * columns; c++) Elements(y)[c] = Elements(x)[c] - Math.Log(sum);
            }
        }
    }

    /// <summary>On ties the last place is called the largest.</summary>
    public sealed class LastOfEqualsIsLargest : Reference
    {
        public override void ArgMax(int outer, int count, int inner, ValueBuffer x, IndexBuffer index)
        {
            base.ArgMax(outer, count, inner, x, index);
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

    /// <summary>Dropout keeps what it should drop.</summary>
    public sealed class MaskIsInverted : Reference
    {
        public override void DropoutMask(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y) =>
            base.DropoutMask(key, counter, uint.MaxValue - threshold, scale, y);
    }

    /// <summary>Dropout does not make up for what it dropped.</summary>
    public sealed class MaskIsNotScaled : Reference
    {
        public override void DropoutMask(Philox key, ulong counter, uint threshold, double scale, ValueBuffer y) =>
            base.DropoutMask(key, counter, threshold, 1, y);
    }

    /// <summary>Two operands meet cell by cell: the second is not repeated.</summary>
    public sealed class SecondOperandIsNotRepeated : Reference
    {
        public override void MapBinary<F>(F f, Shape shape, ValueBuffer a, StridedView viewA, ValueBuffer b, StridedView viewB, ValueBuffer y)
        {
            Span<double> left = Elements(a), right = Elements(b), to = Elements(y);
            var repeated = new double[shape.Count];
            var whole = new HostBuffer<double>(shape.Count);
            base.Copy(shape, a, viewA, whole, StridedView.Of(shape));
            whole.Span.CopyTo(repeated);
            for (var j = 0; j < to.Length; j++) to[j] = f.Value(repeated[j], right[j % Math.Max(1, right.Length)]);
        }
    }

    /// <summary>Slopes are asked with x in the place of y.</summary>
    public sealed class SlopeSeesTheInputTwice : Reference
    {
        public override void MapPullback<F>(F f, ValueBuffer x, ValueBuffer y, ValueBuffer dy, ValueBuffer dx) =>
            base.MapPullback(f, x, x, dy, dx);
    }

    /// <summary>α·x + β·y loses its β.</summary>
    public sealed class CombineForgetsBeta : Reference
    {
        public override void AddScaled(double alpha, ValueBuffer x, double beta, ValueBuffer y) => base.AddScaled(alpha, x, beta == 0 ? 0 : 1, y);
    }
}
