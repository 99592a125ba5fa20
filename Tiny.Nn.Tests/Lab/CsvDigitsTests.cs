using Tiny.Nn.Data;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Tests.Data;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests that the CSV reader accepts files with and without a header, and that its errors name the row and the column.
/// </summary>
public class CsvDigitsTests
{
    static Dataset Read(string text, int classes = 10) => CsvDigits.Read(new StringReader(text), "digits.csv", classes);

    [Theory]
    [InlineData("label,pixel0,pixel1,pixel2,pixel3\n5,0,51,102,255\n7,1,2,3,4\n")]
    [InlineData("5,0,51,102,255\n7,1,2,3,4")]
    [InlineData("5, 0, 51, 102, 255\r\n\r\n\"7\",\"1\",2,3,4\r\n")]
    public void Rows_are_read_with_and_without_a_header(string text)
    {
        var data = Read(text);
        Assert.Equal("digits.csv: 2 × [1, 2, 2], 10 classes", data.ToString());
        Assert.Equal([5, 7], data.Labels());
        Assert.Equal([0f, 51 / 255f, 102 / 255f, 1f], data.Input(0));
    }

    [Fact]
    public void A_file_is_read_from_its_path()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("own.csv", [.. "3,9\n"u8]);
        Assert.Equal("own.csv: 1 × [1, 1, 1], 10 classes", CsvDigits.Read(path).ToString());
    }

    [Theory]
    [InlineData("", "digits.csv: has no rows with digits; expects rows 'label,pixel0,pixel1,…'")]
    [InlineData("label,pixel0\n", "digits.csv: has no rows with digits; expects rows 'label,pixel0,pixel1,…'")]
    [InlineData("1,2,3\n",
        "digits.csv, row 1: expects a label and the pixels of a square image, such as 1 + 784 columns, got 3")]
    [InlineData("label,pixel0\n1,2\n1,2,3\n", "digits.csv, row 3: expects 2 columns as in the first row, got 3")]
    [InlineData("1,2\n10,2\n", "digits.csv, row 2, column 1: a label is an integer from 0 to 9, got '10'")]
    [InlineData("1,2\n1,256\n", "digits.csv, row 2, column 2: a pixel is an integer from 0 to 255, got '256'")]
    [InlineData("1,2\n1,0.5\n", "digits.csv, row 2, column 2: a pixel is an integer from 0 to 255, got '0.5'")]
    [InlineData("-1,2\n", "digits.csv, row 1, column 1: a label is an integer from 0 to 9, got '-1'")]
    [InlineData("1,\n", "digits.csv, row 1, column 2: a pixel is an integer from 0 to 255, got ''")]
    [InlineData("1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        "digits.csv, row 1, column 2: a pixel is an integer from 0 to 255, got 'aaaaaaaaaaaaaaaaaaaa…'")]
    [InlineData("1,\"2\n3\"\n", "digits.csv, row 1, column 2: a pixel is an integer from 0 to 255, got '2 3'")]
    public void Invalid_content_throws_with_its_row_and_column(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Read(text)).Message);

    [Theory]
    [InlineData(",")]
    [InlineData("\"")]
    [InlineData("7")]
    [InlineData("7,")]
    [InlineData("\"\",")]
    [InlineData("1,1\n")]
    public void Memory_is_bounded_by_the_file(string filling)
    {
        var text = string.Concat(Enumerable.Repeat(filling, 8_000_000 / filling.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(text);
        }
        catch (InvalidDataException)
        {
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 12L * text.Length, $"{allocated} bytes for {text.Length} letters");
    }

    [Theory]
    [InlineData('"')]
    [InlineData(',')]
    [InlineData('7')]
    public void Rows_beyond_the_length_limit_throw(char filling)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read("\"" + new string(filling, 20_000_001)));
        Assert.StartsWith("digits.csv", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
