using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>Images whose pixels are rearranged by one fixed permutation.</summary>
public static class PermutedPixels
{
    /// <summary>Returns a random permutation of 0 … count − 1.</summary>
    public static int[] Permutation(int count, ulong seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new RandomStream(seed, "permutation of pixels").Shuffle<int>(order);
        return order;
    }

    /// <summary>Returns the dataset with pixel <paramref name="order"/>[j] of every image at place j.</summary>
    public static Dataset Create(Dataset data, int[] order)
    {
        var inputs = Enumerable.Range(0, data.Count).SelectMany(i => Apply(data.Input(i), order)).ToArray();
        return Dataset.FromArrays(inputs, data.ExampleShape, data.Targets, data.Name);
    }

    /// <summary>Returns the values with value <paramref name="order"/>[j] at place j.</summary>
    public static T[] Apply<T>(T[] values, int[] order) => Array.ConvertAll(order, from => values[from]);
}
