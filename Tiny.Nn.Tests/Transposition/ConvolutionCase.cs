using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Transposition;

/// <summary>
/// The size parameters of one axis, named by the letters of <see cref="Window"/>: o, k, s, p before and after, d, a.
/// The input size i follows from them by the formula of the transposed convolution. This form generates every window: a
/// convolution whose stride leaves r inputs unused has a = r.
/// </summary>
public readonly record struct WindowCase(
    int Output, int Kernel, int Stride, int Before, int After, int Dilation, int OutputPadding)
{
    /// <summary>
    /// The input size i, by Relationships 8 to 14 of the convolution-arithmetic guide. It is not positive if the
    /// padding exceeds the output.
    /// </summary>
    public int Input => Stride * (Output - 1) + Dilation * (Kernel - 1) + 1 - Before - After + OutputPadding;

    /// <summary>Whether all parameters are within their ranges and the input has at least one element.</summary>
    public bool IsPossible => Output >= 1 && Kernel >= 1 && Stride >= 1 && Dilation >= 1 && Before >= 0 && After >= 0
        && OutputPadding >= 0 && OutputPadding < Math.Max(Stride, Dilation) && Input >= 1;

    public Window Window => Window.ForTranspose(Output, Kernel, Stride, (Before, After), Dilation, OutputPadding);

    /// <summary>Returns copies of this axis, each with a different parameter reduced by 1.</summary>
    public IEnumerable<WindowCase> Smaller()
    {
        yield return this with { Output = Output - 1 };
        yield return this with { Kernel = Kernel - 1 };
        yield return this with { Stride = Stride - 1 };
        yield return this with { Before = Before - 1 };
        yield return this with { After = After - 1 };
        yield return this with { Dilation = Dilation - 1 };
        yield return this with { OutputPadding = OutputPadding - 1 };
    }

    public override string ToString() =>
        $"(o {Output}, k {Kernel}, s {Stride}, p {Before}+{After}, d {Dilation}, a {OutputPadding})";
}

/// <summary>
/// The shape of a small convolution in 1, 2 or 3 dimensions, with its tensors. They hold small integers, so that every
/// sum is exact in float and in double and the properties can compare without tolerance.
/// </summary>
public sealed record ConvolutionCase(
    int Batch, int Groups, int InputsPerGroup, int OutputsPerGroup, IReadOnlyList<WindowCase> Axes, int Seed)
{
    /// <summary>Random cases of every geometry, with shrinking.</summary>
    public static readonly Arbitrary<ConvolutionCase> Any = Arb.From(Generator(), Smaller);

    /// <summary>
    /// Random cases with an output padding below the stride on every axis. For these, a convolution of an input of size
    /// i has output size o.
    /// </summary>
    public static readonly Arbitrary<ConvolutionCase> WithOutputPaddingBelowStride = Arb.From(
        Generator().Select(ReduceOutputPadding).Where(c => c.Axes.All(axis => axis.IsPossible)),
        c => Smaller(c).Where(smaller => smaller.Axes.All(axis => axis.OutputPadding < axis.Stride)));

    public int Rank => Axes.Count;

    public int InputChannels => Groups * InputsPerGroup;

    public int OutputChannels => Groups * OutputsPerGroup;

    public SpatialWindow Windows => SpatialWindow.Of([.. Axes.Select(axis => axis.Window)]);

    public ConvolutionShape Shape => new(Batch, InputChannels, OutputChannels, Groups, Windows);

    public PerAxis Stride => PerAxis.Of([.. Axes.Select(axis => axis.Stride)]);

    public PerAxis Dilation => PerAxis.Of([.. Axes.Select(axis => axis.Dilation)]);

    public PerAxis OutputPadding => PerAxis.Of([.. Axes.Select(axis => axis.OutputPadding)]);

    public Paddings Padding => Paddings.Of([.. Axes.Select(axis => new Padding(axis.Before, axis.After))]);

    /// <summary>Returns the input x [N, C_in, i…]; another <paramref name="sample"/> has other values.</summary>
    public Tensor X(Backend backend, int sample = 0) =>
        RandomTensors.Integers(backend, Windows.InputShape(Batch, InputChannels), $"{Seed}, x {sample}");

    /// <summary>
    /// Returns the filter w [C_out, C_in / groups, k…]; another <paramref name="sample"/> has other values.
    /// </summary>
    public Tensor W(Backend backend, int sample = 0) =>
        RandomTensors.Integers(backend, Windows.KernelShape(OutputChannels, InputsPerGroup), $"{Seed}, w {sample}");

    /// <summary>Returns y [N, C_out, o…], of the shape of the convolution's output.</summary>
    public Tensor Y(Backend backend) =>
        RandomTensors.Integers(backend, Windows.OutputShape(Batch, OutputChannels), $"{Seed}, y 0");

    public override string ToString() =>
        $"batch {Batch}, {Groups} groups of {InputsPerGroup} → {OutputsPerGroup}, axes {string.Join(" ", Axes)}, "
        + $"seed {Seed}";

    static ConvolutionCase ReduceOutputPadding(ConvolutionCase c) =>
        c with { Axes = [.. c.Axes.Select(axis => axis with { OutputPadding = axis.OutputPadding % axis.Stride })] };

    static Gen<ConvolutionCase> Generator() =>
        from rank in Gen.Choose(1, 3)
        from axes in Axis(largest: rank == 3 ? 2 : 3).ListOf(rank)
        from batch in Gen.Choose(1, 2)
        from groups in Gen.Choose(1, 2)
        from inputs in Gen.Choose(1, 2)
        from outputs in Gen.Choose(1, 2)
        from seed in Gen.Choose(0, 1000)
        select new ConvolutionCase(batch, groups, inputs, outputs, [.. axes], seed);

    static Gen<WindowCase> Axis(int largest) =>
        (from output in Gen.Choose(1, largest + 1)
         from kernel in Gen.Choose(1, largest)
         from stride in Gen.Choose(1, 3)
         from before in Gen.Choose(0, 2)
         from after in Gen.Choose(0, 2)
         from dilation in Gen.Choose(1, largest)
         from outputPadding in Gen.Choose(0, 2)
         select new WindowCase(output, kernel, stride, before, after, dilation, outputPadding))
        .Where(axis => axis.IsPossible);

    static IEnumerable<ConvolutionCase> Smaller(ConvolutionCase c)
    {
        if (c.Rank > 1) yield return c with { Axes = [.. c.Axes.Skip(1)] };
        if (c.Batch > 1) yield return c with { Batch = 1 };
        if (c.Groups > 1) yield return c with { Groups = 1 };
        if (c.InputsPerGroup > 1) yield return c with { InputsPerGroup = 1 };
        if (c.OutputsPerGroup > 1) yield return c with { OutputsPerGroup = 1 };
        for (var j = 0; j < c.Rank; j++)
            foreach (var axis in c.Axes[j].Smaller())
                if (axis.IsPossible)
                    yield return c with { Axes = [.. c.Axes.Take(j), axis, .. c.Axes.Skip(j + 1)] };
    }
}
