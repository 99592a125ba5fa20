using System.Buffers;

namespace Tiny.Nn.Data;

/// <summary>
/// Random changes that preserve a digit's class: shift, rotation, scale, shear, elastic deformation and noise.
/// </summary>
/// <remarks>
/// Each property is the largest change; 0, the default, means none, and all zeros return the image exactly. Each image
/// needs its own random stream.
/// <code>
///   out(p) = in(A⁻¹ p + u(p)) + noise·ε
///   A = shift · rotation · shear · scale,  each drawn uniformly within its range
///   u = elastic · (uniform field in [−1, 1]² smoothed by a Gaussian of deviation smoothness)
///   Source: Simard, Steinkraus, Platt (2003)
/// </code>
/// The result stays within the range of the image and 0. Reflections and rotations beyond 45° are excluded, because
/// they change the class: b to d, 6 to 9. Sources: RG-11, RG-12.
/// </remarks>
public sealed record Augmentation
{
    /// <summary>The largest shift in each direction, in pixels; fractions are drawn too.</summary>
    public double Shift { get; init => field = Within(value, 0, 1000); }

    /// <summary>The largest rotation to either side, in degrees; at most 45, since a 6 upside down is a 9.</summary>
    public double Rotation { get; init => field = Within(value, 0, 45); }

    /// <summary>
    /// s: height and width are multiplied by independent factors in [1 − s, 1 + s]; at most 0.9, since a negative
    /// factor reflects.
    /// </summary>
    public double Scale { get; init => field = Within(value, 0, 0.9); }

    /// <summary>The largest shear, in pixels to the right per pixel up.</summary>
    public double Shear { get; init => field = Within(value, 0, 1); }

    /// <summary>
    /// The strength of the displacement field in pixels, before smoothing; 34 with smoothness 4 suits digits.
    /// </summary>
    public double Elastic { get; init => field = Within(value, 0, 1000); }

    /// <summary>The standard deviation, in pixels, of the Gaussian that smooths the displacement field.</summary>
    public double Smoothness { get; init => field = Within(value, 0.1, 50); } = 4;

    /// <summary>The standard deviation of the normal noise added to each pixel.</summary>
    public double Noise { get; init => field = Within(value, 0, 1000); }

    /// <summary>Changes one image [channels, height, width] in place; all channels move together.</summary>
    /// <exception cref="ArgumentException">The image does not have channels·height·width elements.</exception>
    public void Apply(Span<float> image, int channels, int height, int width, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var count = (long)channels * height * width;
        if (channels < 1 || height < 1 || width < 1 || count != image.Length)
            throw new ArgumentException(
                $"Augmentation: an image [{channels}, {height}, {width}] has {count} elements, got {image.Length}");
        if (Shift > 0 || Rotation > 0 || Scale > 0 || Shear > 0 || Elastic > 0) Move(image, height, width, random);
        if (Noise > 0) AddNoise(image, random);
    }

    void Move(Span<float> image, int height, int width, RandomStream random)
    {
        var area = height * width;
        var map = AffineTransform.Scale(1 + Draw(Scale, random), 1 + Draw(Scale,
            random)).Then(AffineTransform.Shear(Draw(Shear, random)))
            .Then(AffineTransform.Rotation(Draw(Rotation, random))).Then(AffineTransform.Shift(Draw(Shift, random),
                Draw(Shift, random)));
        var workspace = ArrayPool<float>.Shared.Rent(4 * area);
        Span<float> before = workspace.AsSpan(0, area), spare = workspace.AsSpan(area, area), right = [], down = [];
        if (Elastic > 0)
        {
            DrawField(right = workspace.AsSpan(2 * area, area), spare, height, width, random);
            DrawField(down = workspace.AsSpan(3 * area, area), spare, height, width, random);
        }
        for (var start = 0; start < image.Length; start += area)
        {
            var channel = image.Slice(start, area);
            channel.CopyTo(before);
            ImageWarp.Apply(before, channel, height, width, map, right, down);
        }
        ArrayPool<float>.Shared.Return(workspace);
    }

    /// <summary>
    /// Draws one coordinate of the displacement field: uniform noise, smoothed along rows, then along columns.
    /// </summary>
    void DrawField(Span<float> field, Span<float> spare, int height, int width, RandomStream random)
    {
        var kernel = Gaussian(Smoothness);
        for (var i = 0; i < field.Length; i++) field[i] = (float)Draw(Elastic, random);
        for (var y = 0; y < height; y++) Smooth(field[(y * width)..], spare[(y * width)..], width, 1, kernel);
        for (var x = 0; x < width; x++) Smooth(spare[x..], field[x..], height, width, kernel);
    }

    /// <summary>
    /// Convolves one row or column of <paramref name="length"/> elements with the kernel; the image is zero-padded.
    /// </summary>
    static void Smooth(ReadOnlySpan<float> from, Span<float> to, int length, int stride, float[] kernel)
    {
        var reach = kernel.Length - 1;
        for (var i = 0; i < length; i++)
        {
            var sum = 0f;
            for (var j = Math.Max(0, i - reach); j <= Math.Min(length - 1,
                i + reach); j++) sum += kernel[Math.Abs(i - j)] * from[j * stride];
            to[i * stride] = sum;
        }
    }

    /// <summary>Half of a Gaussian, from its centre to three standard deviations; the whole kernel sums to 1.</summary>
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

    static double Within(double value, double from, double to, [CallerMemberName] string name = "") =>
        value >= from && value <= to
        ? value
        : throw new ArgumentException($"Augmentation: {name} is {from} to {to}, got {value}");
}
