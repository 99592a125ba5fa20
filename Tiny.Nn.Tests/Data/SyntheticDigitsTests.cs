using Tiny.Nn.Data;

namespace Tiny.Nn.Tests.Data;

/// <summary>
/// Tests that synthetic digits are balanced, repeatable and laid out like MNIST, and that errors in the stroke
/// table are reported.
/// </summary>
public class SyntheticDigitsTests
{
    [Fact]
    public void All_ten_classes_are_equally_frequent()
    {
        var labels = SyntheticDigits.Create(200, seed: 1).Labels();
        Assert.All(Enumerable.Range(0, 10), digit => Assert.Equal(20, labels.Count(label => label == digit)));
    }

    [Fact]
    public void An_image_depends_only_on_seed_and_index()
    {
        Dataset few = SyntheticDigits.Create(30, seed: 9), many = SyntheticDigits.Create(60, seed: 9);
        var other = SyntheticDigits.Create(30, seed: 10);
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(few.Input(i), many.Input(i));
            Assert.NotEqual(few.Input(i), other.Input(i));
        }
        Assert.Equal(60, Enumerable.Range(0, 60).Select(i => string.Join(' ', many.Input(i))).Distinct().Count());
    }

    [Fact]
    public void Each_digit_has_its_centre_of_mass_in_the_middle()
    {
        var data = SyntheticDigits.Create(1000, seed: 3);
        for (var i = 0; i < data.Count; i++)
        {
            var image = data.Input(i);
            double mass = image.Sum(), right = 0, down = 0;
            for (var p = 0; p < 784; p++) (right, down) = (right + image[p] * (p % 28), down + image[p] * (p / 28));
            Assert.InRange(mass, 15, 400);
            // The tolerance is half a pixel and a small loss at the border
            Assert.InRange(Math.Abs(right / mass - 14), 0, 0.52);
            Assert.InRange(Math.Abs(down / mass - 14), 0, 0.52);
        }
    }

    [Fact]
    public void The_mean_intensity_is_close_to_that_of_MNIST()
    {
        var data = SyntheticDigits.Create(2000, seed: 3);
        var mean = Enumerable.Range(0, data.Count).Average(i => data.Input(i).Average());
        Assert.InRange(mean, 0.11, 0.16);                                 // MNIST: 0.131
    }

    [Fact]
    public void Splits_have_the_requested_sizes()
    {
        var splits = SyntheticDigits.Load(seed: 2, training: 50, validation: 20, test: 30);
        Assert.Equal((50, 20, 30), (splits.Training.Count, splits.Validation!.Count, splits.Test.Count));
        Assert.Null(SyntheticDigits.Load(training: 10, validation: 0, test: 10).Validation);
        Assert.Equal("SyntheticDigits: the count is 0 to 2000000, got -1",
            Assert.Throws<ArgumentException>(() => SyntheticDigits.Create(-1, 1)).Message);
    }

    [Fact]
    public void The_built_in_table_has_many_styles_of_each_digit()
    {
        for (var digit = 0; digit < 10; digit++)
        {
            Assert.InRange(StrokeTable.BuiltIn[digit].Count, 5, 30);
            Assert.Equal(StrokeTable.BuiltIn[digit].Count,
                StrokeTable.BuiltIn[digit].Select(glyph => glyph.Style).Distinct().Count());
        }
    }

    [Fact]
    public void Styles_are_drawn_in_proportion_to_their_weights()
    {
        var random = new RandomStream(1, "styles");
        var styles = StrokeTable.BuiltIn[7];
        var drawn = Enumerable.Range(0, 20_000).Select(_ => StrokeTable.BuiltIn.Pick(7, random).Style)
            .CountBy(style => style).ToDictionary();
        foreach (var style in styles)
            Assert.InRange(drawn[style.Style] / 20_000.0 - style.Weight / styles.Sum(each => each.Weight), -0.02, 0.02);
    }

    [Theory]
    [InlineData("7 plain 1 3,0 3,10",
        "table, line 2: expects 'digit style weight : points' such as '1 plain 2 : 3,0 3,10', " +
        "got '7 plain 1 3,0 3,10'")]
    [InlineData("7 plain -1 : 3,0 3,10",
        "table, line 2: expects 'digit style weight : points' such as '1 plain 2 : 3,0 3,10', " +
        "got '7 plain -1 : 3,0 3,10'")]
    [InlineData("7 plain 1 : 3,0", "table, line 2: a stroke has 2 to 1000 points, got 1 in '3,0'")]
    [InlineData("7 plain 1 : 3,0 3,NaN",
        "table, line 2: a point is 'x,y' or 'x,y!' with coordinates from -100 to 100, got '3,NaN'")]
    [InlineData("7 plain 1 : 3,0 1e9,0",
        "table, line 2: a point is 'x,y' or 'x,y!' with coordinates from -100 to 100, got '1e9,0'")]
    [InlineData("7 plain 1 : 3,0 3,10",
        "table: every digit needs a style, but 0 has none; add a line such as '0 plain 1 : 3,0 3,10'")]
    public void An_invalid_line_throws_with_its_number(string line, string message)
    {
        using var text = new StringReader("# comment\n" + line);
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => StrokeTable.Parse(text, "table")).Message);
    }

    [Fact]
    public void A_custom_table_may_have_coincident_points()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 10).Select(digit => $"{digit} dot 1 : 3,3 3,3"));
        var data = SyntheticDigits.Create(10, 1, StrokeTable.Parse(new StringReader(lines), "dots"));
        Assert.All(data.Input(0), pixel => Assert.InRange(pixel, 0f, 1f));
    }
}
