using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>Tests that targets of every kind stay with their examples, and that wrong targets throw.</summary>
public class TargetsTests
{
    /// <summary>Targets of every kind for n examples; each element is derived from the example's index.</summary>
    static readonly Dictionary<string, Func<int, Targets>> Kinds = new()
    {
        ["classes"] = n => Targets.FromLabels([.. Enumerable.Range(0, n)], n),
        ["classes per element"] = n =>
            Targets.FromLabels([.. Enumerable.Range(0, 6 * n)], 6 * n, exampleShape: [2, 3]),
        ["one value"] = n => Targets.FromValues([.. Enumerable.Range(0, n).Select(i => i + 0.5f)]),
        ["values"] = n => Targets.FromValues([.. Enumerable.Range(0, 4 * n).Select(i => i + 0.5f)], [2, 2]),
        ["none"] = Targets.None,
    };

    public static TheoryData<string> KindNames => [.. Kinds.Keys];

    [Theory, MemberData(nameof(KindNames))]
    public void Views_keep_every_target_with_its_example(string kind)
    {
        var data = WithTargets(kind, 40);
        var (first, second) = data.Shuffled(seed: 3).Slice(4, 30).Split(12);
        Dataset[] views = [data, data.Take(7), data.Shuffled(1).Shuffled(2), first, second, second.Take(0)];
        foreach (var view in views)
            AssertBelongTo(kind, [.. Enumerable.Range(0, view.Count).Select(i => (int)view.Input(i)[0])], view.Targets);
    }

    [Theory, MemberData(nameof(KindNames))]
    public void Batches_keep_every_target_with_its_example(string kind)
    {
        var batches = new Batches(WithTargets(kind, 23).Shuffled(5).Take(22), 4, seed: 1);
        foreach (var batch in batches.Epoch(0).Concat(batches.Epoch(1)))
            AssertBelongTo(kind, [.. batch.Inputs.Select(value => (int)value)], batch.Targets);
    }

    [Theory, MemberData(nameof(KindNames))]
    public void Batches_reuse_the_arrays_of_their_targets(string kind)
    {
        var batches = new Batches(WithTargets(kind, 60_000), 20_000);
        foreach (var batch in batches.Epoch(0)) Assert.Equal(20_000, batch.Targets.Shape[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var batch in batches.Epoch(1)) _ = batch.Count;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void The_shape_has_an_axis_of_examples_and_the_text_names_the_kind()
    {
        Assert.Equal(["[5]", "[5, 2, 3]", "[5, 1]", "[5, 2, 2]", "[5, 0]"],
            Kinds.Values.Select(create => $"{create(5).Shape}"));
        Assert.Equal(
            ["5 classes", "30 classes per element of [2, 3]", "values [1]", "values [2, 2]", "no targets"],
            Kinds.Values.Select(create => $"{create(5)}"));
        Assert.Equal([5, 30, 0, 0, 0], Kinds.Keys.Select(kind => WithTargets(kind, 5).Classes));
        Assert.Equal("rows: 5 × [1], values [1]", $"{WithTargets("one value", 5)}");
    }

    [Fact]
    public void Reading_targets_of_another_kind_throws_with_a_message_that_names_both()
    {
        AssertThrows<InvalidOperationException>(
            "Targets: expects class labels, got values [2, 2]; create them with Targets.FromLabels",
            () => WithTargets("values", 3).Labels());
        AssertThrows<InvalidOperationException>(
            "Targets: expects class labels, got no targets; create them with Targets.FromLabels",
            () => WithTargets("none", 3).Labels());
        AssertThrows<InvalidOperationException>(
            "Targets: expects values, got 3 classes; create them with Targets.FromValues",
            () => _ = WithTargets("classes", 3).Targets.Values);
        AssertThrows<InvalidOperationException>(
            "Targets: expects values, got no targets; create them with Targets.FromValues",
            () => _ = Targets.None(3).Values);
        AssertThrows<InvalidOperationException>(
            "Dataset 'rows': expects one class per example, got 18 classes per element of [2, 3]; " +
            "read them with Dataset.Targets",
            () => WithTargets("classes per element", 3).Label(0));
        AssertThrows<InvalidOperationException>(
            "Dataset 'rows': expects one class per example, got values [1]; read them with Dataset.Targets",
            () => WithTargets("one value", 3).Label(0));
    }

    [Fact]
    public void Targets_that_do_not_fit_throw()
    {
        AssertThrows<ArgumentException>("Targets: 7 elements are no whole number of examples [2]",
            () => Targets.FromValues(new float[7], [2]));
        AssertThrows<ArgumentException>("Targets: 7 elements are no whole number of examples [0]",
            () => Targets.FromValues(new float[7], [0]));
        AssertThrows<ArgumentException>("Targets: 7 elements are no whole number of examples [2, 2]",
            () => Targets.FromLabels(new int[7], 3, [2, 2]));
        AssertThrows<ArgumentException>("Targets: labels are 0 to 2, but example 1 has label 3",
            () => Targets.FromLabels([0, 1, 2, 0, 0, 3], 3, [3]));
        AssertThrows<ArgumentException>("Dataset 'own data': targets of 3 examples [2] need 6 inputs, got 4",
            () => Dataset.FromArrays(new float[4], [2], Targets.FromValues(new float[3])));
        AssertThrows<ArgumentException>("Dataset 'own data': targets of 3 examples [2] need 6 inputs, got 4",
            () => Dataset.FromArrays(new float[4], [2], Targets.None(3)));
        AssertThrows<ArgumentException>(
            "Dataset 'own data': targets must be finite, but element 1 of example 1 is NaN",
            () => Dataset.FromArrays(new float[2], [1], Targets.FromValues([1, 2, 3, float.NaN], [2])));
    }

    [Fact]
    public void Augmentation_is_refused_for_targets_that_would_have_to_move_with_the_image()
    {
        var masks = Targets.FromLabels(new int[8], 2, [2, 2]);
        AssertThrows<ArgumentException>(
            "Batches: augmentation moves the pixels of an image but not its targets, got 2 classes per element of " +
            "[2, 2]; leave the augmentation out",
            () => _ = new Batches(Dataset.FromArrays(new float[8], [1, 2, 2], masks), 1, augmentation: new()));
        var counts = Dataset.FromArrays(new float[8], [1, 2, 2], Targets.FromValues([1, 2]));
        Assert.Equal(2, new Batches(counts, 1, augmentation: new() { Shift = 1 }).Epoch(0).Count());
    }

    /// <summary>A dataset whose example i is the number i, with the targets of example i.</summary>
    static Dataset WithTargets(string kind, int count) =>
        Dataset.FromArrays([.. Enumerable.Range(0, count).Select(i => (float)i)], [1], Kinds[kind](count), "rows");

    static void AssertBelongTo(string kind, int[] examples, Targets actual)
    {
        var (size, all) = (actual.ExampleShape.Count, Kinds[kind](examples.Append(0).Max() + 1));
        Assert.Equal(examples.Length, actual.Shape[0]);
        var expected = examples.SelectMany(example => Enumerable.Range(example * size, size)).ToArray();
        if (actual.Classes > 0) Assert.Equal(expected, actual.Labels);
        else if (expected.Length > 0) Assert.Equal(expected.Select(index => index + 0.5f), actual.Values);
    }

    static void AssertThrows<E>(string message, Action action) where E : Exception =>
        Assert.Equal(message, Assert.Throws<E>(action).Message);
}
