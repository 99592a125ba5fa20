using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>
/// Tests that augmentation keeps shape and range, is the identity by default, and never mirrors (RG-11, RG-12, NM-05).
/// </summary>
public class AugmentationTests
{
    static readonly Augmentation Strong =
        new() { Shift = 3, Rotation = 30, Scale = 0.3, Shear = 0.4, Elastic = 30, Noise = 0.2 };

    static float[] Image(int pixels, string stream = "image")
    {
        var random = new RandomStream(1, stream);
        return [.. Enumerable.Range(0, pixels).Select(_ => (float)random.NextDouble())];
    }

    [Fact, Trait("Id", "RG-11")]
    public void Identity_transforms_return_the_image_bit_for_bit()
    {
        float[] image = Image(2 * 5 * 7), same = [.. image], moved = new float[35];
        new Augmentation().Apply(same, 2, 5, 7, new RandomStream(1, "none"));
        Assert.Equal(image, same);
        ImageWarp.Apply(image.AsSpan(0, 35), moved, 5, 7, AffineTransform.Shift(0, 0));
        Assert.Equal(image[..35], moved);
        ImageWarp.Apply(image.AsSpan(0, 35), moved, 5, 7,
            AffineTransform.Rotation(0).Then(AffineTransform.Shear(0)).Then(AffineTransform.Scale(1, 1)));
        Assert.Equal(image[..35], moved);
    }

    [Fact, Trait("Id", "RG-11")]
    public void Augmented_pixels_stay_in_range_and_are_repeatable()
    {
        for (var i = 0; i < 50; i++)
        {
            float[] a = Image(784, $"{i}"), b = [.. a];
            Strong.Apply(a, 1, 28, 28, new RandomStream(2, $"{i}"));
            Strong.Apply(b, 1, 28, 28, new RandomStream(2, $"{i}"));
            Assert.Equal(a, b);
            Assert.All(a, pixel => Assert.InRange(pixel, 0f, 1f));
        }
    }

    [Fact, Trait("Id", "RG-11")]
    public void All_channels_are_transformed_alike()
    {
        float[] one = Image(784), three = [.. one, .. one, .. one];
        var transform = Strong with { Noise = 0 };
        transform.Apply(one, 1, 28, 28, new RandomStream(5, "channels"));
        transform.Apply(three, 3, 28, 28, new RandomStream(5, "channels"));
        Assert.Equal([.. one, .. one, .. one], three);
    }

    [Fact, Trait("Id", "RG-11")]
    public void A_shift_by_whole_pixels_is_exact_and_by_half_a_pixel_interpolates()
    {
        float[] image = [1, 2, 3, 4, 5, 6], moved = new float[6];
        ImageWarp.Apply(image, moved, 2, 3, AffineTransform.Shift(1, 0));
        Assert.Equal([0f, 1, 2, 0, 4, 5], moved);
        ImageWarp.Shift<float>(image, moved, 2, 3, 1, 0);
        Assert.Equal([0f, 1, 2, 0, 4, 5], moved);
        ImageWarp.Apply(image, moved, 2, 3, AffineTransform.Shift(0.5, 0));
        Assert.Equal([0.5f, 1.5f, 2.5f, 2f, 4.5f, 5.5f], moved);
        ImageWarp.Shift<float>(image, moved, 2, 3, int.MinValue, 5);
        Assert.Equal(new float[6], moved);
    }

    [Fact, Trait("Id", "RG-11")]
    public void A_rotation_by_90_degrees_is_clockwise()
    {
        float[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9], rotated = new float[9];
        ImageWarp.Apply(image, rotated, 3, 3, AffineTransform.Rotation(90));
        Assert.All(rotated.Zip([7f, 4, 1, 8, 5, 2, 9, 6, 3]), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void A_transform_and_its_inverse_cancel()
    {
        var transform = AffineTransform.Scale(1.2, 0.8).Then(AffineTransform.Shear(0.3))
            .Then(AffineTransform.Rotation(20)).Then(AffineTransform.Shift(2, -3));
        var unit = transform.Then(transform.Inverse());
        double[] difference = [unit.XX - 1, unit.XY, unit.YX, unit.YY - 1, unit.Right, unit.Down];
        Assert.All(difference, each => Assert.InRange(Math.Abs(each), 0, 1e-12));
        Assert.Throws<InvalidOperationException>(() => AffineTransform.Scale(0, 1).Inverse());
    }

    [Fact, Trait("Id", "RG-11")]
    public void Elastic_deformation_changes_the_image_and_roughly_keeps_its_total_intensity()
    {
        var bar = new float[784];
        for (var y = 4; y < 24; y++) bar[y * 28 + 13] = bar[y * 28 + 14] = 1;
        var deformed = (float[])bar.Clone();
        new Augmentation { Elastic = 34 }.Apply(deformed, 1, 28, 28, new RandomStream(1, "elastic"));
        Assert.NotEqual(bar, deformed);
        Assert.InRange(deformed.Sum(), 0.6 * bar.Sum(), 1.5 * bar.Sum());
    }

    [Fact, Trait("Id", "RG-12")]
    public void Augmentations_that_could_change_the_class_throw()
    {
        AssertThrows("Augmentation: Rotation is 0 to 45, got 180", () => _ = new Augmentation { Rotation = 180 });
        AssertThrows("Augmentation: Scale is 0 to 0.9, got 2", () => _ = new Augmentation { Scale = 2 });
        AssertThrows("Augmentation: Noise is 0 to 1000, got NaN", () => _ = new Augmentation { Noise = double.NaN });
        AssertThrows("Augmentation: an image [1, 3, 3] has 9 elements, got 8",
            () => Strong.Apply(new float[8], 1, 3, 3, new RandomStream(1, "short")));
    }

    [Fact, Trait("Id", "NM-05")]
    public void The_expansion_gives_five_exact_images_per_example()
    {
        var labels = Targets.FromLabels([4, 2], 10);
        var data = Dataset.FromPixels([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1, 2, 3], labels, "two");
        var expanded = ShiftExpansion.ByOnePixel(data);
        Assert.Equal([4, 4, 4, 4, 4, 2, 2, 2, 2, 2], expanded.Labels());
        byte[][] expected =
        [
            [1, 2, 3, 4, 5, 6], [4, 5, 6, 0, 0, 0], [0, 0, 0, 1, 2, 3], [2, 3, 0, 5, 6, 0], [0, 1, 2, 0, 4, 5],
            [7, 8, 9, 10, 11, 12],
        ];
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i].Select(pixel => pixel / 255f), expanded.Input(i));
    }

    [Fact]
    public void The_expansion_handles_floating_point_values_and_channels()
    {
        var expanded = ShiftExpansion.ByOnePixel(Dataset.FromArrays([1, 2, 3, 4], [2, 1, 2], [0], 1, "channels"));
        Assert.Equal([2f, 0, 4, 0], expanded.Input(3));
        AssertThrows("ShiftExpansion: needs images [C, H, W], got examples [4]",
            () => ShiftExpansion.ByOnePixel(Dataset.FromArrays(new float[4], [4], [0])));
    }

    static void AssertThrows(string message, Action action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
}
