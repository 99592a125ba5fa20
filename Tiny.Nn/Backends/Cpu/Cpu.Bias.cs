using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Backends;

/// <summary>The bias of products and convolutions, added to the finished result.</summary>
public sealed partial class Cpu<T>
{
    /// <summary>y[n, c, i] += bias[c], for planes of so many cells; nothing for null.</summary>
    void AddBias(NumberBuffer? bias, int cells, NumberBuffer y)
    {
        if (bias is null || y.Length == 0) return;
        Shape shape = [y.Length / (bias.Length * cells), bias.Length, cells];
        Zip(new Addition(), shape, y, View.Of(shape), bias, new View(0, [0, 1, 0]), y);
    }
}
