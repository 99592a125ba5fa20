namespace Tiny.Nn.Data;

/// <summary>
/// One mini-batch. The arrays are filled anew for each batch: whoever wants to keep one copies it.
/// </summary>
public sealed class Batch
{
    internal Batch(Shape exampleShape, int count)
    {
        Shape = Shape.Of([count, .. exampleShape.Lengths]);
        Inputs = new float[Shape.Count];
        Labels = new int[count];
        Examples = new int[count];
    }

    /// <summary>[N, example…], such as [100, 1, 28, 28].</summary>
    public Shape Shape { get; }

    /// <summary>The inputs, N times the elements of an example.</summary>
    public float[] Inputs { get; }

    /// <summary>The N classes.</summary>
    public int[] Labels { get; }

    /// <summary>Which examples of the dataset these are.</summary>
    public int[] Examples { get; }

    /// <summary>N.</summary>
    public int Count => Labels.Length;

    /// <summary>The position in the epoch, from 0 on.</summary>
    public int Index { get; internal set; }
}

/// <summary>
/// A dataset cut into mini-batches, every example once per epoch; the last batch is short where the size does not divide the count.
/// The order, and what augmentation does to an image, is a pure function of (seed, epoch). Two arrays are made once and used for all
/// batches: one epoch is read at a time.
/// </summary>
public sealed class Batches
{
    readonly ulong seed;
    readonly Augmentation? augmentation;
    readonly int[] order;
    readonly Batch full, last;

    /// <summary>Cuts a dataset.</summary>
    /// <param name="data">The examples; at least one.</param>
    /// <param name="size">N, examples per batch, 1 or more.</param>
    /// <param name="seed">Other seeds give other orders.</param>
    /// <param name="shuffle">False keeps the dataset's order, as an evaluation wants it.</param>
    /// <param name="augmentation">What happens to each image on its way; by default nothing. Needs examples [C, H, W].</param>
    /// <exception cref="ArgumentException">The dataset is empty, the size is not positive, or images cannot be augmented.</exception>
    public Batches(Dataset data, int size, ulong seed = 0, bool shuffle = true, Augmentation? augmentation = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException($"Batches: the dataset '{data.Name}' has no examples");
        if (size < 1) throw new ArgumentException($"Batches: a batch has one example or more, got {size}");
        if (augmentation is not null && data.ExampleShape.Rank != 3)
            throw new ArgumentException($"Batches: augmentation needs images [C, H, W], got examples {data.ExampleShape}");
        (Data, Size, Shuffle, this.seed, this.augmentation) = (data, Math.Min(size, data.Count), shuffle, seed, augmentation);
        order = new int[data.Count];
        full = new Batch(data.ExampleShape, Size);
        last = data.Count % Size == 0 ? full : new Batch(data.ExampleShape, data.Count % Size);
    }

    public Dataset Data { get; }

    /// <summary>N of all batches but perhaps the last.</summary>
    public int Size { get; }

    /// <summary>Whether each epoch has an order of its own.</summary>
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

    void Fill(Batch batch, int place, int example, int epoch)
    {
        var shape = Data.ExampleShape;
        var input = batch.Inputs.AsSpan(place * shape.Count, shape.Count);
        Data.CopyInput(example, input);
        augmentation?.Apply(input, shape[0], shape[1], shape[2], new RandomStream(seed, $"augmentation of {example} in epoch {epoch}"));
        batch.Labels[place] = Data.Label(example);
        batch.Examples[place] = example;
    }
}
