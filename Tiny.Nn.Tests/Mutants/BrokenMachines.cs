using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>A <see cref="Reference"/> with one primitive wrong, besides the convolutions of <see cref="BentMachine"/>.</summary>
public static class BrokenMachines
{
    /// <summary>On ties the maximum of a window goes to its last cell.</summary>
    public sealed class LastTieWins : Reference
    {
        public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches)
        {
            base.MaxPool(shape, x, y, switches);
            Span<double> xs = Cells(x), ys = Cells(y);
            var cells = Cells(switches);
            foreach (var (i, _, j) in Pairs(shape.Windows))
                for (var p = 0; p < shape.Planes; p++)
                    if (xs[p * shape.Windows.Inputs + i] == ys[p * shape.Windows.Outputs + j]) cells[p * shape.Windows.Outputs + j] = i;
        }
    }

    /// <summary>Padding takes part in a maximum, as zeros.</summary>
    public sealed class PaddingIsAZero : Reference
    {
        public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches)
        {
            base.MaxPool(shape, x, y, switches);
            var inside = Pairs(shape.Windows).GroupBy(pair => pair.Output).ToDictionary(group => group.Key, group => group.Count());
            var ys = Cells(y);
            for (var j = 0; j < ys.Length; j++)
                if (inside.GetValueOrDefault(j % shape.Windows.Outputs) < shape.Windows.Taps) ys[j] = Math.Max(ys[j], 0);
        }
    }

    /// <summary>A switch counts within the whole batch instead of within its plane.</summary>
    public sealed class SwitchesCountFromTheBatch : Reference
    {
        public override void MaxPool(PoolingShape shape, NumberBuffer x, NumberBuffer y, IndexBuffer switches)
        {
            base.MaxPool(shape, x, y, switches);
            var cells = Cells(switches);
            for (var j = 0; j < cells.Length; j++) cells[j] = (cells[j] + j / shape.Windows.Outputs) % shape.Windows.Inputs;
        }
    }

    /// <summary>A sum of windows leaves out the last tap.</summary>
    public sealed class LastTapIsMissing : Reference
    {
        public override void SumPool(PoolingShape shape, NumberBuffer x, NumberBuffer y)
        {
            Span<double> xs = Cells(x), ys = Cells(y);
            ys.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, t, j) in Pairs(shape.Windows))
                    if (t < shape.Windows.Taps - 1) ys[p * shape.Windows.Outputs + j] += xs[p * shape.Windows.Inputs + i];
        }
    }

    /// <summary>A sum with a stride keeps the last position of each step instead of the first (y_dp of PL-06).</summary>
    public sealed class StrideKeepsTheLast : Reference
    {
        public override void SumPool(PoolingShape shape, NumberBuffer x, NumberBuffer y)
        {
            base.SumPool(shape, x, y);
            Span<double> xs = Cells(x), ys = Cells(y);
            var (windows, inputs) = (shape.Windows, shape.Windows.Inputs);
            ys.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, _, j) in Pairs(windows))
                    if (i + windows.Width.Stride - 1 is var late && late < inputs)
                        ys[p * windows.Outputs + j] += xs[p * inputs + late];
        }
    }

    /// <summary>Spreading overwrites where windows overlap.</summary>
    public sealed class SpreadOverwrites : Reference
    {
        public override void Spread(PoolingShape shape, NumberBuffer y, NumberBuffer x)
        {
            Span<double> xs = Cells(x), ys = Cells(y);
            xs.Clear();
            for (var p = 0; p < shape.Planes; p++)
                foreach (var (i, _, j) in Pairs(shape.Windows)) xs[p * shape.Windows.Inputs + i] = ys[p * shape.Windows.Outputs + j];
        }
    }

    /// <summary>A sum takes the last axis for the middle one.</summary>
    public sealed class SumForgetsAnAxis : Reference
    {
        public override void Sum(int outer, int count, int inner, int cells, NumberBuffer x, NumberBuffer y) =>
            base.Sum(outer * inner, count, 1, cells, x, y);
    }

    /// <summary>A sum takes its last axis for one beside the second.</summary>
    public sealed class SumMixesItsAxes : Reference
    {
        public override void Sum(int outer, int count, int inner, int cells, NumberBuffer x, NumberBuffer y) =>
            base.Sum(outer, count * cells, inner, 1, x, y);
    }

    /// <summary>A convolution gives its biases to neighbouring cells instead of to channels.</summary>
    public sealed class BiasGoesAlongTheRow : Reference
    {
        public override void Convolve(ConvolutionShape shape, NumberBuffer x, NumberBuffer w, NumberBuffer? bias, NumberBuffer y)
        {
            base.Convolve(shape, x, w, null, y);
            AddBias(bias, 1, y);
        }
    }

    /// <summary>A transposed convolution adds its bias twice.</summary>
    public sealed class BiasIsAddedTwice : Reference
    {
        public override void ConvolveTransposed(ConvolutionShape shape, NumberBuffer y, NumberBuffer w, NumberBuffer? bias, NumberBuffer x)
        {
            base.ConvolveTransposed(shape, y, w, bias, x);
            AddBias(bias, shape.Windows.Inputs, x);
        }
    }

    /// <summary>A product gives its biases to rows instead of to columns.</summary>
    public sealed class BiasGoesDownTheColumn : Reference
    {
        public override void Product(ProductShape shape, NumberBuffer a, NumberBuffer b, NumberBuffer? bias, NumberBuffer c)
        {
            base.Product(shape, a, b, null, c);
            AddBias(bias, shape.Columns, c);
        }
    }

    /// <summary>A product reads its left operand as if it were not transposed.</summary>
    public sealed class LeftOperandIsNeverTransposed : Reference
    {
        public override void Product(ProductShape shape, NumberBuffer a, NumberBuffer b, NumberBuffer? bias, NumberBuffer c) =>
            base.Product(shape with { TransposeA = false }, a, b, bias, c);
    }

    /// <summary>A product reads its right operand the other way round.</summary>
    public sealed class RightOperandIsTransposed : Reference
    {
        public override void Product(ProductShape shape, NumberBuffer a, NumberBuffer b, NumberBuffer? bias, NumberBuffer c) =>
            base.Product(shape with { TransposeB = !shape.TransposeB }, a, b, bias, c);
    }

    /// <summary>Gathering at −1 reads the first cell instead of 0.</summary>
    public sealed class GatherReadsBelowZero : Reference
    {
        public override void Gather(int planes, int size, int count, NumberBuffer x, IndexBuffer index, NumberBuffer y)
        {
            base.Gather(planes, size, count, x, index, y);
            for (var j = 0; j < planes * count; j++)
                if (Cells(index)[j] < 0) Cells(y)[j] = Cells(x)[j / count * size];
        }
    }

    /// <summary>Scattering overwrites where an index occurs twice.</summary>
    public sealed class ScatterOverwrites : Reference
    {
        public override void ScatterAdd(int planes, int size, int count, NumberBuffer y, IndexBuffer index, NumberBuffer x)
        {
            Cells(x).Clear();
            for (var j = 0; j < planes * count; j++)
                if (Cells(index)[j] is >= 0 and var to) Cells(x)[j / count * size + to] = Cells(y)[j];
        }
    }

    /// <summary>Copying begins at the first cell of the target, whatever its view says.</summary>
    public sealed class CopyForgetsTheOffset : Reference
    {
        public override void Copy(Shape shape, NumberBuffer x, View from, NumberBuffer y, View to) =>
            base.Copy(shape, x, from, y, to with { Offset = 0 });
    }

    /// <summary>ln Σ eˣ without the maximum taken out first.</summary>
    public sealed class SoftmaxOverflows : Reference
    {
        public override void LogSoftmax(int rows, int columns, NumberBuffer x, NumberBuffer y)
        {
            for (var r = 0; r < rows; r++)
            {
                var sum = 0.0;
                foreach (var value in Cells(x).Slice(r * columns, columns)) sum += Math.Exp(value);
                for (var c = r * columns; c < (r + 1) * columns; c++) Cells(y)[c] = Cells(x)[c] - Math.Log(sum);
            }
        }
    }

    /// <summary>On ties the last place is called the largest.</summary>
    public sealed class LastOfEqualsIsLargest : Reference
    {
        public override void ArgMax(int outer, int count, int inner, NumberBuffer x, IndexBuffer index)
        {
            base.ArgMax(outer, count, inner, x, index);
            Span<double> xs = Cells(x);
            var best = Cells(index);
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
        public override void Mask(Philox key, ulong counter, uint threshold, double scale, NumberBuffer y) =>
            base.Mask(key, counter, uint.MaxValue - threshold, scale, y);
    }

    /// <summary>Dropout does not make up for what it dropped.</summary>
    public sealed class MaskIsNotScaled : Reference
    {
        public override void Mask(Philox key, ulong counter, uint threshold, double scale, NumberBuffer y) =>
            base.Mask(key, counter, threshold, 1, y);
    }

    /// <summary>Two operands meet cell by cell: the second is not repeated.</summary>
    public sealed class SecondOperandIsNotRepeated : Reference
    {
        public override void Zip<F>(F f, Shape shape, NumberBuffer a, View viewA, NumberBuffer b, View viewB, NumberBuffer y)
        {
            Span<double> left = Cells(a), right = Cells(b), to = Cells(y);
            var repeated = new double[shape.Count];
            var whole = new HostBuffer<double>(shape.Count);
            base.Copy(shape, a, viewA, whole, View.Of(shape));
            whole.Span.CopyTo(repeated);
            for (var j = 0; j < to.Length; j++) to[j] = f.Value(repeated[j], right[j % Math.Max(1, right.Length)]);
        }
    }

    /// <summary>Slopes are asked with x in the place of y.</summary>
    public sealed class SlopeSeesTheInputTwice : Reference
    {
        public override void MapPullback<F>(F f, NumberBuffer x, NumberBuffer y, NumberBuffer dy, NumberBuffer dx) =>
            base.MapPullback(f, x, x, dy, dx);
    }

    /// <summary>α·x + β·y loses its β.</summary>
    public sealed class CombineForgetsBeta : Reference
    {
        public override void Combine(double alpha, NumberBuffer x, double beta, NumberBuffer y) => base.Combine(alpha, x, beta == 0 ? 0 : 1, y);
    }
}
