using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Tests.Lab.Data;

/// <summary>
/// Tests that the PNG reader returns the pixels that an independent writer wrote, for every color type, depth, filter
/// and interlace method, and that damaged files end in a message that names the file.
/// </summary>
public class PngReaderTests
{
    static readonly (int Color, int Depth)[] kinds =
    [
        (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16),
        (6, 8), (6, 16),
    ];

    public static TheoryData<int, int, bool> Kinds
    {
        get
        {
            var data = new TheoryData<int, int, bool>();
            foreach (var (color, depth) in kinds)
                foreach (var isInterlaced in new[] { false, true }) data.Add(color, depth, isInterlaced);
            return data;
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_kind_of_image_reads_back_equal(int color, int depth, bool isInterlaced)
    {
        var random = new RandomStream(1, $"PNG {color} {depth}");
        for (var round = 0; round < 20; round++)
        {
            int width = 1 + random.NextInt(19), height = 1 + random.NextInt(19), samples = PngWriter.Samples(color);
            var values = new int[width * height * samples];
            for (var i = 0; i < values.Length; i++) values[i] = random.NextInt(1 << depth);
            var palette = new byte[3 << depth];
            for (var i = 0; color == 3 && i < palette.Length; i++) palette[i] = (byte)random.NextInt(256);
            var file = PngWriter.Write(width, height, depth, color, isInterlaced,
                (x, y, sample) => values[(y * width + x) * samples + sample], row => (row + round) % 5,
                color == 3 ? [("PLTE", palette)] : [("tEXt", [1, 2])]);
            var image = PngReader.Decode(file, "a.png");
            double largest = (1 << depth) - 1;
            byte[] expected = color == 3
                ? [.. values.SelectMany(index => palette[(3 * index)..(3 * index + 3)])]
                : [.. values.Select(value => (byte)Math.Round(255 * value / largest, MidpointRounding.AwayFromZero))];
            Assert.Equal((width, height, color == 3 ? 3 : samples), (image.Width, image.Height, image.Channels));
            Assert.Equal(expected, image.Samples);
        }
    }

    [Fact]
    public void Transparent_colors_get_alpha_0_and_lie_on_white()
    {
        var grey = PngWriter.Write(2, 1, 8, 0, false, (x, _, _) => x == 0 ? 7 : 9, _ => 0, ("tRNS", [0, 7]));
        Assert.Equal([7, 0, 9, 255], PngReader.Decode(grey, "a.png").Samples);
        Assert.Equal([255, 9], PngReader.Decode(grey, "a.png").WithoutAlpha().Samples);
        var palette = PngWriter.Write(2, 1, 1, 3, false, (x, _, _) => x, _ => 0,
            ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [128]));
        Assert.Equal([1, 2, 3, 128, 4, 5, 6, 255], PngReader.Decode(palette, "a.png").Samples);
    }

    [Fact]
    public void The_reports_own_images_are_read()
    {
        var file = Tiny.Nn.Lab.Report.PngEncoder.Encode(5, 3, (x, y) => new((byte)x, (byte)y, 200, (byte)(40 * x)));
        var image = PngReader.Decode(file, "a.png");
        Assert.Equal((5, 3, 4), (image.Width, image.Height, image.Channels));
        Assert.Equal([4, 2, 200, 160], image.Samples[^4..]);
    }

    static byte[] Valid(byte[]? compressed = null, int width = 4, int height = 4, params (string, byte[])[] extra)
    {
        var file = PngWriter.Write(width, height, 8, 0, false, (x, y, _) => 16 * y + x, _ => 1, extra);
        if (compressed is null) return file;
        var start = file.AsSpan().IndexOf("IDAT"u8) - 4;
        return [.. file[..start], .. PngWriter.Chunk("IDAT", compressed), .. PngWriter.Chunk("IEND", [])];
    }

    [Fact]
    public void Damaged_files_are_explained()
    {
        Check([.. "GIF89a"u8], "a.png: is not a PNG file: its first bytes are not the PNG signature");
        Check(Valid()[..60], "a.png, offset 33: the file ends within a chunk; it is incomplete, copy it again");
        var file = Valid();
        file[30] ^= 1;
        Check(file, "a.png, offset 8: the chunk IHDR has a wrong CRC; the file is damaged, copy it again");
        Check(Header(h => h[9] = 5), "a.png: a PNG has no color type 5 with 8 bits per sample");
        Check(Header(h => h[8] = 3), "a.png: a PNG has no color type 0 with 3 bits per sample");
        Check(Header(h => h[12] = 2), "a.png: the compression, filter and interlace methods of a PNG are 0, 0 and 0 or "
            + "1, got 0, 0 and 2");
        Check(Header(h => h[0] = 127), "a.png: width and height are 1 to 16384 and at most 67108864 pixels together, "
            + "got "
            + "2130706436 × 4; reduce the image");
        Check(Header(h => h[3] = 0), "a.png: width and height are 1 to 16384 and at most 67108864 pixels together, got "
            + "0 × 4; reduce the image");
        Check(Valid(PngWriter.Compress(new byte[19])),
            "a.png: the compressed pixels are damaged (the pixels end after 19 of 20 bytes); copy the file again");
        Check(Valid(PngWriter.Compress(new byte[21])), "a.png: the compressed pixels are damaged (there are bytes "
            + "after "
            + "the 20 bytes of pixels); copy the file again");
        Check(Valid(PngWriter.Compress([.. Enumerable.Repeat((byte)5, 20)])),
            "a.png: the filter of a row is 0 to 4, got 5; the file is damaged");
        Check(Valid(extra: ("ABCD", [])), "a.png: the chunk ABCD is not supported here; save the image again as PNG");
        Check(PngWriter.Write(2, 2, 2, 3, false, (_, _, _) => 3, _ => 0, ("PLTE", [1, 2, 3])),
            "a.png: a pixel has color 3, but the palette has 1 colors");
        Check(PngWriter.Write(2, 2, 2, 3, false, (_, _, _) => 3, _ => 0),
            "a.png: a palette of 2 bits has 1 to 4 colors of three bytes, got 0 bytes");

        static void Check(byte[] bytes, string message) =>
            Assert.Equal(message, Assert.Throws<InvalidDataException>(() => PngReader.Decode(bytes, "a.png")).Message);
    }

    [Fact]
    public void An_image_that_its_compressed_bytes_cannot_hold_is_refused_before_memory_is_allocated()
    {
        var bomb = Header(header => (header[2], header[6]) = (0x1F, 0x1F));          // 7940 × 7940
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => PngReader.Decode(bomb, "a.png"));
        Assert.Matches("^a.png: the header announces 63051540 bytes of pixels, more than its [0-9]+ compressed bytes "
            + "can "
            + "hold; the file is damaged$", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    /// <summary>Returns a file with a changed header and its CRC.</summary>
    static byte[] Header(Action<byte[]> change)
    {
        var file = Valid();
        var header = file[16..29];
        change(header);
        return [.. file[..8], .. PngWriter.Chunk("IHDR", header), .. file[33..]];
    }
}
