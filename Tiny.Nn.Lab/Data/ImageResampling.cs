namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Resamples images with a triangle filter, along rows and then along columns. Enlarging interpolates linearly between
/// pixels; reducing by a factor f averages over 2·f pixels with weights that fall linearly from the centre.
/// </summary>
static class ImageResampling
{
    /// <summary>Returns the samples of the image stretched to a size.</summary>
    public static byte[] Resample(DecodedImage image, int width, int height)
    {
        var channels = image.Channels;
        var (across, down) = (Filter(image.Width, width), Filter(image.Height, height));
        var rows = new float[image.Height * width * channels];
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < width; x++)
                for (var channel = 0; channel < channels; channel++)
                {
                    var (sum, at) = (0f, (y * image.Width + across[x].From) * channels + channel);
                    foreach (var weight in across[x].Weights)
                    {
                        sum += weight * image.Samples[at];
                        at += channels;
                    }
                    rows[(y * width + x) * channels + channel] = sum;
                }
        var (samples, row) = (new byte[height * width * channels], width * channels);
        for (var y = 0; y < height; y++)
            for (var i = 0; i < row; i++)
            {
                var (sum, at) = (0f, down[y].From * row + i);
                foreach (var weight in down[y].Weights)
                {
                    sum += weight * rows[at];
                    at += row;
                }
                samples[y * row + i] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
            }
        return samples;
    }

    /// <summary>Returns, for each new position, the first old position and the weights; they sum to 1.</summary>
    static (int From, float[] Weights)[] Filter(int from, int to)
    {
        var scale = (double)from / to;
        var reach = Math.Max(1, scale);
        return [.. Enumerable.Range(0, to).Select(position =>
        {
            var centre = (position + 0.5) * scale;
            var first = Math.Max(0, (int)Math.Floor(centre - reach));
            var last = Math.Min(from - 1, (int)Math.Ceiling(centre + reach));
            double[] weights = [.. Enumerable.Range(first, last - first + 1)
                .Select(old => Math.Max(0, 1 - Math.Abs(old + 0.5 - centre) / reach))];
            var sum = weights.Sum();
            return (first, Array.ConvertAll(weights, weight => (float)(weight / sum)));
        })];
    }
}
