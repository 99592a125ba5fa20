using Tiny.Nn.Backends;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.Training.OptimizerRuns;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of early stopping on given sequences of validation errors.</summary>
[Trait("Id", "RG-15")]
public class EarlyStoppingTests
{
    [Theory]
    // Training stops after three worse values in a row, so the last value is not observed
    [InlineData(new[] { 5, 4, 3, 3.5, 3.2, 3.1, 1 }, 3, 1, 6, 3)]
    [InlineData(new[] { 5, 4, 3, 3.5, 3.2, 2.9, 4, 4, 4 }, 3, 1, 9, 6)]
    [InlineData(new[] { 5, 4, 3, 3.5, 3.2, 3.1, 1 }, 3, 10, 60, 30)]
    [InlineData(new[] { 2.0, 2, 2 }, 2, 1, 3, 1)]                      // a tie is no improvement
    [InlineData(new[] { 3.0, 4 }, 1, 5, 10, 5)]
    [InlineData(new[] { double.NaN, 2, double.NaN, double.NaN }, 2, 1, 4, 2)]
    public void Early_stopping_ends_at_the_right_step_and_restores_the_strict_minimum(double[] errors, int patience,
        int interval, long stop, long best)
    {
        using var backend = new Reference();
        var weights = CreateParameter(backend, [0]);
        var search = new EarlyStopping(patience, interval).Begin([weights]);
        for (var evaluation = 0; !search.IsOver; evaluation++)
        {
            weights.Value.Assign([search.Steps + interval]);           // the weight is the number of steps taken
            search.Observe(errors[evaluation]);
        }
        Assert.Equal((stop, best), (search.Steps, search.BestSteps));
        Assert.Equal(stop, weights.Value.Item());
        search.Restore();
        Assert.Equal(best, weights.Value.Item());                      // the best weight, not the last
    }

    [Fact]
    public void Observe_returns_whether_the_error_improved_and_counts_failures()
    {
        using var backend = new Reference();
        var search = new EarlyStopping(patience: 2).Begin([CreateParameter(backend, [0])]);
        Assert.True(search.Observe(3));
        Assert.False(search.Observe(3));
        Assert.Equal((1, false, 3.0), (search.Failures, search.IsOver, search.BestError));
        Assert.True(search.Observe(2));
        Assert.Equal((0, 3L), (search.Failures, search.BestSteps));
    }

    [Fact]
    public void Without_improvement_the_initial_weights_are_restored()
    {
        using var backend = new Reference();
        var weights = CreateParameter(backend, [7]);
        var search = new EarlyStopping(patience: 1).Begin([weights]);
        weights.Value.Assign([8]);
        search.Observe(double.PositiveInfinity);
        search.Restore();
        Assert.True(search.IsOver);
        Assert.Equal((7.0, 0L), (weights.Value.Item(), search.BestSteps));
    }

    [Fact]
    public void Invalid_options_throw_with_a_message_that_names_the_range()
    {
        Assert.Equal("EarlyStopping: the patience is 1 evaluation or more, got 0",
            Assert.Throws<ArgumentException>(() => new EarlyStopping(0)).Message);
        Assert.Equal("EarlyStopping: the interval is 1 step or more, got -1",
            Assert.Throws<ArgumentException>(() => new EarlyStopping(1, -1)).Message);
    }
}
