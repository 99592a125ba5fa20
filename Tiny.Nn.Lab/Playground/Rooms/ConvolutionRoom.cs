using Tiny.Nn.Backends;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// The room of convolution arithmetic: computes one window operation and its transpose on small images, and explains
/// the size of the result. All numbers come from the library, in double precision.
/// </summary>
public sealed class ConvolutionRoom : Room
{
    readonly Reference backend = new();

    public ConvolutionRoom()
    {
        On<WindowSettings>("compute", settings => WindowComputation.Compute(backend, settings));
        On("examples", () => new ExamplesReply([.. WindowExamples.All]));
    }

    public override void Dispose() => backend.Dispose();

    sealed record ExamplesReply(WindowExample[] Examples);
}
