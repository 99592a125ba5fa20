namespace Tiny.Nn.Lab.Data;

/// <summary>
/// An image in memory: rows from the top, samples of 8 bits, the channels of a pixel side by side. One channel is grey,
/// two are grey and alpha, three are red, green and blue, four have alpha too.
/// </summary>
public sealed record DecodedImage(int Width, int Height, int Channels, byte[] Samples)
{
    /// <summary>The largest width and height of an image file.</summary>
    public const int MaximumSide = 16_384;

    /// <summary>The largest number of pixels of an image file.</summary>
    public const int MaximumPixels = 1 << 26;

    /// <summary>Returns the image on a white background, without alpha.</summary>
    public DecodedImage WithoutAlpha()
    {
        if (Channels is 1 or 3) return this;
        var colors = Channels - 1;
        var opaque = new byte[Width * Height * colors];
        for (var pixel = 0; pixel < Width * Height; pixel++)
        {
            int at = pixel * Channels, alpha = Samples[at + colors];
            for (var channel = 0; channel < colors; channel++)
                opaque[pixel * colors + channel] =
                    (byte)((Samples[at + channel] * alpha + 255 * (255 - alpha) + 127) / 255);
        }
        return new(Width, Height, colors, opaque);
    }

    /// <summary>
    /// Returns the luma of each pixel, 0.299·red + 0.587·green + 0.114·blue (ITU-R BT.601), as one channel.
    /// </summary>
    public DecodedImage ToGrey()
    {
        var opaque = WithoutAlpha();
        if (opaque.Channels == 1) return opaque;
        var grey = new byte[Width * Height];
        for (var pixel = 0; pixel < grey.Length; pixel++)
        {
            var color = opaque.Samples.AsSpan(3 * pixel, 3);
            grey[pixel] = (byte)((299 * color[0] + 587 * color[1] + 114 * color[2] + 500) / 1000);
        }
        return new(Width, Height, 1, grey);
    }

    /// <summary>Returns the image stretched to a size (<see cref="ImageResampling"/>).</summary>
    public DecodedImage Resized(int width, int height) => (width, height) == (Width, Height)
        ? this
        : new(width, height, Channels, ImageResampling.Resample(this, width, height));

    /// <summary>Copies the samples channel by channel: [channels, height, width].</summary>
    public void CopyPlanes(Span<byte> planes)
    {
        var area = Width * Height;
        for (var channel = 0; channel < Channels; channel++)
            for (var pixel = 0; pixel < area; pixel++)
                planes[channel * area + pixel] = Samples[pixel * Channels + channel];
    }
}
