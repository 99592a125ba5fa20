// 44 · Reading IDX files · 3 Learning
//
// MNIST comes as four files in the IDX format: a short header, then the pixels or labels, one byte each. The header
// starts with two zero bytes, the type of the elements (8 for bytes) and the number of axes. Then follows the length of
// each axis as a big-endian integer of four bytes, the most significant byte first. A file may be truncated or of
// another kind, so check it before use: wrong data that is read silently costs hours later.
//
// Formula  NM-00  0 0 8 rank | rank × int32, big-endian | the elements; pixels 0 … 255 become 0 … 1
// Shapes   bytes → the lengths [rank], the elements [product of the lengths]
// Example  0 0 8 1 | 0 0 0 3 | 7 2 1: one axis of length 3, the labels 7, 2, 1
// Read     after: Tiny.Nn/Data/Idx.cs

namespace Exercise44;

public static class IdxFile
{
    /// <summary>Returns the lengths of the axes and the elements.</summary>
    /// <exception cref="InvalidDataException">
    /// The first three bytes are not 0 0 8, or the file has fewer or more bytes than its header announces.
    /// </exception>
    public static (int[] Lengths, byte[] Elements) Read(byte[] file)
    {
        // ── begin ──
        if (file.Length < 4 || file[0] != 0 || file[1] != 0 || file[2] != 8)
            throw new InvalidDataException("expects a file that begins with 0 0 8");
        var header = 4 + 4 * file[3];
        if (file.Length < header) throw new InvalidDataException($"expects a header of {header} bytes");
        var lengths = new int[file[3]];
        var count = 1L;
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            var at = 4 + 4 * axis;
            lengths[axis] = file[at] << 24 | file[at + 1] << 16 | file[at + 2] << 8 | file[at + 3];
            count *= lengths[axis];
        }
        if (file.Length != header + count)
            throw new InvalidDataException($"expects {header + count} bytes, got {file.Length}");
        return (lengths, file[header..]);
        // ── end ──
    }

    /// <summary>Returns image n of a file with the axes images, rows, columns; pixels in [0, 1].</summary>
    public static double[] Image((int[] Lengths, byte[] Elements) images, int n)
    {
        // ── begin ──
        var size = images.Lengths[1] * images.Lengths[2];
        return [.. images.Elements.Skip(n * size).Take(size).Select(pixel => pixel / 255.0)];
        // ── end ──
    }
}
