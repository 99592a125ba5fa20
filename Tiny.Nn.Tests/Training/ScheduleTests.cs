using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Compares the rates of schedules with closed forms at their boundaries.</summary>
public class ScheduleTests
{
    const int Batches = 10, Epochs = 30, Total = Batches * Epochs;

    [Fact]
    public void A_constant_schedule_keeps_the_rate() => Assert.Equal(0.5, RateAt(Schedule.Constant, Total - 1, 0.5));

    [Theory, Trait("Id", "OP-10")]
    [InlineData(0, 0.01)]
    [InlineData(9 * Batches - 1, 0.01)]
    [InlineData(9 * Batches, 0.001)]
    [InlineData(18 * Batches - 1, 0.001)]
    [InlineData(18 * Batches, 0.0001)]
    [InlineData(Total - 1, 0.00001)]
    public void Step_decay_lowers_the_rate_at_the_first_step_after_every_n_epochs(long step, double expected) =>
        Assert.Equal(expected, RateAt(new StepDecay(9), step, 0.01), 1e-16);

    [Theory, Trait("Id", "OP-11"), Trait("Id", "SK-02")]
    [InlineData(0, 0.5, 2)]
    [InlineData(3, 0.5, 1)]
    [InlineData(99, 0.5, 0.2)]
    [InlineData(99, 1, 0.02)]
    public void Inverse_scaling_divides_by_a_power_of_the_step(long step, double power, double expected) =>
        Assert.Equal(expected, RateAt(new InverseScaling(power), step, 2), 1e-15);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(Total / 3, 0.2 + 0.8 * 0.75)]
    [InlineData(Total / 2, 0.6)]
    [InlineData(Total, 0.2)]
    public void Cosine_decay_falls_from_the_initial_to_the_final_rate(long step, double expected) =>
        Assert.Equal(expected, RateAt(new CosineDecay(0.2), step, 1), 1e-15);

    [Theory]
    [InlineData(0, 0.04)]
    [InlineData(89, 1)]                                  // 0.3·300 − 1
    [InlineData(194, 0.500002)]                          // half of the descent to 0.04 / 10⁴
    [InlineData(299, 0.000004)]
    public void One_cycle_matches_its_formula_at_its_boundaries(long step, double expected) =>
        Assert.Equal(expected, RateAt(new OneCycle(), step, 1), 1e-12);

    [Fact]
    public void One_cycle_rises_to_its_peak_and_then_falls()
    {
        for (var step = 1; step < Total; step++)
            Assert.Equal(step <= 89, RateAt(new OneCycle(), step, 1) > RateAt(new OneCycle(), step - 1, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void One_cycle_stays_between_its_final_and_its_largest_rate_in_the_shortest_training_run(int epochs)
    {
        foreach (var warmup in new[] { 0, 0.25, 0.5, 0.99 })
            for (var step = 0; step < epochs; step++)
                Assert.InRange(new OneCycle(warmup).Rate(1, step, 1, epochs), 0.000004 * (1 - 1e-9), 1);
    }

    [Fact]
    public void A_schedule_depends_on_the_length_if_two_lengths_have_different_rates()
    {
        Schedule[] schedules =
            [Schedule.Constant, new StepDecay(2), new InverseScaling(), new CosineDecay(), new OneCycle()];
        foreach (var schedule in schedules)
        {
            var differs = Enumerable.Range(0, 4).Any(step =>
                schedule.Rate(1, step, stepsPerEpoch: 2, epochs: 2) != schedule.Rate(1, step, 2, epochs: 3));
            Assert.Equal((schedule, differs), (schedule, schedule.DependsOnLength));
        }
    }

    [Fact]
    public void Invalid_options_throw_with_a_message_that_names_the_range()
    {
        Assert.Equal("StepDecay: drops come every 1 epoch or more, got 0",
            Assert.Throws<ArgumentException>(() => new StepDecay(0)).Message);
        Assert.Equal("OneCycle: the warmup fraction is at least 0 and below 1, got 1",
            Assert.Throws<ArgumentException>(() => new OneCycle(1)).Message);
    }

    static double RateAt(Schedule schedule, long step, double initial) => schedule.Rate(initial, step, Batches, Epochs);
}
