using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>Tests that mini-batches partition the dataset in an order that depends only on seed and epoch.</summary>
public class BatchesTests
{
    static Dataset SequentialDataset(int count) => Dataset.FromArrays(
        [.. Enumerable.Range(0, 4 * count).Select(i => (float)i)], [1, 2, 2],
        [.. Enumerable.Range(0, count).Select(i => i % 10)], 10, "numbers");

    static List<int> Order(Batches batches, int epoch) =>
        [.. batches.Epoch(epoch).SelectMany(batch => batch.Examples.ToArray())];

    [Theory]
    [InlineData(10, 5, 2)]
    [InlineData(10, 3, 4)]
    [InlineData(10, 99, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(1000, 7, 143)]
    public void An_epoch_contains_each_example_once(int examples, int size, int batches)
    {
        var epochs = new Batches(SequentialDataset(examples), size, seed: 5);
        Assert.Equal(batches, epochs.Count);
        Assert.Equal(Enumerable.Range(0, examples), Order(epochs, 0).Order());
    }

    [Fact]
    public void The_last_batch_is_short_and_its_arrays_have_its_size()
    {
        var sizes = new Batches(SequentialDataset(10), 4).Epoch(0)
            .Select(batch => (batch.Index, batch.Count, batch.Inputs.Length, batch.Shape.ToString()));
        Assert.Equal([(0, 4, 16, "[4, 1, 2, 2]"), (1, 4, 16, "[4, 1, 2, 2]"), (2, 2, 8, "[2, 1, 2, 2]")], sizes);
    }

    [Fact]
    public void Inputs_and_labels_match_the_examples()
    {
        var data = SequentialDataset(25);
        foreach (var batch in new Batches(data, 4, seed: 2).Epoch(3))
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Equal(data.Input(batch.Examples[i]), batch.Inputs[(4 * i)..(4 * i + 4)]);
                Assert.Equal(data.Label(batch.Examples[i]), batch.Targets.Labels[i]);
            }
    }

    [Fact]
    public void The_order_depends_only_on_seed_and_epoch()
    {
        Batches a = new(SequentialDataset(100), 10, seed: 1), b = new(SequentialDataset(100), 10, seed: 1),
            other = new(SequentialDataset(100), 10, seed: 2);
        _ = Order(a, 0);
        Assert.Equal(Order(a, 7), Order(b, 7));
        Assert.NotEqual(Order(a, 7), Order(a, 8));
        Assert.NotEqual(Order(a, 7), Order(other, 7));
    }

    [Fact]
    public void Without_shuffling_the_order_is_that_of_the_dataset() =>
        Assert.Equal(Enumerable.Range(0, 25), Order(new Batches(SequentialDataset(25), 4, shuffle: false), 9));

    [Fact]
    public void An_epoch_allocates_no_large_array()
    {
        var batches = new Batches(SyntheticDigits.Create(1000, seed: 1), 100);
        foreach (var batch in batches.Epoch(0)) Assert.Equal(100, batch.Count);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var batch in batches.Epoch(1)) _ = batch.Count;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2000);
    }

    [Fact]
    public void Augmentation_changes_the_images_and_not_the_labels_and_is_repeatable()
    {
        var data = SyntheticDigits.Create(20, seed: 1);
        Batches plain = new(data, 20, seed: 3), changed = new(data, 20, seed: 3, augmentation: new() { Shift = 1.5 });
        var before = plain.Epoch(0).Single();
        var after = changed.Epoch(0).Single();
        Assert.Equal(before.Targets.Labels, after.Targets.Labels);
        Assert.NotEqual(before.Inputs, after.Inputs);
        Assert.Equal(after.Inputs.ToArray(), changed.Epoch(0).Single().Inputs);
        Assert.NotEqual(after.Inputs.ToArray(), changed.Epoch(1).Single().Inputs);
    }

    [Fact]
    public void Invalid_batches_throw()
    {
        AssertThrows("Batches: the batch size is at least 1, got 0", () => new Batches(SequentialDataset(3), 0));
        AssertThrows("Batches: the dataset 'numbers' has no examples",
            () => new Batches(SequentialDataset(3).Take(0), 5));
        AssertThrows("Batches: augmentation needs images [C, H, W], got examples [4]",
            () => new Batches(Dataset.FromArrays(new float[4], [4], [0]), 1, augmentation: new Augmentation()));
    }

    static void AssertThrows(string message, Action action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
}
