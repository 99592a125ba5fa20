using System.Buffers.Binary;

namespace Tiny.Nn.Lab.Data;

/// <summary>Decodes the uncompressed rows of a PNG: reverses their filters and converts samples to 8 bits.</summary>
sealed class PngScanlines
{
    readonly PngHeader header;
    readonly byte[] palette, transparency;
    readonly int[]? key;             // the color that is transparent
    readonly string name;
    readonly int channels;

    /// <param name="palette">The content of PLTE: three bytes per color.</param>
    /// <param name="transparency">The content of tRNS: alpha per palette entry, or a transparent color.</param>
    public PngScanlines(PngHeader header, byte[] palette, byte[] transparency, string name)
    {
        (this.header, this.palette, this.transparency, this.name) = (header, palette, transparency, name);
        var isPalette = header.ColorType == PngHeader.Palette;
        if (isPalette && (palette.Length == 0 || palette.Length % 3 != 0 || palette.Length > 3 << header.Depth))
            throw new InvalidDataException($"{name}: a palette of {header.Depth} bits has 1 to {1 << header.Depth} "
                + $"colors of three bytes, got {palette.Length} bytes");
        if (!isPalette && transparency.Length > 0) key = ReadKey();
        var colors = isPalette ? 3 : header.SamplesPerPixel;
        channels = transparency.Length > 0 ? colors + 1 : colors;
    }

    /// <summary>Decodes all passes.</summary>
    public DecodedImage Decode(byte[] data)
    {
        var samples = new byte[header.Width * header.Height * channels];
        var (stride, start) = (Math.Max(1, header.BitsPerPixel / 8), 0);
        foreach (var pass in header.Passes)
        {
            var length = header.RowBytes(pass);
            Span<byte> above = new byte[length];
            for (var row = 0; row < pass.Height; row++, start += 1 + length)
            {
                var current = data.AsSpan(start + 1, length);
                Unfilter(data[start], current, above, stride);
                for (var column = 0; column < pass.Width; column++)
                {
                    var pixel = (pass.Y + row * pass.StepY) * header.Width + pass.X + column * pass.StepX;
                    Convert(current, column, samples.AsSpan(pixel * channels, channels));
                }
                above = current;
            }
        }
        return new(header.Width, header.Height, channels, samples);
    }

    /// <summary>Reverses the filter of a row: adds the prediction from the bytes to the left and above.</summary>
    /// <param name="stride">The distance to the byte to the left: the bytes of a pixel, at least 1.</param>
    void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int stride)
    {
        if (filter > 4)
            throw new InvalidDataException($"{name}: the filter of a row is 0 to 4, got {filter}; the file is damaged");
        if (filter == 0) return;
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < stride ? 0 : row[i - stride], up = above[i], corner = i < stride ? 0 : above[i - stride];
            row[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }
    }

    /// <summary>Returns which of left, up and corner is nearest to left + up − corner; ties in that order.</summary>
    static int Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) =
            (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    void Convert(ReadOnlySpan<byte> row, int column, Span<byte> pixel)
    {
        if (header.ColorType == PngHeader.Palette)
        {
            var index = Sample(row, column);
            if (3 * index >= palette.Length)
                throw new InvalidDataException(
                    $"{name}: a pixel has color {index}, but the palette has {palette.Length / 3} colors");
            palette.AsSpan(3 * index, 3).CopyTo(pixel);
            if (pixel.Length == 4) pixel[3] = index < transparency.Length ? transparency[index] : (byte)255;
            return;
        }
        var (isKey, largest) = (key is not null, (1 << header.Depth) - 1);
        for (var i = 0; i < header.SamplesPerPixel; i++)
        {
            var value = Sample(row, column * header.SamplesPerPixel + i);
            isKey = isKey && value == key![i];
            pixel[i] = (byte)((value * 255 + largest / 2) / largest);
        }
        if (key is not null) pixel[^1] = isKey ? (byte)0 : (byte)255;
    }

    /// <summary>Returns a sample of a row, of 1 to 16 bits.</summary>
    int Sample(ReadOnlySpan<byte> row, int index) => header.Depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),
        var depth => (row[index * depth / 8] >> (8 - depth - index * depth % 8)) & ((1 << depth) - 1),
    };

    int[] ReadKey()
    {
        var expected = 2 * header.SamplesPerPixel;
        if (header.ColorType is not (PngHeader.Grey or PngHeader.Rgb) || transparency.Length != expected)
            throw new InvalidDataException($"{name}: the chunk tRNS does not fit color type {header.ColorType}");
        return [.. Enumerable.Range(0, header.SamplesPerPixel)
            .Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i)))];
    }
}
