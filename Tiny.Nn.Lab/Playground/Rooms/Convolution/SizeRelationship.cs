namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// The rule for the size of a result: one of the fourteen Relationships of the convolution-arithmetic guide, as a
/// formula and filled with the numbers of a <see cref="Window"/>.
/// </summary>
/// <param name="Number">The number of the Relationship, which is also that of its id, AR-01 to AR-14.</param>
/// <param name="Title">When it applies.</param>
/// <param name="Formula">The formula in letters.</param>
/// <param name="Numbers">The formula's right side, with numbers.</param>
/// <param name="Size">The size that the window has.</param>
/// <param name="Note">How the setting differs from the guide's; empty if it does not.</param>
public sealed record SizeRelationship(
    int Number, string Title, string Formula, string Numbers, int Size, string Note)
{
    /// <summary>Returns the Relationship that describes a window best.</summary>
    /// <param name="isTransposed">Whether the result has the length i.</param>
    /// <param name="isPooling">Whether the operation is a pooling, which has a Relationship of its own.</param>
    public static SizeRelationship Of(Window window, bool isTransposed, bool isPooling) =>
        isTransposed ? OfTranspose(window) : OfConvolution(window, isPooling);

    static SizeRelationship OfConvolution(Window window, bool isPooling)
    {
        var (i, k, s, o) = (window.Input, window.Span, window.Stride, window.Output);
        var (letter, padding, zeros) = (KernelLetter(window), PaddingLetter(window), PaddingNumber(window));
        var note = Remark(window);
        if (isPooling && padding == "")
            return new(7, "pooling", $"o = ⌊(i − {letter}) / s⌋ + 1", $"⌊({i} − {k}) / {s}⌋ + 1", o, note);
        if (s > 1 || isPooling)
            return padding == ""
                ? new(5, "no padding, strides", $"o = ⌊(i − {letter}) / s⌋ + 1", $"⌊({i} − {k}) / {s}⌋ + 1", o, note)
                : new(6, "padding and strides", $"o = ⌊(i + {padding} − {letter}) / s⌋ + 1",
                    $"⌊({i} + {zeros} − {k}) / {s}⌋ + 1", o, note);
        return Sides(window) switch
        {
            PaddingKind.None => new(1, "no padding, unit strides", $"o = i − {letter} + 1", $"{i} − {k} + 1", o, note),
            PaddingKind.Half => new(3, $"half (same) padding: p = ⌊{letter} / 2⌋", "o = i", $"{i}", o, note),
            PaddingKind.Full => new(4, $"full padding: p = {letter} − 1", $"o = i + ({letter} − 1)",
                $"{i} + ({k} − 1)", o, note),
            _ => new(2, "padding, unit strides", $"o = i − {letter} + {padding} + 1", $"{i} − {k} + {zeros} + 1", o,
                note),
        };
    }

    static SizeRelationship OfTranspose(Window window)
    {
        var (i, k, s, o) = (window.Output, window.Span, window.Stride, window.Input);
        var (letter, padding, zeros) = (KernelLetter(window), PaddingLetter(window), PaddingNumber(window));
        var note = Remark(window);
        var minus = padding == "" ? ("", "") : ($" − {Minus(padding)}", $" − {Minus(zeros)}");
        if (window.Remainder > 0)
            return new(14, "transposed, with output padding", $"o′ = s·(i′ − 1) + a + {letter}{minus.Item1}",
                $"{s}·({i} − 1) + {window.Remainder} + {k}{minus.Item2}", o, note);
        if (s > 1)
            return new(padding == "" ? 12 : 13,
                padding == "" ? "transposed, no padding, strides" : "transposed, padding and strides",
                $"o′ = s·(i′ − 1) + {letter}{minus.Item1}", $"{s}·({i} − 1) + {k}{minus.Item2}", o, note);
        return Sides(window) switch
        {
            PaddingKind.None => new(8, "transposed, no padding, unit strides", $"o′ = i′ + ({letter} − 1)",
                $"{i} + ({k} − 1)", o, note),
            PaddingKind.Half => new(10, $"transposed, half padding: p = ⌊{letter} / 2⌋", "o′ = i′", $"{i}", o, note),
            PaddingKind.Full => new(11, $"transposed, full padding: p = {letter} − 1", $"o′ = i′ − ({letter} − 1)",
                $"{i} − ({k} − 1)", o, note),
            _ => new(9, "transposed, padding, unit strides", $"o′ = i′ + ({letter} − 1){minus.Item1}",
                $"{i} + ({k} − 1){minus.Item2}", o, note),
        };
    }

    enum PaddingKind { None, Half, Full, Other }

    static PaddingKind Sides(Window window)
    {
        var (before, after) = (window.PaddingBefore, window.PaddingAfter);
        if (before == 0 && after == 0) return PaddingKind.None;
        if (before != after) return PaddingKind.Other;
        return 2 * before == window.Span - 1 ? PaddingKind.Half
            : before == window.Span - 1 ? PaddingKind.Full : PaddingKind.Other;
    }

    static string KernelLetter(Window window) => window.Dilation == 1 ? "k" : "k̂";

    static string PaddingLetter(Window window) => (window.PaddingBefore, window.PaddingAfter) switch
    {
        (0, 0) => "",
        var (before, after) when before == after => "2p",
        _ => "p₁ + p₂",
    };

    static string PaddingNumber(Window window) => window.PaddingBefore == window.PaddingAfter
        ? $"2·{window.PaddingBefore}" : $"{window.PaddingBefore} + {window.PaddingAfter}";

    static string Minus(string sum) => sum.Contains('+') ? $"({sum})" : sum;

    static string Remark(Window window)
    {
        List<string> notes = [];
        if (window.Dilation != 1)
            notes.Add($"A kernel with dilation counts with its span: k̂ = d·(k − 1) + 1 = {window.Dilation}·"
                + $"({window.Kernel} − 1) + 1 = {window.Span}.");
        if (window.PaddingBefore != window.PaddingAfter)
            notes.Add($"The zeros before and after differ, so p₁ + p₂ = {window.PaddingBefore} + {window.PaddingAfter} "
                + "stands for 2p.");
        return string.Join(" ", notes);
    }
}
