using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Training;

/// <summary>Data whose answer is known.</summary>
static class Problems
{
    /// <summary>Two clouds of radius below 1 around (−1, −1), class 0, and (1, 1), class 1: a line parts them.</summary>
    public static Dataset Clouds(int count, ulong seed = 7)
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
