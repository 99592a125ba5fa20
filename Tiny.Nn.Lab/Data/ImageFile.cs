namespace Tiny.Nn.Lab.Data;

/// <summary>Reads an image file by the format that its extension names: PNG, PGM or PPM.</summary>
public static class ImageFile
{
    /// <summary>Formats that are not read, but that a folder of images may hold.</summary>
    static readonly string[] foreign = [".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".avif"];

    /// <summary>Whether the name ends in <c>.png</c>, <c>.pgm</c>, <c>.ppm</c> or <c>.pnm</c>.</summary>
    public static bool IsReadable(string path) => Extension(path) is ".png" or ".pgm" or ".ppm" or ".pnm";

    /// <summary>Whether the file is an image in a format that is not read, such as JPEG.</summary>
    public static bool IsForeign(string path) => foreign.Contains(Extension(path));

    /// <summary>Reads a file.</summary>
    /// <exception cref="LabException">The format is not supported; the message has the command that
    /// converts.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it.</exception>
    public static DecodedImage Read(string path) => Extension(path) switch
    {
        ".png" => PngReader.Read(path),
        _ when IsReadable(path) => PnmReader.Read(path),
        _ => throw Unsupported(path),
    };

    /// <summary>Returns the error that a format is not supported, with the command that converts its files.</summary>
    public static LabException Unsupported(string path)
    {
        var format = Extension(path) is ".jpg" or ".jpeg" ? "JPEG" : $"'{Extension(path)}'";
        var all = Path.Combine(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".",
            $"*{Path.GetExtension(path)}");
        return new($"{path}: {format} is not supported; expects PNG, PGM or PPM; convert with ImageMagick: "
            + $"mogrify -format png {all}, then remove the originals");
    }

    /// <summary>Reads all bytes of a file of limited length.</summary>
    internal static byte[] ReadBytes(string path, int maximum)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > maximum)
            throw new InvalidDataException($"{path}: an image file has at most {maximum} bytes, got {file.Length}");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
