using Tiny.Nn.Bench.Forward;
using Tiny.Nn.Data;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Tests.Bench;

/// <summary>Tests of the cases, the ratios and the passes of the comparison with ONNX Runtime; nothing is timed.
/// </summary>
public class ForwardTests
{
    [Fact]
    public void The_cases_are_six_networks_at_four_batch_sizes_with_their_goals()
    {
        Assert.Equal(["mlp30", "baseline", "lenet5", "default", "v3", "v6"],
            ForwardCase.All.Select(one => one.Net).Distinct());
        Assert.Equal(24, ForwardCase.All.Distinct().Count());
        Assert.All(ForwardCase.All, one => Assert.Contains(one.Batch, new[] { 1, 10, 128, 500 }));
        Assert.Equal(12, ForwardCase.All.Count(one => one.Goal == 1.2));
        Assert.Equal(1.2, new ForwardCase("default", 10).Goal);
        Assert.Equal(1, new ForwardCase("default", 1).Goal);
        Assert.Equal(1, new ForwardCase("mlp30", 500).Goal);
    }

    [Fact]
    public void The_ratio_divides_medians_and_each_library_has_its_better_number_of_threads()
    {
        var result = new ForwardResult(new("v3", 10),
            [new(100, 300, 200, 100), new(100, 250, 250, 100), new(900, 260, 200, 100)], BindingSeconds: 0.01,
            OperationsPerImage: 1e6, Peak: 1e9);
        Assert.Equal(1.3, result.Ratio, 1e-12);
        Assert.Equal((1, 4.5), result.Spread);
        Assert.Equal(260 / (10 / (10.0 / 200 - 0.01)), result.RatioWithoutBinding, 1e-12);
        Assert.Equal(0.26, result.PeakShare, 1e-12);
        Assert.True(result.MeetsGoal);
        Assert.False(Losing(peak: 1e9).MeetsGoal);
        Assert.True(Losing(peak: 1.3e8).MeetsGoal);
        var alone = new ForwardResult(
            new("v3", 10), [new(100, 300, double.NaN, double.NaN)], double.NaN, OperationsPerImage: 1, Peak: 1e9);
        Assert.Null(alone.MeetsGoal);

        static ForwardResult Losing(double peak) =>
            new(new("v3", 10), [new(118, 100, 100, 50)], BindingSeconds: 0, OperationsPerImage: 1e6, peak);
    }

    [Fact]
    public void A_pass_has_an_output_other_than_zero_for_each_image_and_the_same_bits_with_two_threads()
    {
        var digits = SyntheticDigits.Create(5, seed: 1);
        using var one = new ForwardPass(NetworkRegistry.Find("baseline"), threads: 1, digits);
        using var two = new ForwardPass(NetworkRegistry.Find("baseline"), threads: 2, digits);
        var outputs = one.Run(3);
        Assert.Equal(30, outputs.Length);
        Assert.All(outputs, output => Assert.NotEqual(0, output));
        Assert.Equal(outputs, two.Run(3));
        Assert.Equal(2.0 * (784 * 100 + 100 * 10), one.OperationsPerImage);
    }
}
