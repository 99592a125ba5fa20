using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>
/// Tests that each part of an augmentation alone has its stated effect and fills its stated range (RG-11).
/// </summary>
/// <remarks>
/// The image has two channels, the x and the y coordinate of each pixel. All channels move together, and bilinear
/// interpolation reproduces linear functions. Hence the result at p is the source position A⁻¹p + u(p) itself.
/// </remarks>
[Trait("Id", "RG-11")]
public class AugmentationPartTests
{
    const int Side = 61, Centre = Side / 2, Draws = 400;
    const double Tolerance = 1e-4;

    /// <summary>The inverse map of one draw: its Jacobian, and the source position of the centre.</summary>
    readonly record struct InverseMap(double XX, double XY, double YX, double YY, double Right, double Down);

    [Fact]
    public void A_shift_moves_both_directions_independently_within_its_range()
    {
        var maps = Maps(new() { Shift = 3 });
        Assert.All(maps, map => AssertClose([1, 0, 0, 1], [map.XX, map.XY, map.YX, map.YY]));
        AssertFills(-3, 3, [.. maps.Select(map => -map.Right)]);
        AssertFills(-3, 3, [.. maps.Select(map => -map.Down)]);
        AssertIndependent(maps.Select(map => (map.Right, map.Down)));
        Assert.Contains(maps, map => Math.Abs(map.Right - Math.Round(map.Right)) > 0.2);
    }

    [Fact]
    public void A_rotation_turns_about_the_centre_within_its_range()
    {
        var maps = Maps(new() { Rotation = 30 });
        AssertFills(-30, 30, [.. maps.Select(map => Degrees(-map.YX, map.XX))]);
        Assert.All(maps, map => AssertClose([map.YY, -map.YX, 1, 0, 0],
            [map.XX, map.XY, map.XX * map.XX + map.YX * map.YX, map.Right, map.Down]));
    }

    [Fact]
    public void A_scale_multiplies_width_and_height_by_independent_factors_within_its_range()
    {
        var maps = Maps(new() { Scale = 0.25 });
        Assert.All(maps, map => AssertClose([0, 0, 0, 0], [map.XY, map.YX, map.Right, map.Down]));
        AssertFills(0.75, 1.25, [.. maps.Select(map => 1 / map.XX)]);
        AssertFills(0.75, 1.25, [.. maps.Select(map => 1 / map.YY)]);
        AssertIndependent(maps.Select(map => (1 / map.XX, 1 / map.YY)));
    }

    [Fact]
    public void A_shear_moves_each_row_by_its_height_above_the_centre_within_its_range()
    {
        var maps = Maps(new() { Shear = 0.4 });
        Assert.All(maps, map => AssertClose([1, 0, 1, 0, 0], [map.XX, map.YX, map.YY, map.Right, map.Down]));
        AssertFills(-0.4, 0.4, [.. maps.Select(map => map.XY)]);
    }

    /// <summary>
    /// A = shift · rotation · shear · scale: the first column of its Jacobian determines the rotation and the
    /// horizontal factor, the second one the vertical factor and the shear. In another order they leave their ranges.
    /// </summary>
    [Fact]
    public void All_parts_together_are_scaled_then_sheared_then_rotated_then_shifted()
    {
        List<double> angles = [], widths = [], heights = [], slants = [], right = [], down = [];
        foreach (var map in Maps(new() { Shift = 3, Rotation = 30, Scale = 0.25, Shear = 0.4 }))
        {
            var inverse = new AffineTransform(map.XX, map.XY, map.YX, map.YY, map.Right, map.Down).Inverse();
            var (sine, cosine) = Math.SinCos(Math.Atan2(inverse.YX, inverse.XX));
            angles.Add(Degrees(inverse.YX, inverse.XX));
            widths.Add(Math.Sqrt(inverse.XX * inverse.XX + inverse.YX * inverse.YX));
            heights.Add(cosine * inverse.YY - sine * inverse.XY);
            slants.Add(-(cosine * inverse.XY + sine * inverse.YY) / heights[^1]);
            right.Add(inverse.Right);
            down.Add(inverse.Down);
        }
        AssertFills(-30, 30, angles);
        AssertFills(0.75, 1.25, widths);
        AssertFills(0.75, 1.25, heights);
        AssertFills(-0.4, 0.4, slants);
        AssertFills(-3, 3, right);
        AssertFills(-3, 3, down);
    }

    /// <summary>
    /// Uniform noise in ±e has the variance e²/3. A Gaussian of deviation σ along both axes multiplies it by
    /// (1 / (2σ√π))², and gives neighbours the correlation exp(−1 / (4σ²)).
    /// </summary>
    [Theory]
    [InlineData(34, 4)]
    [InlineData(10, 2)]
    public void An_elastic_field_has_the_deviation_and_smoothness_of_its_formula(double strength, double smoothness)
    {
        List<double> right = [], down = [], neighbours = [];
        foreach (var (x, y) in Sources(new() { Elastic = strength, Smoothness = smoothness }, draws: 60))
            for (var row = 20; row <= 40; row++)
                for (var column = 20; column <= 40; column++)
                {
                    var pixel = row * Side + column;
                    right.Add(x[pixel] - column);
                    down.Add(y[pixel] - row);
                    neighbours.Add(x[pixel + 1] - column - 1);
                }
        var expected = strength / Math.Sqrt(3) / (2 * smoothness * Math.Sqrt(Math.PI));
        Assert.InRange(Deviation(right), 0.9 * expected, 1.1 * expected);
        Assert.InRange(Deviation(down), 0.9 * expected, 1.1 * expected);
        Assert.InRange(right.Average(), -0.2 * expected, 0.2 * expected);
        Assert.InRange(Correlation(right, down), -0.15, 0.15);
        Assert.Equal(Math.Exp(-1 / (4 * smoothness * smoothness)), Correlation(right, neighbours), 0.01);
    }

    [Fact]
    public void Noise_has_its_deviation_at_every_pixel_independently_and_stays_in_the_range_of_the_image()
    {
        List<double> first = [], second = [];
        for (var draw = 0; draw < 4000; draw++)
        {
            float[] image = [-10, 2, 3, 10];
            new Augmentation { Noise = 0.5 }.Apply(image, 1, 2, 2, new RandomStream(1, $"noise {draw}"));
            Assert.All(image, pixel => Assert.InRange(pixel, -10, 10));
            first.Add(image[1]);
            second.Add(image[2]);
        }
        Assert.Equal(2, first.Average(), 0.03);
        Assert.Equal(3, second.Average(), 0.03);
        Assert.Equal(0.5, Deviation(first), 0.03);
        Assert.Equal(0.5, Deviation(second), 0.03);
        Assert.InRange(Correlation(first, second), -0.06, 0.06);
        Assert.InRange(first.Count(pixel => Math.Abs(pixel - 2) < 0.5) / 4000.0, 0.66, 0.71);    // a normal law: 68 %
    }

    /// <summary>Returns the inverse maps of many draws, each checked to be affine near the centre.</summary>
    static List<InverseMap> Maps(Augmentation augmentation)
    {
        var maps = new List<InverseMap>();
        foreach (var (x, y) in Sources(augmentation, Draws))
        {
            var centre = Centre * Side + Centre;
            var map = new InverseMap(x[centre + 1] - x[centre], x[centre + Side] - x[centre],
                y[centre + 1] - y[centre], y[centre + Side] - y[centre], x[centre] - Centre, y[centre] - Centre);
            foreach (var (right, down) in new[] { (10, 0), (-10, 5), (0, 10), (5, -10), (-10, -10) })
            {
                var pixel = centre + down * Side + right;
                Assert.Equal(x[centre] + map.XX * right + map.XY * down, x[pixel], 20 * Tolerance);
                Assert.Equal(y[centre] + map.YX * right + map.YY * down, y[pixel], 20 * Tolerance);
            }
            maps.Add(map);
        }
        return maps;
    }

    /// <summary>Returns the source coordinates of all pixels for many draws.</summary>
    static IEnumerable<(float[] X, float[] Y)> Sources(Augmentation augmentation, int draws)
    {
        for (var draw = 0; draw < draws; draw++)
        {
            float[] image = [.. Enumerable.Range(0, 2 * Side * Side)
                .Select(pixel => (float)(pixel < Side * Side ? pixel % Side : pixel / Side % Side))];
            augmentation.Apply(image, 2, Side, Side, new RandomStream(3, $"draw {draw}"));
            yield return (image[..(Side * Side)], image[(Side * Side)..]);
        }
    }

    static double Degrees(double sine, double cosine) => Math.Atan2(sine, cosine) * 180 / Math.PI;

    static void AssertClose(double[] expected, double[] actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= Tolerance);

    /// <summary>Asserts that the values lie in the range, and that each tenth of it has some of them.</summary>
    static void AssertFills(double from, double to, IReadOnlyCollection<double> values)
    {
        Assert.All(values, value => Assert.InRange(value, from - 10 * Tolerance, to + 10 * Tolerance));
        var tenths = new int[10];
        foreach (var value in values) tenths[Math.Clamp((int)(10 * (value - from) / (to - from)), 0, 9)]++;
        Assert.All(tenths, count => Assert.InRange(count, values.Count / 20, values.Count / 5));
    }

    static void AssertIndependent(IEnumerable<(double, double)> pairs) => Assert.InRange(
        Correlation([.. pairs.Select(pair => pair.Item1)], [.. pairs.Select(pair => pair.Item2)]), -0.15, 0.15);

    static double Deviation(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    static double Correlation(IReadOnlyCollection<double> a, IReadOnlyCollection<double> b)
    {
        double meanA = a.Average(), meanB = b.Average();
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Average() / (Deviation(a) * Deviation(b));
    }
}
