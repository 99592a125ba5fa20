using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>Tests that views of a dataset contain the right examples, and that inconsistent arrays throw.</summary>
public class DatasetTests
{
    static Dataset Pairs(int count) => Dataset.FromArrays(
        [.. Enumerable.Range(0, 2 * count).Select(i => (float)i)], [2],
        [.. Enumerable.Range(0, count).Select(i => i % 3)], 3, "pairs");

    [Fact]
    public void An_example_is_returned_unchanged()
    {
        var data = Pairs(5);
        Assert.Equal([6f, 7f], data.Input(3));
        Assert.Equal(0, data.Label(3));
        Assert.Equal([0, 1, 2, 0, 1], data.Labels());
        Assert.Equal("pairs: 5 × [2], 3 classes", data.ToString());
    }

    [Fact]
    public void Pixels_are_scaled_to_the_range_from_0_to_1()
    {
        var data = Dataset.FromPixels([0, 51, 255], [1, 1, 3], Targets.FromLabels([0]));
        Assert.Equal([0f, 51 / 255f, 1f], data.Input(0));
        Assert.Equal(1, data.Classes);
    }

    [Fact]
    public void Slices_of_slices_contain_the_right_examples()
    {
        var part = Pairs(10).Slice(3, 5).Slice(1, 2);
        Assert.Equal(2, part.Count);
        Assert.Equal([8f, 9f], part.Input(0));
        Assert.Equal(Pairs(10).Label(5), part.Label(1));
        Assert.Equal(10, Pairs(10).Take(99).Count);
    }

    [Fact]
    public void A_split_is_disjoint_and_complete()
    {
        var (first, second) = Pairs(10).Shuffled(seed: 4).Split(7);
        var values = Enumerable.Range(0, 7).Select(i => first.Input(i)[0])
            .Concat(Enumerable.Range(0, 3).Select(i => second.Input(i)[0]));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 2f * i), values.Order());
    }

    [Fact]
    public void Shuffling_depends_only_on_the_seed_and_keeps_each_label_with_its_example()
    {
        Dataset a = Pairs(50).Shuffled(1), b = Pairs(50).Shuffled(1), c = Pairs(50).Shuffled(2);
        Assert.Equal(a.Labels(), b.Labels());
        Assert.NotEqual(a.Labels(), c.Labels());
        for (var i = 0; i < 50; i++) Assert.Equal((int)a.Input(i)[0] / 2 % 3, a.Label(i));
    }

    [Fact]
    public void One_dataset_is_split_into_three_disjoint_ones()
    {
        var (held, training) = Pairs(50).Shuffled(3).Split(10);
        var (test, validation) = held.Split(5);
        Assert.Equal((40, 5, 5), (training.Count, validation.Count, test.Count));
        Dataset[] parts = [training, validation, test];
        Assert.Equal(50, parts.SelectMany(part => Enumerable.Range(0, part.Count).Select(i => part.Input(i)[0]))
            .Distinct().Count());
    }

    [Fact]
    public void Arrays_that_do_not_fit_together_throw()
    {
        AssertThrows("Dataset 'own data': targets of 2 examples [3] need 6 inputs, got 5",
            () => Dataset.FromArrays(new float[5], [3], [0, 1]));
        AssertThrows("Targets: labels are 0 to 1, but example 1 has label 2",
            () => Dataset.FromArrays(new float[2], [1], [0, 2], classes: 2));
        AssertThrows("Targets: labels are 0 to 0, but example 0 has label -1",
            () => Dataset.FromArrays(new float[1], [1], [-1]));
        AssertThrows("Dataset 'own data': inputs must be finite, but element 1 of example 1 is NaN",
            () => Dataset.FromArrays([0, 0, 0, float.NaN], [2], [0, 1]));
        AssertThrows("Dataset 'own data': an example has at least one element, got the shape [0]",
            () => Dataset.FromArrays([], [0], []));
        AssertThrows("Dataset 'pairs': has 4 examples, cannot slice 3 from index 2", () => Pairs(4).Slice(2, 3));
        AssertThrows("Dataset 'pairs': an example [2] has 2 elements, got a span of 3",
            () => Pairs(4).CopyInput(0, new float[3]));
        AssertThrows("Dataset 'pairs': example indices are 0 to 3, got 4 (Parameter 'index')",
            () => Pairs(4).Label(4));
    }

    static void AssertThrows(string message, Action action) =>
        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(action).Message);
}
