using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

public sealed partial class ExperimentSupportTests
{
    [Fact]
    public void Permuted_pixels_keep_targets_and_values_and_move_every_image_alike()
    {
        var data = Dataset.FromArrays([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2], [0, 1]);
        var permuted = PermutedPixels.Create(data, [2, 0, 3, 1]);
        Assert.Equal([3, 1, 4, 2], permuted.Input(0));
        Assert.Equal([7, 5, 8, 6], permuted.Input(1));
        Assert.Equal([0, 1], permuted.Labels());
        var order = PermutedPixels.Permutation(100, seed: 1);
        Assert.Equal(Enumerable.Range(0, 100), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 100), order);
    }
}
