using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab;

/// <summary>
/// A network in one line, such as <c>conv 16 5, pool 2, relu, flatten, dense 10</c>: layers separated by commas, each a
/// word of <see cref="LayerVocabulary"/> with its numbers. The number of inputs of every layer follows from the shape
/// that reaches it.
/// </summary>
public static class LayerLine
{
    const long MaximumParameters = 1L << 28;

    const int MaximumLayers = 1000;

    /// <summary>The words, each with its numbers and options.</summary>
    public static IEnumerable<string> Forms => LayerVocabulary.All.Select(word => word.Form);

    /// <summary>Returns the network, without weights.</summary>
    /// <param name="input">The shape of one example.</param>
    /// <exception cref="UsageException">A word is wrong, or a layer does not accept its input. The excerpt marks the
    /// word.</exception>
    public static Sequential Parse(string line, Shape input) => Read(line, input).Network;

    /// <summary>Returns the network for some data; checks that its output fits the task.</summary>
    /// <exception cref="UsageException">A word is wrong, or the output does not fit; the message says how to end the
    /// line.</exception>
    public static Sequential Parse(string line, DataDescription data)
    {
        var (network, output, last) = Read(line, data.ExampleShape);
        if (data.Task == LearningTask.Classify && network.Layers[^1] is Softmax)
            throw Fault(line, last, "the loss of a classifier applies the softmax itself; leave out this last layer");
        if (data.Task == LearningTask.Reconstruct)
            return output == data.ExampleShape ? network : throw Fault(line, last,
                $"the network gives {output}, but it is to reconstruct its input {data.ExampleShape}; end the line "
                + "with layers that give this shape");
        if (output.Rank == 1 && output[0] == data.Outputs) return network;
        var expected = data.Task == LearningTask.Classify
            ? $"{data.Outputs} classes" : $"{data.Outputs} {(data.Outputs == 1 ? "number" : "numbers")} to predict";
        throw Fault(line, last, $"the network gives {output}, but '{data.Name}' has {expected}; end the line with "
            + $"'{(output.Rank == 1 ? "" : "flatten, ")}dense {data.Outputs}'");
    }

    /// <summary>
    /// Returns a line for a network that suits some data: convolutions for images, else two dense layers.
    /// </summary>
    public static string Suggest(DataDescription data)
    {
        if (data.Task == LearningTask.Reconstruct)
            return data.InputShape.Length == 1
                ? $"dense {Math.Max(1, data.InputShape[0] / 2)}, tanh, dense {data.InputShape[0]}"
                : "conv 16 3 padding 1, relu, conv 8 3 padding 1, relu, "
                    + $"conv {data.InputShape[0]} 3 padding 1, sigmoid";
        if (!data.HasImages || Math.Min(data.InputShape[1], data.InputShape[2]) < 16)
            return $"{(data.InputShape.Length == 1 ? "" : "flatten, ")}dense 32, relu, dense 32, relu, dense "
                + $"{data.Outputs}";
        var pool = Math.Max(data.InputShape[1], data.InputShape[2]) > 64 ? 4 : 2;
        return $"conv 16 5, pool {pool}, relu, conv 32 5, pool 2, relu, flatten, dense 128, relu, dense {data.Outputs}";
    }

    static (Sequential Network, Shape Output, LineWord Last) Read(string line, Shape input)
    {
        var (layers, shape, parameters) = (new List<Layer>(), Shape.Of([1, .. input.Lengths]), 0L);
        var context = new LayerContext();
        LineWord last = default;
        foreach (var words in Split(line))
        {
            last = words[0];
            var layer = CreateLayer(new LayerArguments(line, words), shape, context);
            try
            {
                shape = layer.OutputShape(shape);
                parameters += layer.ParameterCount;
            }
            catch (ArgumentException error)
            {
                throw Fault(line, last, $"{error.Message} (without the first axis, the batch: {shape[1..]})");
            }
            if (parameters > MaximumParameters)
                throw Fault(line, last, $"the network has more than {MaximumParameters:N0} parameters here; choose "
                    + "smaller layers");
            layers.Add(layer);
        }
        return (new([.. layers]), shape[1..], last);
    }

    static Layer CreateLayer(LayerArguments arguments, Shape shape, LayerContext context)
    {
        var definition = LayerVocabulary.Find(arguments.Name.Text) ?? throw arguments.Fault(arguments.Name,
            $"unknown layer '{arguments.Name.Text}'{LayerVocabulary.Suggest(arguments.Name.Text)}");
        arguments.Read(definition);
        try
        {
            return definition.Create(arguments, shape, context);
        }
        catch (ArgumentException error)
        {
            throw arguments.Fault(arguments.Name, error.Message);
        }
    }

    /// <summary>Returns the words of each layer.</summary>
    static IEnumerable<LineWord[]> Split(string line)
    {
        var (start, count) = (0, 0);
        foreach (var part in line.Split(','))
        {
            var words = new List<LineWord>();
            for (var at = 0; at < part.Length; at++)
                if (!char.IsWhiteSpace(part[at]))
                {
                    var end = at;
                    while (end < part.Length && !char.IsWhiteSpace(part[end])) end++;
                    words.Add(new(part[at..end], start + at));
                    at = end;
                }
            if (words.Count == 0)
                throw Fault(line, new("", start + part.Length), "expects a layer here, such as 'dense 10'");
            if (++count > MaximumLayers)
                throw Fault(line, words[0], $"a network has at most {MaximumLayers} layers");
            yield return [.. words];
            start += part.Length + 1;
        }
    }

    internal static UsageException Fault(string line, LineWord word, string what) =>
        new($"--layers: {what}", LineExcerpt.Of(line, word.Start, word.Text.Length));
}

/// <summary>A word of a line and its index.</summary>
readonly record struct LineWord(string Text, int Start);

/// <summary>
/// What one layer of a line may refer to: the max pooling layers that no <c>unpool</c> has taken yet.
/// </summary>
sealed class LayerContext
{
    public Stack<MaxPoolLayer> Pools { get; } = [];
}
