using Xunit.Sdk;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// Tests that can fail: bugs made on purpose, in machines, rules, sweeps, optimizers and losses, each rejected by a named property that
/// holds for the sound version.
/// </summary>
public sealed class MutantTests
{
    static readonly IReadOnlyList<Mutant> All = [.. MachineMutants.All, .. RuleMutants.All, .. SweepMutants.All, .. TrainingMutants.All];

    public static TheoryData<string> Bugs => [.. All.Select(mutant => mutant.Bug)];

    [Theory]
    [MemberData(nameof(Bugs))]
    [Trait("Id", "AD-03")]
    public void The_property_holds_for_what_is_sound(string bug) => All.Single(mutant => mutant.Bug == bug).Sound();

    [Fact]
    [Trait("Id", "AD-03")]
    public void No_bug_survives()
    {
        var survivors = All.Where(mutant => !IsRejected(mutant)).Select(mutant => $"{mutant.Bug} survives {mutant.Property}").ToList();
        Assert.True(survivors.Count == 0, string.Join("\n", survivors));
        Assert.True(All.Count >= 30);
    }

    /// <summary>Rejected means that an assertion of the property failed; a crash would say nothing about the property.</summary>
    static bool IsRejected(Mutant mutant)
    {
        try
        {
            mutant.Sick();
            return false;
        }
        catch (XunitException)
        {
            return true;
        }
    }
}
