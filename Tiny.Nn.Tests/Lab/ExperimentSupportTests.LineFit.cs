using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

public sealed partial class ExperimentSupportTests
{
    [Fact]
    public void The_gradient_of_a_line_fit_is_the_slope_of_its_cost_and_scatters_in_small_batches()
    {
        var problem = new LineFit(seed: 1);
        const double h = 1e-5;
        var (x, y) = problem.Path(batchSize: 200, steps: 1, rate: 1)[1];
        Assert.Equal(-1.5 - (problem.Cost(-1.5 + h, -1.5) - problem.Cost(-1.5 - h, -1.5)) / (2 * h), x, 1e-6);
        Assert.Equal(-1.5 - (problem.Cost(-1.5, -1.5 + h) - problem.Cost(-1.5, -1.5 - h)) / (2 * h), y, 1e-6);
        Assert.InRange(problem.Variance(-1.5, -1.5, 200), 0, 1e-20);
        Assert.True(problem.Variance(-1.5, -1.5, 1) > 5 * problem.Variance(-1.5, -1.5, 10));
    }
}
