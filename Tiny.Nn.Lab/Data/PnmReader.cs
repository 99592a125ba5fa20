namespace Tiny.Nn.Lab.Data;

/// <summary>
/// Reads PGM and PPM files: P2 and P5 (grey), P3 and P6 (RGB), as text or bytes. Samples are scaled to 0 … 255.
/// </summary>
/// <remarks>
/// <code>
///   P5 width height maximum ⏎        white space between the words; # begins a comment
///   samples                          one byte each, two if the maximum is above 255; for P2 and P3 numbers
/// </code>
/// </remarks>
public static class PnmReader
{
    const int MaximumFile = 1 << 28;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is invalid; the message names it and the offset.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DecodedImage Read(string path) => Decode(ImageFile.ReadBytes(path, MaximumFile), path);

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="name">The file's name, for errors.</param>
    /// <inheritdoc cref="Read"/>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, string name)
    {
        if (file is not [(byte)'P', >= (byte)'1' and <= (byte)'7', ..])
            throw new InvalidDataException($"{name}: is not a PGM or PPM file: it does not begin with P2, P3, P5 or "
                + $"P6");
        var kind = file[1] - '0';
        if (kind is not (2 or 3 or 5 or 6))
            throw new InvalidDataException($"{name}: expects P2, P3, P5 or P6 (PGM or PPM), got P{kind}; convert the "
                + "image to PGM");
        var position = 2;
        int width = Number(file, ref position, name), height = Number(file, ref position, name);
        var maximum = Number(file, ref position, name);
        ImageSizeLimit.Check(width, height, name);
        if (maximum is < 1 or > 65_535)
            throw new InvalidDataException($"{name}: the largest sample is 1 to 65535, got {maximum}");
        var channels = kind is 3 or 6 ? 3 : 1;
        var isText = kind is 2 or 3;
        var count = width * height * channels;
        var size = isText || maximum > 255 ? 2 : 1;           // a number and a space, or the bytes of a sample
        if (!isText) position++;                             // exactly one white space ends the header
        if ((long)count * size > file.Length - position + (isText ? 1 : 0))
            throw new InvalidDataException($"{name}: {width} × {height} pixels need {(long)count * size} bytes after "
                + $"the header, but {Math.Max(0, file.Length - position)} follow; the file is incomplete, copy it "
                + $"again");
        var samples = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var value = isText ? Number(file, ref position, name)
                : size == 2 ? file[position + 2 * i] << 8 | file[position + 2 * i + 1]
                : file[position + i];
            if (value > maximum)
                throw new InvalidDataException($"{name}: sample {i} is {value}, above the largest sample {maximum}");
            samples[i] = (byte)((value * 255 + maximum / 2) / maximum);
        }
        return new(width, height, channels, samples);
    }

    /// <summary>Reads the next number, after white space and comments.</summary>
    static int Number(ReadOnlySpan<byte> file, ref int position, string name)
    {
        while (position < file.Length && (file[position] == '#' || char.IsWhiteSpace((char)file[position])))
            if (file[position++] == '#')
                while (position < file.Length && file[position] is not ((byte)'\n' or (byte)'\r')) position++;
        var (start, value) = (position, 0);
        for (; position < file.Length && char.IsAsciiDigit((char)file[position]) && value < 100_000; position++)
            value = 10 * value + file[position] - '0';
        return position > start
            ? value
            : throw new InvalidDataException($"{name}, offset {position}: expects a number; the file is damaged");
    }
}
