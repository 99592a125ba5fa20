using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

public sealed partial class ExperimentSupportTests
{
    [Fact]
    public void Linear_pieces_are_counted_whether_bends_lie_on_the_grid_or_between_its_points()
    {
        static double[] Grid(Func<double, double> function) =>
            [.. Enumerable.Range(0, 101).Select(i => function(i / 100.0))];
        Assert.Equal(1, LinearPieces.Count(Grid(x => 3 * x + 1)));
        Assert.Equal(2, LinearPieces.Count(Grid(x => Math.Abs(x - 0.5))));
        Assert.Equal(2, LinearPieces.Count(Grid(x => Math.Abs(x - 0.303))));
        Assert.Equal(4, LinearPieces.Count(Grid(x => Math.Abs(Math.Abs(x - 0.5) - 0.213))));
    }
}
