using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Lab;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Tests.Bench;

/// <summary>Tests of the cases, the ratios and the .csv lines of the peer comparison; nothing is timed.</summary>
public class ComparisonTests
{
    static readonly MemoryFootprint noMemory = new(0, 0, 0);

    [Fact]
    public void The_cases_and_their_goals_are_complete()
    {
        string[] expected =
        [
            "mlp30 10 6", "mlp30 128 1.5", "baseline 10 3.5", "baseline 128 1.5", "sklearn50 200 1.5",
            "v1 10 4", "v1 128 3", "v3 10 4",
            "v3 128 3", "v6 10 3", "v6 128 2.5", "lenet5 10 4", "lenet5 128 3",
            "default 10 4", "default 128 3", "conv-autoencoder 128 3",
        ];
        Assert.Equal(expected,
            ComparisonCase.All.Select(one => FormattableString.Invariant($"{one.Net} {one.Batch} {one.Goal}")));
        Assert.All(ComparisonCase.All, one => Assert.Equal(one.IsConvolutional,
            NetworkRegistry.Find(one.Net).Build().Layers.Any(layer => layer is ConvolutionLayer)));
        Assert.Equal(["v3 0.55", "v6 0.55", "lenet5 0.35", "default 0.35"],
            ComparisonCase.All.Where(one => one.PeakShareGoal is not null)
                .Select(one => FormattableString.Invariant($"{one.Net} {one.PeakShareGoal}")));
        Assert.Equal(["v1", "v3", "v6", "lenet5", "default", "conv-autoencoder"],
            ComparisonCase.All.Where(one => one.HasSpeedupGoal).Select(one => one.Net));
    }

    [Fact]
    public void The_ratio_uses_the_better_number_of_threads_of_each_library()
    {
        var result = new ComparisonResult(
            new("v3", 10, 4), Ours1: 300, Ours2: 500, Torch1: 125, Torch2: 100, Setting: null, OpenCl: 2000,
            OperationsPerSample: 1e6, noMemory);
        Assert.Equal(4, result.Ratio);
        Assert.Equal(2.4, result.OneThreadRatio);
        Assert.Equal(4, result.OpenClRatio);
        Assert.Equal(5e8, result.OperationsPerSecond);
        Assert.True(result.MeetsGoals);
        Assert.False((result with { Ours2 = 499 }).MeetsGoals);
        Assert.False((result with { Ours1 = 149 }).MeetsGoals);
    }

    [Fact]
    public void Peers_csv_has_a_header_a_line_per_result_and_empty_missing_values()
    {
        var path = Path.GetTempFileName();
        try
        {
            var full = new ComparisonResult(new("v6", 128, 2.5), 1234.4, 2000, 500, 800,
                new("SkylakeX", Threads: 2, ChannelsLast: true), 3000.4, 1e6, noMemory);
            ComparisonResult.Save(path,
                [full, full with { Torch1 = null, Torch2 = null, Setting = null, OpenCl = null }]);
            Assert.Equal(
                "net,batch,ours_1,ours_2,torch_1,torch_2,ratio,goal,opencl,opencl_ratio,torch_setting\n"
                + "v6,128,1234,2000,500,800,2.50,2.5,3000,1.50,\"2 threads, SkylakeX, channels-last\"\n"
                + "v6,128,1234,2000,,,,2.5,,,\"\"\n",
                File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Each_setting_of_PyTorch_is_tried_once_and_described()
    {
        var settings = PeerSetting.ForTorch(threads: 1, hasConvolutions: true);
        Assert.Equal(PeerSetting.CoreTypes.Count * 4, settings.Distinct().Count());
        Assert.Equal(PeerSetting.CoreTypes.Count * 2, PeerSetting.ForTorch(threads: 1, hasConvolutions: false).Count);
        Assert.Equal(PeerSetting.CoreTypes.Count * 8, PeerSetting.ForTorch(threads: 2, hasConvolutions: true).Count);
        Assert.Equal("1 thread", $"{new PeerSetting("", Threads: 1)}");
        var all = new PeerSetting("Haswell", Threads: 2, ChannelsLast: true, Jit: true);
        Assert.Equal("2 threads, Haswell, channels-last, jit", $"{all}");
        Assert.Equal(" channels_last jit", all.Options);
        Assert.Equal("Haswell", all.Environment["OPENBLAS_CORETYPE"]);
        Assert.Equal("2", all.Environment["OPENBLAS_NUM_THREADS"]);
        Assert.Equal("1", (all with { Passive = true }).Environment["OPENBLAS_NUM_THREADS"]);
        Assert.Equal("2 threads, Haswell, channels-last, jit, passive", $"{all with { Passive = true }}");
    }
}
