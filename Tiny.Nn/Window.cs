namespace Tiny.Nn;

/// <summary>
/// The sizes of a convolution or pooling along one axis, with the letters of the convolution-arithmetic guide:
/// input i, kernel k, stride s, padding p (before and after), dilation d → output o.
/// <code>
///   output j depends on the inputs  j·s − p + t·d,  t = 0 … k−1                     (zero outside 0 … i−1)
///   o = ⌊(i + p_before + p_after − d·(k−1) − 1) / s⌋ + 1                            Relationships 1 to 7
///   i = s·(o−1) + d·(k−1) + 1 − p_before − p_after + a,   0 ≤ a &lt; max(s, d)         Relationships 8 to 14
/// </code>
/// It holds both i and o, so that no primitive derives a size again. A convolution maps i to o, its transpose o to i.
/// Sources: AR-01 … AR-14, CV-19.
/// </summary>
public readonly record struct Window
{
    Window(int input, int kernel, int stride, int before, int after, int dilation, int output) =>
        (Input, Kernel, Stride, PaddingBefore, PaddingAfter, Dilation, Output) =
        (input, kernel, stride, before, after, dilation, output);

    /// <summary>i: the length of the convolution's input.</summary>
    public int Input { get; }

    /// <summary>k: the number of taps.</summary>
    public int Kernel { get; }

    /// <summary>s: the distance between neighbouring window positions.</summary>
    public int Stride { get; }

    /// <summary>The number of zeros before the first input.</summary>
    public int PaddingBefore { get; }

    /// <summary>The number of zeros after the last input.</summary>
    public int PaddingAfter { get; }

    /// <summary>d: the distance between neighbouring taps.</summary>
    public int Dilation { get; }

    /// <summary>o: the length of the convolution's output, which is the number of window positions.</summary>
    public int Output { get; }

    /// <summary>The window of an axis of length 1, such as the depth of a 2-D image.</summary>
    public static readonly Window Unit = ForConvolution(1, 1);

    /// <summary>The length from the first tap to the last: d·(k−1) + 1.</summary>
    public int Span => Dilation * (Kernel - 1) + 1;

    /// <summary>
    /// Returns the input index j·s − p + t·d of an output j and a tap t. An index outside 0 … i−1 is padding.
    /// </summary>
    public int At(int output, int tap) => output * Stride - PaddingBefore + tap * Dilation;

    /// <summary>
    /// The number of trailing inputs that no window position reaches: (i + 2p − d(k−1) − 1) mod s. It is the output
    /// padding that restores i.
    /// </summary>
    public int Remainder => Input + PaddingBefore + PaddingAfter - Span - (Output - 1) * Stride;

    /// <summary>Returns the window of a convolution over i inputs; derives o.</summary>
    /// <param name="input">i ≥ 0.</param>
    /// <param name="kernel">k ≥ 1.</param>
    /// <param name="stride">s ≥ 1.</param>
    /// <param name="padding">p before and after. One value pads both sides; <see cref="Padding.Same"/> gives o
    /// = ⌈i/s⌉.</param>
    /// <param name="dilation">d ≥ 1.</param>
    /// <param name="who">The name of the layer or operation, for error messages.</param>
    /// <exception cref="ArgumentException">
    /// A parameter is out of range, or the kernel is longer than the padded input.
    /// </exception>
    public static Window ForConvolution(
        int input, int kernel, int stride = 1, Padding padding = default, int dilation = 1, string who = "Window")
    {
        Check(kernel, stride, dilation, who);
        if (input < 0) throw new ArgumentException($"{who}: the input's length is 0 or more, got {input}");
        var span = SpanOf(kernel, dilation, who);
        var (before, after) = padding.Resolve(input, span, stride, who);
        var slack = CheckedLength((long)input + before + after, who) - span;
        if (slack < 0)
            throw new ArgumentException(
                $"{who}: a kernel of {kernel} with dilation {dilation} spans {span} elements, but the padded input " +
                $"has only {input} + {before} + {after} = {input + before + after}; use a smaller kernel or more " +
                    $"padding");
        return new(input, kernel, stride, before, after, dilation, slack / stride + 1);
    }

    /// <summary>
    /// Returns the window of a transposed convolution with an argument of length o; derives i, the length of
    /// its result.
    /// </summary>
    /// <param name="output">o ≥ 1.</param>
    /// <param name="outputPadding">a, with 0 ≤ a &lt; max(s, d): selects one of the lengths i that give the
    /// same o.</param>
    /// <inheritdoc cref="ForConvolution"/>
    public static Window ForTranspose(
        int output, int kernel, int stride = 1, Padding padding = default, int dilation = 1, int outputPadding = 0,
        string who = "Window")
    {
        Check(kernel, stride, dilation, who);
        if (output < 1)
            throw new ArgumentException(
                $"{who}: a transposed convolution needs an argument of length 1 or more, got {output}");
        if (outputPadding < 0 || outputPadding >= Math.Max(stride, dilation))
            throw new ArgumentException(
                $"{who}: output padding is 0 or more and smaller than the larger of stride {stride} and dilation " +
                $"{dilation}, got {outputPadding}");
        var span = SpanOf(kernel, dilation, who);
        var (before, after) = padding.ResolveTranspose(span, stride, who);
        var input = (long)stride * (output - 1) + span - before - after + outputPadding;
        if (input < 0)
            throw new ArgumentException(
                $"{who}: the length of the result would be {stride}·({output} − 1) + {span} − {before} − {after} + " +
                $"{outputPadding} = {input}; use less padding");
        CheckedLength(input + before + after, who);
        return new((int)input, kernel, stride, before, after, dilation, output);
    }

    static int SpanOf(int kernel, int dilation, string who) => CheckedLength((long)dilation * (kernel - 1) + 1, who);

    static int CheckedLength(long length, string who) => length <= Shape.MaximumCount
        ? (int)length
        : throw new ArgumentException(
            $"{who}: the length of an axis is at most {Shape.MaximumCount}, got {length}; check kernel, stride, " +
            "dilation and padding");

    static void Check(int kernel, int stride, int dilation, string who)
    {
        if (kernel < 1) throw new ArgumentException($"{who}: a kernel has 1 tap or more, got {kernel}");
        if (stride < 1) throw new ArgumentException($"{who}: the stride is 1 or more, got {stride}");
        if (dilation < 1) throw new ArgumentException($"{who}: the dilation is 1 or more, got {dilation}");
    }
}

/// <summary>
/// The number of zeros before and after one axis, or the rule "same". One value pads both sides, as in PyTorch;
/// the default is none. Only zero padding exists.
/// </summary>
public readonly record struct Padding(int Before, int After)
{
    bool IsSame { get; init; }

    /// <summary>
    /// The padding that gives o = ⌈i/s⌉. If the number of zeros is odd, the extra one goes after the input, as in
    /// PyTorch and TensorFlow.
    /// </summary>
    public static readonly Padding Same = new() { IsSame = true };

    public static implicit operator Padding(int both) => new(both, both);

    public static implicit operator Padding((int Before, int After) sides) => new(sides.Before, sides.After);

    internal (int Before, int After) Resolve(int input, int span, int stride, string who)
    {
        if (!IsSame) return Checked(who);
        var total = (int)Math.Max(0, (((long)input + stride - 1) / stride - 1) * stride + span - input);
        return (total / 2, total - total / 2);
    }

    /// <summary>
    /// Resolves the padding of a transposed convolution. There, "same" gives i = s·o, which needs s ≤ span.
    /// </summary>
    internal (int Before, int After) ResolveTranspose(int span, int stride, string who)
    {
        if (!IsSame) return Checked(who);
        var total = span - stride;
        if (total < 0)
            throw new ArgumentException(
                $"{who}: Padding.Same needs a stride of at most the kernel's span {span}, got {stride}");
        return (total / 2, total - total / 2);
    }

    (int, int) Checked(string who) => Before >= 0 && After >= 0
        ? (Before, After)
        : throw new ArgumentException($"{who}: padding is 0 or more, got {Before} before and {After} after");

    public override string ToString() => IsSame ? "same" : Before == After ? $"{Before}" : $"({Before}, {After})";
}
