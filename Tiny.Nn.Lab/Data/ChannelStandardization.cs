using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Data;

/// <summary>The mean and the standard deviation of one channel over all pixels of the training images.</summary>
public sealed record ChannelScale(double Mean, double Deviation)
{
    /// <summary>Measures each channel of images [channels, height, width]; a constant channel has the deviation 1.
    /// </summary>
    public static ChannelScale[] Measure(Dataset images)
    {
        var (channels, input) = (images.ExampleShape[0], new float[images.ExampleShape.Count]);
        var (sums, squares, size) = (new double[channels], new double[channels], input.Length / channels);
        for (var example = 0; example < images.Count; example++)
        {
            images.CopyInput(example, input);
            for (var i = 0; i < input.Length; i++)
            {
                sums[i / size] += input[i];
                squares[i / size] += (double)input[i] * input[i];
            }
        }
        var count = (double)images.Count * size;
        return [.. sums.Zip(squares, (sum, square) =>
        {
            var (mean, variance) = (sum / count, square / count - sum / count * (sum / count));
            return new ChannelScale(mean, variance > 1e-12 ? Math.Sqrt(variance) : 1);
        })];
    }
}

/// <summary>
/// Standardizes images [N, C, H, W] by constants of the training part: y = (x − mean) / deviation, channel by channel.
/// As a layer of the network it leaves the images as they are, for augmentation and for pictures.
/// </summary>
public sealed class ChannelStandardization(IReadOnlyList<ChannelScale> channels) : Layer
{
    /// <summary>The mean and the deviation of each channel.</summary>
    public IReadOnlyList<ChannelScale> Channels => channels;

    public override Tensor Forward(Tensor x, ForwardContext context) =>
        (x - Row(x, scale => scale.Mean)) * Row(x, scale => 1 / scale.Deviation);

    public override string ToString() => "Standardize("
        + string.Join(", ", channels.Select(scale => $"({scale.Mean:G3}, {scale.Deviation:G3})")) + ")";

    Tensor Row(Tensor x, Func<ChannelScale, double> value) =>
        Tensor.From(x.Backend, [1, channels.Count, 1, 1], channels.Select(value).ToArray());
}
