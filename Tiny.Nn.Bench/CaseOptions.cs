using System.CommandLine;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Bench;

/// <summary>The options of the commands that compare several networks and batch sizes in alternating rounds.</summary>
static class CaseOptions
{
    const int MaximumRounds = 1000;

    /// <summary>Creates the option <c>--net</c>, for the networks to measure.</summary>
    public static Option<string[]> Nets() => new("--net")
    {
        Description = "Measure only these networks.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Creates the option <c>--batch</c>, for the batch sizes to measure.</summary>
    public static Option<int[]> Batches() => new("--batch")
    {
        Description = "Measure only these batch sizes.", HelpName = "N", AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Creates the option <c>--rounds</c>, the number of measurements of each library.</summary>
    public static Option<int> Rounds(int value) => new("--rounds", "--repetitions")
    {
        Description = "The number of measurements per library and number of threads; the median is reported.",
        DefaultValueFactory = _ => value, HelpName = "N",
    };

    /// <summary>Creates the option <c>--seconds</c>, the duration of one measurement.</summary>
    public static Option<double> Seconds(double value) => new("--seconds")
    {
        Description = "The duration of one measurement.", DefaultValueFactory = _ => value, HelpName = "X",
    };

    /// <summary>Returns the budget that <c>--rounds</c> and <c>--seconds</c> give.</summary>
    public static MeasurementBudget Budget(int rounds, double seconds) =>
        new(ArgumentLimits.Within("--rounds", rounds, 1, MaximumRounds), ArgumentLimits.Seconds(seconds));

    /// <summary>Returns the cases of the chosen networks and batch sizes, all if none are chosen.</summary>
    /// <exception cref="UsageException">A network has no cases, or none with the chosen batch sizes.</exception>
    public static IReadOnlyList<T> Select<T>(
        IReadOnlyList<T> cases, Func<T, string> net, Func<T, int> batch, string[] nets, int[] batches)
    {
        foreach (var name in nets.Except(cases.Select(net)))
            throw new UsageException($"--net: unknown network '{name}'; "
                + $"choose from {string.Join(", ", cases.Select(net).Distinct())}");
        T[] chosen = [.. cases.Where(one =>
            (nets is [] || nets.Contains(net(one))) && (batches is [] || batches.Contains(batch(one))))];
        return chosen.Length > 0 ? chosen : throw new UsageException($"--batch: no case has this batch size; "
            + $"choose from {string.Join(", ", cases.Select(batch).Distinct().Order())}");
    }
}

/// <summary>The number and the duration of the rounds of a measurement.</summary>
sealed record MeasurementBudget(int Rounds, double Seconds);
