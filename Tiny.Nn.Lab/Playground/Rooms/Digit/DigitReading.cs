using Tiny.Nn.Data;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Playground.Rooms.Digit;

/// <summary>The planes of one layer's output.</summary>
/// <param name="Count">The number of planes that are shown; a layer without spatial axes has one.</param>
/// <param name="Total">The number of channels or units.</param>
/// <param name="Largest">The magnitude that has the full color.</param>
public sealed record LayerPlanes(string Layer, int Count, int Width, int Height, int Total, double Largest);

/// <summary>What a network makes of an image, for the page: numbers, and planes as bytes.</summary>
/// <param name="For">The class with the largest probability.</param>
/// <param name="Against">The class with the second largest probability.</param>
/// <param name="HasReconstruction">Whether the planes include the output of an autoencoder.</param>
public sealed record DigitReading(
    float[] Probabilities, int For, int Against, bool HasReconstruction, LayerPlanes[] Layers)
{
    const int MaximumChannels = 64, MaximumUnits = 1024, UnitColumns = 32;

    /// <summary>Computes the reading of an image.</summary>
    /// <returns>
    /// The reading with planes of bytes: the image, the evidence of each pixel for one class against the other
    /// (<see cref="NetworkInspector.InputAttribution"/>), the reconstruction if there is one, and those of the layers.
    /// Values of both signs are 128 ± 127.
    /// </returns>
    public static BinaryReply Of(byte[] image, NetworkInspector network, NetworkInspector? autoencoder)
    {
        var data = Dataset.FromPixels(image, NetworkDefinition.InputShape, Targets.None(1), "drawing");
        var probabilities = network.Probabilities(data, [0])[0];
        var ranked = Enumerable.Range(0, probabilities.Length).OrderByDescending(label => probabilities[label])
            .ToArray();
        var bytes = new List<byte>(image);
        var evidence = network.InputAttribution(data, [0], [(ranked[0], ranked[1])])[0];
        bytes.AddRange(PlaneBytes.Diverging(evidence, PlaneBytes.Largest(evidence)));
        if (autoencoder is not null)
            bytes.AddRange(autoencoder.Outputs(data, [0])[0].Select(value => PlaneBytes.Ink(value)));
        var layers = new List<LayerPlanes>();
        foreach (var output in network.LayerOutputs(data, 0).Where(HasNewValues)) layers.Add(Add(output, bytes));
        return new(new DigitReading(probabilities, ranked[0], ranked[1], autoencoder is not null, [.. layers]),
            [.. bytes]);
    }

    /// <summary>Returns whether the output differs from the input: Flatten and Dropout keep the values.</summary>
    static bool HasNewValues(LayerOutput output) =>
        !output.Layer.StartsWith(nameof(Flatten)) && !output.Layer.StartsWith(nameof(Dropout));

    static LayerPlanes Add(LayerOutput output, List<byte> bytes)
    {
        var largest = PlaneBytes.Largest(output.Values);
        if (output.Shape.Rank == 3 && output.Shape[1..].Count > 1)
        {
            var (size, count) = (output.Shape[1..].Count, Math.Min(output.Shape[0], MaximumChannels));
            bytes.AddRange(PlaneBytes.Diverging(output.Values.AsSpan(0, count * size), largest));
            return new(output.Layer, count, output.Shape[2], output.Shape[1], output.Shape[0], largest);
        }
        var units = Math.Min(output.Values.Length, MaximumUnits);
        var width = Math.Min(units, UnitColumns);
        var padded = new float[(units + width - 1) / width * width];
        output.Values.AsSpan(0, units).CopyTo(padded);
        bytes.AddRange(PlaneBytes.Diverging(padded, largest));
        return new(output.Layer, 1, width, padded.Length / width, output.Values.Length, largest);
    }
}
