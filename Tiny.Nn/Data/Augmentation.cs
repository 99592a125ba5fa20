using System.Buffers;

namespace Tiny.Nn.Data;

/// <summary>
/// Small random changes that leave a digit the digit it was: shift, rotation, scale, shear, elastic deformation, noise. Every value is
/// the largest change; 0, the default, means none, and all zeros give the image back exactly. Each image needs its own random stream.
/// <code>
///   out(p) = in(A⁻¹ p + u(p)) + noise·ε      A = shift · rotation · shear · scale,  each drawn uniformly within its range
///   u = elastic · (uniform field in [−1, 1]² smoothed by a Gaussian of deviation smoothness)    Simard, Steinkraus, Platt (2003)
/// </code>
/// The result stays within the range of the image and 0. There is no mirror and no half turn here: they change the class, b into d and
/// 6 into 9. Sources: RG-11, RG-12.
/// </summary>
public sealed record Augmentation
{
    /// <summary>At most so many pixels in each direction; fractions are drawn too.</summary>
    public double Shift { get; init => field = Within(value, 0, 1000, nameof(Shift)); }

    /// <summary>At most so many degrees to either side; at most 45, since a 6 on its head is a 9.</summary>
    public double Rotation { get; init => field = Within(value, 0, 45, nameof(Rotation)); }

    /// <summary>Height and width are multiplied, each by its factor in [1 − s, 1 + s]; at most 0.9: a negative one mirrors.</summary>
    public double Scale { get; init => field = Within(value, 0, 0.9, nameof(Scale)); }

    /// <summary>At most so many pixels to the right per pixel up.</summary>
    public double Shear { get; init => field = Within(value, 0, 1, nameof(Shear)); }

    /// <summary>The strength of the displacement field in pixels, before it is smoothed; 34 with smoothness 4 suits digits.</summary>
    public double Elastic { get; init => field = Within(value, 0, 1000, nameof(Elastic)); }

    /// <summary>The deviation in pixels of the Gaussian that smooths the displacement field.</summary>
    public double Smoothness { get; init => field = Within(value, 0.1, 50, nameof(Smoothness)); } = 4;

    /// <summary>The standard deviation of the normal noise added to each pixel.</summary>
    public double Noise { get; init => field = Within(value, 0, 1000, nameof(Noise)); }

    /// <summary>Mild changes that suit handwritten digits of 28×28 pixels.</summary>
    public static Augmentation Digits { get; } = new() { Shift = 1.5, Rotation = 10, Scale = 0.1, Shear = 0.15 };

    bool Moves => Shift > 0 || Rotation > 0 || Scale > 0 || Shear > 0 || Elastic > 0;

    /// <summary>Changes one image [channels, height, width] in place; all channels move together.</summary>
    /// <exception cref="ArgumentException">The image has not channels·height·width elements.</exception>
    public void Apply(Span<float> image, int channels, int height, int width, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (channels < 1 || height < 1 || width < 1 || (long)channels * height * width != image.Length)
            throw new ArgumentException(
                $"Augmentation: an image [{channels}, {height}, {width}] has {(long)channels * height * width} elements, " +
                $"got {image.Length}");
        if (Moves) Move(image, height, width, random);
        if (Noise > 0) AddNoise(image, random);
    }

    void Move(Span<float> image, int height, int width, RandomStream random)
    {
        var area = height * width;
        var map = AffineTransform.Scale(1 + Draw(Scale, random), 1 + Draw(Scale, random)).Then(AffineTransform.Shear(Draw(Shear, random)))
            .Then(AffineTransform.Rotation(Draw(Rotation, random))).Then(AffineTransform.Shift(Draw(Shift, random), Draw(Shift, random)));
        var scratch = ArrayPool<float>.Shared.Rent(4 * area);
        Span<float> before = scratch.AsSpan(0, area), spare = scratch.AsSpan(area, area), right = [], down = [];
        if (Elastic > 0)
        {
            Field(right = scratch.AsSpan(2 * area, area), spare, height, width, random);
            Field(down = scratch.AsSpan(3 * area, area), spare, height, width, random);
        }
        for (var start = 0; start < image.Length; start += area)
        {
            var channel = image.Slice(start, area);
            channel.CopyTo(before);
            ImageWarp.Apply(before, channel, height, width, map, right, down);
        }
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>One coordinate of the displacement field: uniform noise, smoothed along rows, then along columns.</summary>
    void Field(Span<float> field, Span<float> spare, int height, int width, RandomStream random)
    {
        var kernel = Gaussian(Smoothness);
        for (var i = 0; i < field.Length; i++) field[i] = (float)Draw(Elastic, random);
        for (var y = 0; y < height; y++) Smooth(field[(y * width)..], spare[(y * width)..], width, 1, kernel);
        for (var x = 0; x < width; x++) Smooth(spare[x..], field[x..], height, width, kernel);
    }

    /// <summary>One line of <paramref name="length"/> elements, <paramref name="step"/> apart; beyond its ends is nothing.</summary>
    static void Smooth(ReadOnlySpan<float> from, Span<float> to, int length, int step, float[] kernel)
    {
        var reach = kernel.Length - 1;
        for (var i = 0; i < length; i++)
        {
            var sum = 0f;
            for (var j = Math.Max(0, i - reach); j <= Math.Min(length - 1, i + reach); j++) sum += kernel[Math.Abs(i - j)] * from[j * step];
            to[i * step] = sum;
        }
    }

    /// <summary>Half of a Gaussian, from its middle to three deviations; the whole sums to 1.</summary>
    static float[] Gaussian(double deviation)
    {
        var half = new double[(int)Math.Ceiling(3 * deviation) + 1];
        for (var i = 0; i < half.Length; i++) half[i] = Math.Exp(-i * i / (2 * deviation * deviation));
        var sum = 2 * half.Sum() - half[0];
        return Array.ConvertAll(half, weight => (float)(weight / sum));
    }

    void AddNoise(Span<float> image, RandomStream random)
    {
        float low = 0, high = 0;
        foreach (var pixel in image) (low, high) = (Math.Min(low, pixel), Math.Max(high, pixel));
        foreach (ref var pixel in image) pixel = Math.Clamp(pixel + (float)(Noise * random.NextNormal()), low, high);
    }

    static double Draw(double range, RandomStream random) => range == 0 ? 0 : random.NextUniform(-range, range);

    static double Within(double value, double from, double to, string name) => value >= from && value <= to
        ? value
        : throw new ArgumentException($"Augmentation: {name} is {from} to {to}, got {value}");
}
