namespace Exercise11;

/// <summary>Batch sizes, the random order, and the mean.</summary>
public static class Tests
{
    [ExerciseTest("OP-03", nameof(MiniBatches.Create))]
    public static void The_worked_example()
    {
        Expect.Equal([3, 3, 1], MiniBatches.Create(7, 3, new(1, "batches")).Select(batch => batch.Length).ToArray(),
            "7 examples in batches of 3: the sizes");
    }

    [ExerciseTest("OP-03", nameof(MiniBatches.MeanGradient))]
    public static void The_mean_of_two_gradients_and_of_one()
    {
        Expect.Equal([2, 2], MiniBatches.MeanGradient([[1, 4], [3, 0]]), "the gradients (1, 4) and (3, 0)");
        Expect.Equal([1, 2, 3], MiniBatches.MeanGradient([[1, 2, 3]]), "one gradient, (1, 2, 3)");
    }

    [ExerciseTest("OP-03", nameof(MiniBatches.Create))]
    public static void Each_example_occurs_exactly_once()
    {
        for (var count = 1; count <= 20; count++)
            for (var size = 1; size <= count + 1; size++)
            {
                var batches = MiniBatches.Create(count, size, new((ulong)count, "batches"));
                Expect.Equal(Enumerable.Range(0, count).ToArray(), batches.SelectMany(batch => batch).Order().ToArray(),
                    $"{count} examples in batches of {size}: all indices, sorted");
                Expect.Equal((count + size - 1) / size, batches.Length,
                    $"{count} examples in batches of {size}: the number of batches");
            }
    }

    [ExerciseTest("OP-03", nameof(MiniBatches.Create))]
    public static void The_order_is_random_and_determined_by_the_seed()
    {
        int[] Order(ulong seed) => [.. MiniBatches.Create(100, 10, new(seed, "batches")).SelectMany(batch => batch)];
        Expect.That(!Order(1).SequenceEqual(Enumerable.Range(0, 100)), "100 examples", "a random order",
            "the order 0, 1, 2, …");
        Expect.That(!Order(1).SequenceEqual(Order(2)), "100 examples, two seeds", "two different orders",
            "the same order twice");
        Expect.Equal(Order(1), Order(1), "100 examples, the same seed twice");
    }

    [ExerciseTest("OP-06", nameof(MiniBatches.MeanGradient))]
    public static void The_mean_over_all_pairs_is_the_full_gradient()
    {
        var all = Enumerable.Range(1, 5).Select(seed => TestData.Uniform(3, (ulong)seed)).ToArray();
        var pairs = (from i in Enumerable.Range(0, 5)
                     from j in Enumerable.Range(0, i)
                     select MiniBatches.MeanGradient([all[i], all[j]])).ToArray();
        Expect.Equal(MiniBatches.MeanGradient(all), MiniBatches.MeanGradient(pairs),
            "five gradients: the mean of the means of all ten pairs");
        Expect.Equal(all.Average(gradient => gradient[0]), MiniBatches.MeanGradient(all)[0],
            "five gradients: the first element of their mean");
    }
}
