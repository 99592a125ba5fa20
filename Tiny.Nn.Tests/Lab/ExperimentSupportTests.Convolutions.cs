using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

public sealed partial class ExperimentSupportTests
{
    [Fact]
    public void A_convolution_by_Fourier_transform_is_the_sum_over_the_window()
    {
        double[] image = [.. Enumerable.Range(0, 9).Select(i => (double)i)];
        var result = FourierConvolution.Apply(image, 3, [1, 10, 100, 1000], 2);
        Assert.Equal([0 + 10 + 300 + 4000, 1 + 20 + 400 + 5000, 3 + 40 + 600 + 7000, 4 + 50 + 700 + 8000],
            result.Select(value => Math.Round(value, 9)));
    }

    /// <summary>Keys' kernel repeats constants and, away from the border, linear functions.</summary>
    [Fact]
    public void Bicubic_upsampling_keeps_constants_and_slopes()
    {
        using var backend = new Cpu<double>();
        using var scope = backend.BeginScope(recording: false);
        double[] ramp = [.. Enumerable.Range(0, 64).Select(i => (double)(i % 8))];
        var larger = BicubicUpsampling.Apply(Tensor.From(backend, [1, 1, 8, 8], ramp), 3).ToArray();
        for (var x = 6; x < 18; x++) Assert.Equal((x + 0.5) / 3 - 0.5, larger[12 * 24 + x], 1e-12);
        var constant = BicubicUpsampling.Apply(Tensor.Full(backend, [1, 1, 8, 8], 2), 2);
        Assert.All(constant.ToArray(), value => Assert.Equal(2, value, 1e-12));
    }
}
