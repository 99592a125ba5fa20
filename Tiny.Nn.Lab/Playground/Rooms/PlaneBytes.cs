using Tiny.Nn.Lab.Report;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>Values as bytes that the page maps to colors.</summary>
static class PlaneBytes
{
    /// <summary>Maps −largest … largest to 1 … 255; 0 is 128.</summary>
    public static byte[] Diverging(ReadOnlySpan<float> values, double largest)
    {
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Round(128 + 127 * Math.Clamp(values[i] / largest, -1, 1));
        return bytes;
    }

    /// <summary>Maps 0 … 1 to 0 … 255.</summary>
    public static byte Ink(float value) => (byte)Math.Round(255 * Math.Clamp(value, 0, 1));

    /// <summary>Returns the largest magnitude, or 1 if all values are 0.</summary>
    public static double Largest(ReadOnlySpan<float> values) => ColorMappedImage.LargestMagnitude(values);
}
