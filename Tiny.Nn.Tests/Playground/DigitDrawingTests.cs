using Tiny.Nn.Lab.Playground.Rooms.Digit;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the images of drawings.</summary>
public class DigitDrawingTests
{
    const int Side = 28, Box = 20;

    public static TheoryData<int> Digits => [.. Enumerable.Range(0, 10)];

    /// <summary>
    /// MNIST's digits have the centre of mass in the centre and fit a box of 20×20, blurred edges apart.
    /// </summary>
    [Theory]
    [MemberData(nameof(Digits))]
    public void An_image_is_laid_out_as_in_mnist(int digit)
    {
        var image = DigitDrawing.ToImage(DigitDrawing.Example(digit, seed: 3));
        double mass = 0, right = 0, down = 0;
        var (columns, rows) = (new HashSet<int>(), new HashSet<int>());
        foreach (var (i, ink) in image.Index())
        {
            (mass, right, down) = (mass + ink, right + ink * (i % Side), down + ink * (i / Side));
            if (ink < 128) continue;
            columns.Add(i % Side);
            rows.Add(i / Side);
        }
        Assert.InRange(right / mass, Side / 2 - 0.51, Side / 2 + 0.51);
        Assert.InRange(down / mass, Side / 2 - 0.51, Side / 2 + 0.51);
        var longer = Math.Max(columns.Max() - columns.Min(), rows.Max() - rows.Min()) + 1;
        Assert.InRange(longer, Box - 2, Box + 1);
    }

    [Theory]
    [InlineData(1, 0.2, -0.1)]
    [InlineData(0.4, 0, 0)]
    [InlineData(0.25, 0.3, 0.25)]
    [InlineData(1.3, -0.1, 0.05)]
    public void Shifting_or_scaling_a_drawing_does_not_change_its_image(float scale, float right, float down)
    {
        for (var digit = 0; digit < 10; digit++)
        {
            var strokes = DigitDrawing.Example(digit, seed: 5);
            float[][] moved = [.. strokes.Select(stroke => stroke.Select((value, i) =>
                scale * (value - 0.5f) + 0.5f + (i % 2 == 0 ? right : down)).ToArray())];
            var (image, other) = (DigitDrawing.ToImage(strokes), DigitDrawing.ToImage(moved));
            var difference = image.Zip(other, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(difference <= 2, $"digit {digit}: a pixel differs by {difference} of 255");
        }
    }

    [Fact]
    public void Different_drawings_have_different_images()
    {
        var images = Enumerable.Range(0, 10).Select(digit => DigitDrawing.ToImage(DigitDrawing.Example(digit, 1)));
        Assert.Equal(10, images.Select(Convert.ToHexString).Distinct().Count());
        Assert.NotEqual(DigitDrawing.Example(4, seed: 1), DigitDrawing.Example(4, seed: 2));
    }

    [Fact]
    public void Examples_lie_on_the_canvas()
    {
        for (var digit = 0; digit < 10; digit++)
            for (var seed = 0UL; seed < 20; seed++)
                Assert.All(DigitDrawing.Example(digit, seed).SelectMany(stroke => stroke),
                    coordinate => Assert.InRange(coordinate, 0, 1));
    }

    /// <summary>A touch of the pen is a dot in the centre, not a line as long as the box.</summary>
    [Fact]
    public void A_touch_is_a_dot()
    {
        float[][][] touches = [[[0.2f, 0.7f]], [[0.2f, 0.7f, 0.21f, 0.705f]], [[0.2f, 0.7f], [0.2f, 0.7f]]];
        foreach (var touch in touches)
        {
            var image = DigitDrawing.ToImage(touch);
            Assert.InRange(image.Count(ink => ink > 128), 4, 16);
            Assert.True(image[Side / 2 * Side + Side / 2] > 128);
        }
    }

    [Fact]
    public void Without_strokes_the_image_is_empty() =>
        Assert.All(DigitDrawing.ToImage([]), ink => Assert.Equal(0, ink));

    [Fact]
    public void Invalid_strokes_are_explained()
    {
        Assert.Equal("strokes: expects x and y of each point, got 3 coordinates", Message([[0, 0, 1]]));
        Assert.Equal("coordinate: expects a number from -1 to 2, got NaN", Message([[0, float.NaN]]));
        Assert.Equal("coordinate: expects a number from -1 to 2, got 3", Message([[3, 0]]));
        Assert.Equal("strokes: expects a number from 0 to 100, got 101",
            Message([.. Enumerable.Repeat(new float[] { 0, 0 }, 101)]));
        Assert.Equal("points: expects a number from 0 to 20000, got 20001", Message([new float[40_002]]));

        static string Message(float[][] strokes) =>
            Assert.Throws<ArgumentException>(() => DigitDrawing.ToImage(strokes)).Message;
    }
}
