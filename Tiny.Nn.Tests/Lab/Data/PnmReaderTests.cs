using System.Text;
using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Tests.Lab.Data;

/// <summary>Tests of PGM and PPM files, as text and as bytes, and of the messages about damaged ones.</summary>
public class PnmReaderTests
{
    static DecodedImage Read(string text) => PnmReader.Decode(Encoding.Latin1.GetBytes(text), "a.pgm");

    [Theory]
    [InlineData("P2\n# a comment\n2 2 255\n0 51\n102 255\n", 1)]
    [InlineData("P2 2 2 5 0 1 2 5", 1)]
    [InlineData("P5\n2 2 # another\n255\n\0\x33\x66\xFF", 1)]
    [InlineData("P5 2 2 65535 \0\0\x33\x33\x66\x66\xFF\xFF", 1)]
    public void Grey_images_are_read(string text, int channels)
    {
        var image = Read(text);
        Assert.Equal((2, 2, channels), (image.Width, image.Height, image.Channels));
        Assert.Equal([0, 51, 102, 255], image.Samples);
    }

    [Theory]
    [InlineData("P3 1 2 255 1 2 3 4 5 6")]
    [InlineData("P6 1 2 255\n\x01\x02\x03\x04\x05\x06")]
    public void Colors_are_read(string text) => Assert.Equal([1, 2, 3, 4, 5, 6], Read(text).Samples);

    [Theory]
    [InlineData("hello", "a.pgm: is not a PGM or PPM file: it does not begin with P2, P3, P5 or P6")]
    [InlineData("P4 1 1 \0", "a.pgm: expects P2, P3, P5 or P6 (PGM or PPM), got P4; convert the image to PGM")]
    [InlineData("P5 2 x", "a.pgm, offset 5: expects a number; the file is damaged")]
    [InlineData("P5 20000 1 255 ",
        "a.pgm: width and height are 1 to 16384 and at most 67108864 pixels together, got 20000 × 1; reduce the image")]
    [InlineData("P5 2 2 0 ", "a.pgm: the largest sample is 1 to 65535, got 0")]
    [InlineData("P5 2 2 255\nabc",
        "a.pgm: 2 × 2 pixels need 4 bytes after the header, but 3 follow; the file is incomplete, copy it again")]
    [InlineData("P2 1 2 5 3 6", "a.pgm: sample 1 is 6, above the largest sample 5")]
    public void Damaged_files_are_explained(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Read(text)).Message);
}
