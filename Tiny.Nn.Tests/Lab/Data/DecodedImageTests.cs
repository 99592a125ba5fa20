using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Tests.Lab.Data;

/// <summary>Tests of the conversion of images: grey levels, transparency, size.</summary>
public class DecodedImageTests
{
    [Fact]
    public void Grey_is_the_luma_of_the_colors() =>
        Assert.Equal([76, 150, 29, 255], new DecodedImage(4, 1, 3,
            [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]).ToGrey().Samples);

    [Fact]
    public void Planes_follow_each_other()
    {
        var planes = new byte[6];
        new DecodedImage(1, 2, 3, [1, 2, 3, 4, 5, 6]).CopyPlanes(planes);
        Assert.Equal([1, 4, 2, 5, 3, 6], planes);
    }

    /// <summary>Constant images stay constant, values stay within their range, a mirrored image gives the mirrored
    /// result, and the mean is that of the original if both sizes divide evenly.</summary>
    [Fact]
    public void Resampling_keeps_constants_range_symmetry_and_mean()
    {
        for (var seed = 1UL; seed <= 100; seed++)
        {
            var random = new RandomStream(seed, "resampling");
            int width = 1 + random.NextInt(30), height = 1 + random.NextInt(30), channels = 1 + random.NextInt(3);
            int to = 1 + random.NextInt(30), down = 1 + random.NextInt(30);
            var samples = new byte[width * height * channels];
            for (var i = 0; i < samples.Length; i++) samples[i] = (byte)(60 + random.NextInt(100));
            var image = new DecodedImage(width, height, channels, samples);
            var resized = image.Resized(to, down);
            Assert.Equal((to, down, channels), (resized.Width, resized.Height, resized.Channels));
            Assert.All(resized.Samples, sample => Assert.InRange(sample, samples.Min(), samples.Max()));
            Assert.Equal(samples, image.Resized(width, height).Samples);
            Assert.All(new DecodedImage(width, height, channels, [.. samples.Select(_ => (byte)9)])
                .Resized(to, down).Samples, sample => Assert.Equal(9, sample));
            var mirrored = Mirror(Mirror(image).Resized(to, down));
            Assert.All(mirrored.Samples.Zip(resized.Samples),
                pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1));
        }
        var block = new DecodedImage(4, 4, 1, [.. Enumerable.Range(0, 16).Select(i => (byte)(10 * i))]).Resized(2, 2);
        Assert.Equal(75, block.Samples.Average(sample => sample), 1.0);
        Assert.True(block.Samples[0] < block.Samples[1] && block.Samples[1] < block.Samples[2]);
    }

    static DecodedImage Mirror(DecodedImage image)
    {
        var samples = new byte[image.Samples.Length];
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                for (var channel = 0; channel < image.Channels; channel++)
                    samples[(y * image.Width + x) * image.Channels + channel] =
                        image.Samples[(y * image.Width + image.Width - 1 - x) * image.Channels + channel];
        return image with { Samples = samples };
    }
}
