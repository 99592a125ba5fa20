namespace Tiny.Nn.Data;

/// <summary>One mini-batch. Its arrays are overwritten by the next batch: copy what must last.</summary>
public sealed class Batch
{
    internal Batch(Dataset data, int count)
    {
        Shape = Shape.Of([count, .. data.ExampleShape.Lengths]);
        Inputs = new float[Shape.Count];
        Targets = data.Targets.Allocate(count);
        Examples = new int[count];
    }

    /// <summary>[N, example…], such as [100, 1, 28, 28].</summary>
    public Shape Shape { get; }

    /// <summary>The inputs of the N examples, one after another.</summary>
    public float[] Inputs { get; }

    /// <summary>The targets of the N examples.</summary>
    public Targets Targets { get; }

    /// <summary>The N examples' indices in the dataset.</summary>
    public int[] Examples { get; }

    /// <summary>N.</summary>
    public int Count => Examples.Length;

    /// <summary>The batch's index in the epoch, from 0.</summary>
    public int Index { get; internal set; }
}

/// <summary>The mini-batches of a dataset: each example once per epoch; the last batch may be short.</summary>
/// <remarks>
/// The order of the examples and their augmentation are pure functions of (seed, epoch). The batches of all epochs
/// share their arrays: only one epoch can be enumerated at a time.
/// </remarks>
public sealed class Batches
{
    readonly ulong seed;
    readonly Augmentation? augmentation;
    readonly int[] order;
    readonly Batch full, last;

    /// <param name="data">The examples; at least one.</param>
    /// <param name="size">N, the examples per batch, at least 1.</param>
    /// <param name="seed">The seed of the order and the augmentation.</param>
    /// <param name="shuffle">False keeps the dataset's order, for evaluation.</param>
    /// <param name="augmentation">Applied to each image [C, H, W]; by default none.</param>
    /// <exception cref="ArgumentException">The dataset is empty, the size is not positive, or augmentation
    /// would separate images from targets of the same geometry.</exception>
    public Batches(Dataset data, int size, ulong seed = 0, bool shuffle = true, Augmentation? augmentation = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException($"Batches: the dataset '{data.Name}' has no examples");
        if (size < 1) throw new ArgumentException($"Batches: the batch size is at least 1, got {size}");
        if (augmentation is not null && data.ExampleShape.Rank != 3)
            throw new ArgumentException(
                $"Batches: augmentation needs images [C, H, W], got examples {data.ExampleShape}");
        (Data, Size, Shuffle, this.seed, this.augmentation) = (data, Math.Min(size, data.Count), shuffle, seed,
            augmentation);
        order = new int[data.Count];
        full = new Batch(data, Size);
        last = data.Count % Size == 0 ? full : new Batch(data, data.Count % Size);
        if (augmentation is not null && data.Targets.ExampleShape.Rank > 1)
            throw new ArgumentException(
                $"Batches: augmentation moves the pixels of an image but not its targets, got {full.Targets}; leave " +
                "the augmentation out");
    }

    public Dataset Data { get; }

    /// <summary>N of all batches except possibly the last.</summary>
    public int Size { get; }

    /// <summary>Whether each epoch has its own order.</summary>
    public bool Shuffle { get; }

    /// <summary>Batches per epoch: ⌈examples / N⌉.</summary>
    public int Count => (Data.Count + Size - 1) / Size;

    /// <summary>The batches of one epoch, in order.</summary>
    public IEnumerable<Batch> Epoch(int epoch)
    {
        for (var i = 0; i < order.Length; i++) order[i] = i;
        if (Shuffle) new RandomStream(seed, $"batches of epoch {epoch}").Shuffle<int>(order);
        for (var index = 0; index < Count; index++)
        {
            var batch = index == Count - 1 ? last : full;
            batch.Index = index;
            for (var i = 0; i < batch.Count; i++) Fill(batch, i, order[index * Size + i], epoch);
            yield return batch;
        }
    }

    void Fill(Batch batch, int row, int example, int epoch)
    {
        var shape = Data.ExampleShape;
        var input = batch.Inputs.AsSpan(row * shape.Count, shape.Count);
        Data.CopyInput(example, input);
        augmentation?.Apply(input, shape[0], shape[1], shape[2], new RandomStream(seed,
            $"augmentation of {example} in epoch {epoch}"));
        Data.Targets.CopyTo(batch.Targets, row, example);
        batch.Examples[row] = example;
    }
}
