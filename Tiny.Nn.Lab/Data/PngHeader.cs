using System.Buffers.Binary;

namespace Tiny.Nn.Lab.Data;

/// <summary>The content of a PNG file's IHDR chunk.</summary>
/// <param name="Depth">The bits per sample, or per palette index.</param>
/// <param name="ColorType">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</param>
readonly record struct PngHeader(int Width, int Height, int Depth, int ColorType, bool IsInterlaced)
{
    public const int Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    /// <summary>The seven passes of an interlaced image (Adam7): first column and row, and their steps.</summary>
    static readonly (int X, int Y, int StepX, int StepY)[] adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>The samples per pixel.</summary>
    public int SamplesPerPixel => ColorType switch { Rgb => 3, GreyAlpha => 2, Rgba => 4, _ => 1 };

    public int BitsPerPixel => SamplesPerPixel * Depth;

    /// <summary>The passes in which the pixels are stored, without empty ones.</summary>
    public IEnumerable<PngPass> Passes
    {
        get
        {
            var (width, height) = (Width, Height);
            return (IsInterlaced ? adam7 : [(0, 0, 1, 1)])
                .Select(pass => new PngPass(pass.X, pass.Y, pass.StepX, pass.StepY,
                    (width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY))
                .Where(pass => pass is { Width: > 0, Height: > 0 });
        }
    }

    /// <summary>The bytes of one row of a pass, without the byte of its filter.</summary>
    public int RowBytes(PngPass pass) => (int)(((long)pass.Width * BitsPerPixel + 7) / 8);

    /// <summary>The number of uncompressed bytes: all rows of all passes, each with the byte of its filter.</summary>
    public long DataLength
    {
        get
        {
            var length = 0L;
            foreach (var pass in Passes) length += pass.Height * (1L + RowBytes(pass));
            return length;
        }
    }

    /// <summary>Reads the chunk and checks every field.</summary>
    /// <exception cref="InvalidDataException">A field is invalid; nothing was allocated.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length != 13)
            throw new InvalidDataException($"{name}: the IHDR chunk has {chunk.Length} bytes, expected 13");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk),
            BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]));
        ImageSizeLimit.Check(width, height, name);
        int depth = chunk[8], color = chunk[9];
        var isKnown = (color, depth) is (Grey, 1 or 2 or 4 or 8 or 16) or (Palette, 1 or 2 or 4 or 8)
            or (Rgb or GreyAlpha or Rgba, 8 or 16);
        if (!isKnown)
            throw new InvalidDataException($"{name}: a PNG has no color type {color} with {depth} bits per sample");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw new InvalidDataException($"{name}: the compression, filter and interlace methods of a PNG are 0, 0 "
                + $"and 0 or 1, got {chunk[10]}, {chunk[11]} and {chunk[12]}");
        return new((int)width, (int)height, depth, color, chunk[12] == 1);
    }
}

/// <summary>One pass of a PNG: the pixels (X + i·StepX, Y + j·StepY).</summary>
readonly record struct PngPass(int X, int Y, int StepX, int StepY, int Width, int Height);

/// <summary>The limits of the size of an image file, checked before memory is allocated.</summary>
static class ImageSizeLimit
{
    public static void Check(long width, long height, string name)
    {
        if (width is < 1 or > DecodedImage.MaximumSide || height is < 1 or > DecodedImage.MaximumSide
            || width * height > DecodedImage.MaximumPixels)
            throw new InvalidDataException($"{name}: width and height are 1 to {DecodedImage.MaximumSide} and at most "
                + $"{DecodedImage.MaximumPixels} pixels together, got {width} × {height}; reduce the image");
    }
}
