using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Tests.Data;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests that training, validation and test set of a .csv file share no row and together have every row, with its
/// label.
/// </summary>
public sealed class CsvSplitTests : IDisposable
{
    const int Pixels = 784;

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(6, null, 4, 1, 1)]
    [InlineData(7, 0, 6, 0, 1)]
    [InlineData(100, null, 80, 10, 10)]
    [InlineData(599, 200, 339, 200, 60)]
    [InlineData(600, 539, 1, 539, 60)]
    public void The_sets_share_no_row_and_have_every_row(int rows, int? validation, int training, int validating,
        int testing)
    {
        var splits = DigitLoader.Load(Write(rows), validation, defaultValidation: 10_000, _ => { }).Splits;
        Assert.Equal((training, validating, testing),
            (splits.Training.Count, splits.Validation?.Count ?? 0, splits.Test.Count));
        List<int> found = [.. Rows(splits.Training), .. splits.Validation is null ? [] : Rows(splits.Validation),
            .. Rows(splits.Test)];
        Assert.Equal(Enumerable.Range(0, rows), found.Order());
        if (rows >= 100) Assert.NotEqual(Enumerable.Range(0, testing), Rows(splits.Test));
        var again = DigitLoader.Load(Write(rows), validation, defaultValidation: 10_000, _ => { }).Splits;
        Assert.Equal(found[..training], Rows(again.Training));
    }

    [Fact]
    public void The_test_set_is_independent_of_the_number_of_validation_rows()
    {
        var sets = new[] { 0, 1, 40 }.Select(validation =>
            Rows(DigitLoader.Load(Write(120), validation, defaultValidation: 20, _ => { }).Splits.Test)).ToList();
        Assert.All(sets, set => Assert.Equal(sets[0], set));
    }

    /// <summary>
    /// Writes a file whose rows begin with their number in two pixels, and have a label that follows from it.
    /// </summary>
    string Write(int rows)
    {
        var lines = Enumerable.Range(0, rows).Select(row =>
            $"{row * 7 % 10},{row % 256},{row / 256}{string.Concat(Enumerable.Repeat(",0", Pixels - 2))}\n");
        return folder.Write("digits.csv", System.Text.Encoding.ASCII.GetBytes(string.Concat(lines)));
    }

    /// <summary>Returns the numbers of the rows of a set; each has its own label.</summary>
    static List<int> Rows(Dataset set)
    {
        var rows = new List<int>();
        for (var n = 0; n < set.Count; n++)
        {
            var pixels = set.Input(n);
            rows.Add((int)Math.Round(255 * pixels[0]) + 256 * (int)Math.Round(255 * pixels[1]));
            Assert.Equal(rows[^1] * 7 % 10, set.Label(n));
        }
        return rows;
    }
}
