using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Tests.Lab.Data;

/// <summary>
/// Tests that a stratified split is disjoint and complete, gives every class its share within one example, and depends
/// on the seed only.
/// </summary>
public class StratifiedSplitTests
{
    [Fact]
    public void Parts_are_disjoint_complete_seeded_and_have_every_class_within_one_example_of_its_share()
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var random = new RandomStream(seed, "labels");
            int count = 1 + random.NextInt(200), classes = 1 + random.NextInt(12);
            int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.NextInt(1 + random.NextInt(classes)))];
            var test = random.NextInt(count + 1);
            var validation = random.NextInt(count - test + 1);
            var parts = StratifiedSplit.Of(labels, validation, test, seed);
            Assert.Equal((validation, test), (parts.Validation.Length, parts.Test.Length));
            Assert.Equal(Enumerable.Range(0, count),
                parts.Training.Concat(parts.Validation).Concat(parts.Test).Order());
            Assert.All(new[] { parts.Training, parts.Validation, parts.Test },
                part => Assert.Equal(part.Order(), part));
            CheckShares(parts.Test, test, labels, [.. Enumerable.Range(0, count)]);
            CheckShares(parts.Validation, validation, labels, [.. Enumerable.Range(0, count).Except(parts.Test)]);
            var again = StratifiedSplit.Of(labels, validation, test, seed);
            Assert.Equal(parts.Training, again.Training);
            Assert.Equal(parts.Test, StratifiedSplit.Of(labels, 0, test, seed).Test);
            if (count > 60 && test is > 10 and < 50)
                Assert.NotEqual(parts.Test, StratifiedSplit.Of(labels, validation, test, seed + 1000).Test);
        }
    }

    static void CheckShares(int[] part, int size, int[] labels, int[] population)
    {
        foreach (var members in population.GroupBy(example => labels[example]))
        {
            var exact = (double)size * members.Count() / population.Length;
            var count = part.Count(example => labels[example] == members.Key);
            Assert.True(Math.Abs(count - exact) < 1, $"class {members.Key}: {count}, share {exact}");
        }
    }

    [Fact]
    public void Parts_larger_than_the_data_are_refused() =>
        Assert.Equal("StratifiedSplit: 3 examples cannot have 2 for validation and 2 for testing",
            Assert.Throws<ArgumentException>(() => StratifiedSplit.Of([0, 1, 0], 2, 2)).Message);
}
