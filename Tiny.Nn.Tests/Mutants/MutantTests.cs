using Xunit.Sdk;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// Tests that the properties can fail. Each case inserts one bug into a backend, a pullback, the backward pass, an
/// optimizer, a loss or a checkpoint, and names the property that must reject it.
/// </summary>
public sealed class MutantTests
{
    const int MinimumMutants = 90;

    static readonly Dictionary<string, Mutant> Mutants = new[]
    {
        BackendMutants.All, PullbackMutants.All, BackwardPassMutants.All, TrainingMutants.All, CheckpointMutants.All,
    }.SelectMany(mutants => mutants).ToDictionary(mutant => mutant.Bug);

    public static TheoryData<string> Bugs => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(Bugs))]
    [Trait("Id", "AD-03")]
    public void The_property_rejects_the_mutant(string bug) =>
        Assert.True(IsRejected(Mutants[bug]), $"the mutant survives {Mutants[bug].Property}: {bug}");

    [Theory]
    [MemberData(nameof(Bugs))]
    [Trait("Id", "AD-03")]
    public void The_property_holds_for_the_original(string bug) => Mutants[bug].CheckOriginal();

    [Fact]
    public void No_mutant_is_lost() => Assert.True(Mutants.Count >= MinimumMutants, $"{Mutants.Count} mutants");

    /// <summary>
    /// Returns true if an assertion of the property fails. Any other exception says nothing about the property.
    /// </summary>
    static bool IsRejected(Mutant mutant)
    {
        try
        {
            mutant.CheckMutant();
            return false;
        }
        catch (XunitException)
        {
            return true;
        }
    }
}
