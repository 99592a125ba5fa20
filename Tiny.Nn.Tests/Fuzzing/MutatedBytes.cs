namespace Tiny.Nn.Tests.Fuzzing;

/// <summary>Random changes of a valid file.</summary>
static class MutatedBytes
{
    static readonly byte[][] Fragments =
    [
        [0, 0, 0, 0], [255, 255, 255, 255], [127, 255, 255, 255], [128, 0, 0, 0],
        [255, 255, 255, 255, 255, 255, 255, 127],
        .. new[]
        {
            "-1", "0", "1e999", "NaN", "2147483648", "99999999999999999999", "{", "}", "[", "]", "\"", "\\u0000", ",,",
            "\n", "\r", "\u001b[31m", ";", "null", "é", "\uFEFF",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    /// <summary>
    /// Returns a copy with one to four changes: a byte, a bit, an inserted or overwriting fragment, a part that is
    /// removed or repeated, or the end cut off.
    /// </summary>
    public static byte[] Of(byte[] valid, RandomStream random)
    {
        List<byte> bytes = [.. valid];
        for (var change = random.NextInt(4); change >= 0; change--)
        {
            var at = random.NextInt(bytes.Count + 1);
            var length = Math.Min(1 + random.NextInt(16), bytes.Count - at);
            var fragment = Fragments[random.NextInt(Fragments.Length)];
            switch (random.NextInt(7))
            {
                case 0 when at < bytes.Count: bytes[at] = (byte)random.NextInt(256); break;
                case 1 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
                case 2: bytes.InsertRange(at, fragment); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 5: bytes.RemoveRange(at, bytes.Count - at); break;
                default:
                    bytes.RemoveRange(at, Math.Min(fragment.Length, bytes.Count - at));
                    bytes.InsertRange(at, fragment);
                    break;
            }
        }
        return [.. bytes];
    }
}
