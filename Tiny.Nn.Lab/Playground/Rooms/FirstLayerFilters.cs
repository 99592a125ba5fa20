using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// The weights of a network's first layer as planes: the filters of a convolution of one channel, or the weights of
/// each dense unit in the shape of the image that it reads.
/// </summary>
/// <param name="Count">The number of filters that are shown; 0 if the first layer has no such weights.</param>
/// <param name="Total">The number of filters.</param>
public sealed record FirstLayerFilters(int Count, int Width, int Height, int Total)
{
    const int MaximumCount = 64;

    /// <summary>Returns the filters with their planes of bytes, where 128 is 0.</summary>
    /// <param name="input">The shape of an example.</param>
    public static BinaryReply Of(Sequential network, Shape input)
    {
        var weight = network.Parameters.Select(entry => entry.Parameter)
            .FirstOrDefault(parameter => parameter.Kind == ParameterKind.Weight);
        var size = weight is null ? default : SizeOf(weight.Shape, input);
        if (size == default) return new(new FirstLayerFilters(0, 0, 0, 0), []);
        var values = new float[weight!.Shape.Count];
        weight.Value.CopyTo(values);
        var (total, count) = (weight.Shape[0], Math.Min(weight.Shape[0], MaximumCount));
        return new(new FirstLayerFilters(count, size.Width, size.Height, total), PlaneBytes.Diverging(
            values.AsSpan(0, count * size.Width * size.Height), PlaneBytes.Largest(values)));
    }

    /// <summary>Returns the size of a filter's plane; (0, 0) if the weights are no planes.</summary>
    static (int Height, int Width) SizeOf(Shape weight, Shape input) =>
        weight.Rank == 4 && weight[1] == 1 ? (weight[2], weight[3])
        : weight.Rank == 2 && input.Rank == 3 && input[0] == 1 && weight[1] == input.Count ? (input[1], input[2])
        : default;
}
