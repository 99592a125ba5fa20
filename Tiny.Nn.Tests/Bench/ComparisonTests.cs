using Tiny.Nn.Bench.Peers;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Tests.Bench;

/// <summary>What the comparison writes down; nothing here is timed.</summary>
public class ComparisonTests
{
    static readonly MemoryFootprint nothing = new(0, 0, 0);

    [Fact]
    public void The_table_has_every_row_with_its_goal()
    {
        string[] expected =
        [
            "mlp30 10 6", "mlp30 128 1.5", "baseline 10 3.5", "baseline 128 1.5", "sklearn50 200 1.5", "v1 10 4", "v1 128 3", "v3 10 4",
            "v3 128 3", "v6 10 3", "v6 128 2.5", "lenet5 10 4", "lenet5 128 3", "conv-autoencoder 128 3",
        ];
        Assert.Equal(expected, ComparisonCase.All.Select(row => FormattableString.Invariant($"{row.Net} {row.Batch} {row.Goal}")));
        Assert.All(ComparisonCase.All, row => NetworkRegistry.Find(row.Net));
    }

    [Fact]
    public void The_ratio_takes_each_side_at_its_better_number_of_threads()
    {
        var measured = new ComparisonResult(new("v3", 10, 4), Ours1: 300, Ours2: 500, Torch1: 125, Torch2: 100, OpenCl: 2000, nothing);
        Assert.Equal(4, measured.Ratio);
        Assert.Equal(2.4, measured.OneThreadRatio);
        Assert.Equal(4, measured.OpenClRatio);
        Assert.True(measured.MeetsGoals);
        Assert.False((measured with { Ours2 = 499 }).MeetsGoals);
        Assert.False((measured with { Ours1 = 149 }).MeetsGoals);
    }

    [Fact]
    public void The_file_has_the_header_a_line_for_each_row_and_nothing_where_a_peer_was_missing()
    {
        var path = Path.GetTempFileName();
        try
        {
            var full = new ComparisonResult(new("v6", 128, 2.5), 1234.4, 2000, 500, 800, 3000.4, nothing);
            ComparisonResult.Save(path, [full, full with { Torch1 = null, Torch2 = null, OpenCl = null }]);
            Assert.Equal(
                "net,batch,ours_1,ours_2,torch_1,torch_2,ratio,goal,opencl,opencl_ratio\n"
                + "v6,128,1234,2000,500,800,2.50,2.5,3000,1.50\nv6,128,1234,2000,,,,2.5,,\n",
                File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
