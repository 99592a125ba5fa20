namespace Exercise11;

/// <summary>Sizes, fairness, and the mean.</summary>
public static class Tests
{
    [About("OP-03", nameof(Batches.Deal))]
    public static void The_worked_number()
    {
        Check.Equal([3, 3, 1], Batches.Deal(7, 3, new(1, "deal")).Select(batch => batch.Length).ToArray(),
            "7 examples in batches of 3: the sizes");
        Check.Equal([2, 2], Batches.Mean([[1, 4], [3, 0]]), "the gradients (1, 4) and (3, 0)");
        Check.Equal([1, 2, 3], Batches.Mean([[1, 2, 3]]), "one gradient, (1, 2, 3)");
    }

    [About("OP-03", nameof(Batches.Deal))]
    public static void Each_example_is_dealt_exactly_once()
    {
        for (var count = 1; count <= 20; count++)
            for (var size = 1; size <= count + 1; size++)
            {
                var batches = Batches.Deal(count, size, new((ulong)count, "deal"));
                Check.Equal(Enumerable.Range(0, count).ToArray(), batches.SelectMany(batch => batch).Order().ToArray(),
                    $"{count} examples in batches of {size}: all numbers, sorted");
                Check.Equal((count + size - 1) / size, batches.Length, $"{count} examples in batches of {size}: how many batches");
            }
    }

    [About("OP-03", nameof(Batches.Deal))]
    public static void The_order_is_random_and_follows_from_the_stream()
    {
        int[] Dealt(ulong seed) => [.. Batches.Deal(100, 10, new(seed, "deal")).SelectMany(batch => batch)];
        Check.That(!Dealt(1).SequenceEqual(Enumerable.Range(0, 100)), "100 examples", "a random order", "the order 0, 1, 2, …");
        Check.That(!Dealt(1).SequenceEqual(Dealt(2)), "100 examples, two seeds", "two orders", "the same order twice");
        Check.Equal(Dealt(1), Dealt(1), "100 examples, the same seed twice");
    }

    [About("OP-06", nameof(Batches.Mean))]
    public static void Over_all_pairs_the_mean_is_the_full_gradient()
    {
        var all = Enumerable.Range(1, 5).Select(seed => Check.Numbers(3, (ulong)seed)).ToArray();
        var pairs = (from i in Enumerable.Range(0, 5) from j in Enumerable.Range(0, i) select Batches.Mean([all[i], all[j]])).ToArray();
        Check.Equal(Batches.Mean(all), Batches.Mean(pairs), "five gradients: the mean of the means of all ten pairs");
        Check.Equal(all.Average(gradient => gradient[0]), Batches.Mean(all)[0], "five gradients: the first element of their mean");
    }
}
