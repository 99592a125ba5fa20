using Tiny.Nn.Lab.Experiments.Support;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the vote of several classifiers.</summary>
public sealed class PluralityVoteTests
{
    static int Winner(params float[][] probabilities)
    {
        var vote = new PluralityVote(2, 3);
        foreach (var row in probabilities) vote.Add([1], [row]);
        Assert.Equal(0, Enumerable.Range(0, 3).Sum(label => vote.Count(0, label)));
        return vote.Winner(1);
    }

    [Fact]
    [Trait("Id", "NM-08")]
    public void Most_votes_win_then_the_largest_sum_of_probabilities_then_the_smaller_class()
    {
        Assert.Equal(2, Winner([0.9f, 0, 0.1f], [0.3f, 0.3f, 0.4f], [0.3f, 0.3f, 0.4f]));
        Assert.Equal(1, Winner([0.6f, 0.4f, 0], [0.3f, 0.7f, 0]));
        Assert.Equal(0, Winner([0.5f, 0.25f, 0.25f], [0.25f, 0.5f, 0.25f]));
    }
}
