namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>One axis of a convolution or pooling layer without padding: kernel k, stride s and dilation d.</summary>
public readonly record struct WindowSizes(int Kernel, int Stride = 1, int Dilation = 1)
{
    public override string ToString() => $"k {Kernel}, s {Stride}, d {Dilation}";
}

/// <summary>
/// The receptive field of a stack of layers along one axis: the inputs that one output depends on. Output j of a
/// layer depends on its inputs j·s + t·d for t = 0 … k − 1, so that a stack has
/// <code>
///   jump J = Π s     offsets { Σ tₗ·dₗ·Jₗ }     size r = 1 + Σ (kₗ − 1)·dₗ·Jₗ     Jₗ = Π s of the layers before
/// </code>
/// Source: CV-30.
/// </summary>
public sealed class ReceptiveField
{
    /// <param name="layers">The layers, from the input to the output.</param>
    public ReceptiveField(IEnumerable<WindowSizes> layers)
    {
        SortedSet<int> offsets = [0];
        foreach (var (kernel, stride, dilation) in layers)
        {
            var step = dilation * Jump;
            offsets = [.. offsets.SelectMany(offset =>
                Enumerable.Range(0, kernel).Select(tap => offset + tap * step))];
            Size += (kernel - 1) * step;
            Jump *= stride;
        }
        Offsets = [.. offsets];
    }

    /// <summary>r: the distance from the first to the last input of an output, plus one.</summary>
    public int Size { get; } = 1;

    /// <summary>J: the distance between the first inputs of two neighbouring outputs.</summary>
    public int Jump { get; } = 1;

    /// <summary>The inputs of output 0 in ascending order; fewer than <see cref="Size"/> if there are gaps.</summary>
    public IReadOnlyList<int> Offsets { get; }
}
