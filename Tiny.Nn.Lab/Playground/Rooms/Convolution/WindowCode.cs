namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>Writes the C# expression of a window operation.</summary>
static class WindowCode
{
    /// <summary>Returns the expression, such as <c>x.Convolve(w, stride: 2, padding: 1)</c>.</summary>
    public static string Of(WindowSettings settings)
    {
        var kernel = List(settings.Kernel);
        return settings.Operation switch
        {
            WindowOperation.Convolution => $"x.Convolve(w{Options(settings, 1)})",
            WindowOperation.Transposed => $"x.ConvolveTransposed(w{Options(settings, 1)})",
            WindowOperation.MaxPooling => $"x.MaxPool({kernel}{Options(settings, settings.Kernel)})",
            WindowOperation.AveragePooling => $"x.AveragePool({kernel}{Options(settings, settings.Kernel)})",
            WindowOperation.Nearest => $"x.UpsampleNearest({kernel})",
            _ => $"x.UpsampleBedOfNails({kernel})",
        };
    }

    static string Options(WindowSettings settings, params int[] defaultStride)
    {
        var stride = settings.Stride.Select((_, axis) => defaultStride[axis % defaultStride.Length]);
        return Option("stride", List(settings.Stride), List([.. stride]))
            + Option("padding", Padding(settings), "0") + Option("dilation", List(settings.Dilation), "1")
            + (settings.Operation == WindowOperation.Transposed
                ? Option("outputPadding", List(settings.OutputPadding), "0") : "")
            + (settings.IsConvolution ? Option("groups", $"{settings.Groups}", "1") : "");
    }

    static string Option(string name, string value, string usual) => value == usual ? "" : $", {name}: {value}";

    static string Padding(WindowSettings settings)
    {
        if (settings.Padding == PaddingRule.Same) return "Padding.Same";
        List<string> sides = [];
        foreach (var padding in settings.Paddings) sides.Add($"{padding}");
        return sides.Distinct().Count() == 1 ? sides[0] : $"[{string.Join(", ", sides)}]";
    }

    static string List(int[] values) =>
        values.Distinct().Count() == 1 ? $"{values[0]}" : $"[{string.Join(", ", values)}]";
}
