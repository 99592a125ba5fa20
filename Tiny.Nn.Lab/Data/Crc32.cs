namespace Tiny.Nn.Lab.Data;

/// <summary>The CRC-32 of PNG chunks (RFC 2083, appendix 15).</summary>
static class Crc32
{
    const uint Polynomial = 0xEDB88320;

    static readonly uint[] table = [.. Enumerable.Range(0, 256).Select(octet => ShiftOut((uint)octet))];

    /// <summary>Returns the checksum of two spans in sequence.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        ~Update(Update(uint.MaxValue, first), second);

    static uint Update(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes) sum = (sum >> 8) ^ table[(byte)(sum ^ octet)];
        return sum;
    }

    static uint ShiftOut(uint sum)
    {
        for (var bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ (Polynomial & (0 - (sum & 1)));
        return sum;
    }
}
