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

    /// <summary>Returns y = sin x for x in −π … π, unsorted.</summary>
    public static Dataset Sine(int count)
    {
        var x = Uniform(count, Math.PI, "sine");
        return Dataset.FromArrays(x, [1], Targets.FromValues(Array.ConvertAll(x, MathF.Sin)), "sine");
    }

    /// <summary>Returns y = W x + b with W = [[1, −2], [0.5, 3]] and b = [0.25, −1], for x in −1 … 1.</summary>
    public static Dataset LinearMap(int count, ulong seed = 1)
    {
        var x = Uniform(2 * count, 1, "linear map", seed);
        var y = x.Chunk(2).SelectMany(pair => new[]
        {
            pair[0] - 2 * pair[1] + 0.25f, 0.5f * pair[0] + 3 * pair[1] - 1,
        });
        return Dataset.FromArrays(x, [2], Targets.FromValues([.. y], [2]), "linear map");
    }

    /// <summary>
    /// Returns noisy images [1, 8, 8] of a bright square on the left half and a dark one on the right, with one class
    /// per pixel: 0 background, 1 bright, 2 dark.
    /// </summary>
    public static Dataset Squares(int count)
    {
        var random = new RandomStream(7, "squares");
        var (images, masks) = (new float[64 * count], new int[64 * count]);
        for (var n = 0; n < count; n++)
        {
            int top = random.NextInt(6), left = random.NextInt(2), below = random.NextInt(6), right = random.NextInt(2);
            for (var pixel = 0; pixel < 64; pixel++)
            {
                var (y, x, index) = (pixel / 8, pixel % 8, 64 * n + pixel);
                masks[index] = Within(y - top, x - left) ? 1 : Within(y - below, x - 4 - right) ? 2 : 0;
                images[index] =
                    (masks[index] == 1 ? 1 : masks[index] == 2 ? -1 : 0) + (float)random.NextUniform(-0.6, 0.6);
            }
        }
        return Dataset.FromArrays(images, [1, 8, 8], Targets.FromLabels(masks, 3, [8, 8]), "squares");

        static bool Within(int row, int column) => row is >= 0 and < 3 && column is >= 0 and < 3;
    }

    static float[] Uniform(int count, double limit, string stream, ulong seed = 1)
    {
        var random = new RandomStream(seed, stream);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextUniform(-limit, limit))];
    }
}
