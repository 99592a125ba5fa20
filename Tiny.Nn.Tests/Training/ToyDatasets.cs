using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Training;

/// <summary>Small datasets with known structure.</summary>
static class ToyDatasets
{
    /// <summary>
    /// Returns two linearly separable clusters: class 0 around (−1, −1) and class 1 around (1, 1), each within ±0.7
    /// per coordinate.
    /// </summary>
    public static Dataset TwoClusters(int count, ulong seed = 7)
    {
        var random = new RandomStream(seed, "clouds");
        var (inputs, labels) = (new float[2 * count], new int[count]);
        for (var n = 0; n < count; n++)
        {
            labels[n] = random.NextInt(2);
            for (var j = 0; j < 2; j++) inputs[2 * n + j] = (float)(2 * labels[n] - 1 + random.NextUniform(-0.7, 0.7));
        }
        return Dataset.FromArrays(inputs, [2], labels, 2, "clouds");
    }
}
