using System.Buffers.Binary;
using System.IO.Compression;
using Tiny.Nn.Lab.Report;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the report's PNG encoder and line chart.</summary>
public class ReportTests
{
    [Fact]
    public void A_PNG_file_has_the_signature_size_and_end_chunk_of_the_format()
    {
        var file = PngEncoder.Encode(3, 2, (x, y) => new RgbaPixel((byte)x, (byte)y, 7, 255));
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        Assert.Equal((3, 2),
            (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)),
             BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20))));
        byte[] endChunk = [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];
        // The last chunk is IEND, with its CRC
        Assert.Equal(endChunk, file[^12..]);
    }

    [Fact]
    public void A_PNG_file_contains_the_pixels()
    {
        var file = PngEncoder.Encode(3, 2, (x, y) => new RgbaPixel((byte)x, (byte)y, 7, 255));
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(33));
        using var rows = new ZLibStream(new MemoryStream(file, 41, length), CompressionMode.Decompress);
        var bytes = new byte[2 * (1 + 3 * 4)];
        rows.ReadExactly(bytes);
        Assert.Equal([0, 0, 0, 7, 255, 1, 0, 7, 255, 2, 0, 7, 255, 0, 0, 1, 7, 255, 1, 1, 7, 255, 2, 1, 7, 255], bytes);
        Assert.Equal(-1, rows.ReadByte());
    }

    [Theory]
    [InlineData(0, 0.43, new[] { 0, 0.1, 0.2, 0.3, 0.4, 0.5 })]
    [InlineData(97.6, 100, new[] { 97.5, 98, 98.5, 99, 99.5, 100 })]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    public void Axis_ticks_are_round_numbers_that_cover_the_range(double minimum, double maximum, double[] expected)
    {
        var ticks = ChartAxis.Ticks(minimum, maximum);
        Assert.Equal(expected.Length, ticks.Length);
        foreach (var (tick, actual) in expected.Zip(ticks)) Assert.Equal(tick, actual, 9);
    }

    [Fact]
    public void Every_point_of_a_chart_has_a_tooltip()
    {
        var svg = new Chart("Loss", new("epoch"), new("", 0, 1), new Series("training", [(1, 0.5), (2, 0.25)])).Write();
        Assert.Contains("<title>epoch 2: training 0.25</title>", svg);
        Assert.Contains(">epoch</text>", svg);
    }
}
