using Tiny.Nn.Lab.Data;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab;

/// <summary>Completes a network that the command line chose by the data that it is for.</summary>
public static class NetworkFit
{
    /// <summary>The name of a network that is described by a line.</summary>
    public const string LineName = "custom";

    const int SmallBatch = 32, LargeBatch = 100, LargeCount = 10_000, StepsWanted = 600, MaximumEpochs = 60;

    /// <summary>Returns a network that a line describes; <see cref="For"/> completes it.</summary>
    public static NetworkDefinition FromLine(string line) =>
        new(LineName, line, Recipe(LargeCount), () => throw new InvalidOperationException(
            $"NetworkFit: the network '{line}' has no input shape before its data is read"))
        {
            Layers = line, IsUnfitted = true,
        };

    /// <summary>
    /// Returns the network for some data: a line with its shapes, or a predefined network, whose data must be like
    /// MNIST. If the network is only implied and the data is not, returns a line that suits the data.
    /// </summary>
    /// <param name="training">The number of training examples, which determines the default number of epochs.</param>
    /// <exception cref="UsageException">The network does not fit the data; the message says how to mend it.</exception>
    public static NetworkDefinition For(this NetworkDefinition network, DataDescription data, int training)
    {
        if (network.Layers is { } line) return FromLine(line, data, training);
        var isImage = data.ExampleShape == NetworkDefinition.InputShape;
        var fits = network.Recipe.IsReconstruction
            ? isImage
            : isImage && data.Outputs == 10 && data.Task == LearningTask.Classify;
        if (fits) return network with { Data = data, Build = network.Data.Channels is null
            ? () => Standardize(network.Build(), data) : network.Build };
        var suggestion = LayerLine.Suggest(data);
        if (network.IsImplied) return FromLine(suggestion, data, training);
        throw new UsageException($"--net: {network.Name} is for images {NetworkDefinition.InputShape} in 10 classes, "
            + $"but '{data.Name}' has {Describe(data)}; describe a network for it, for example --layers "
            + $"\"{suggestion}\"");
    }

    static NetworkDefinition FromLine(string line, DataDescription data, int training)
    {
        LayerLine.Parse(line, data);
        return new(LineName, line, Recipe(training) with { Objective = data.CreateObjective() },
            () => Standardize(LayerLine.Parse(line, data), data))
        {
            Layers = line, Data = data,
        };
    }

    /// <summary>Returns the network with the standardization before its first layer that the data asks for.</summary>
    static Sequential Standardize(Sequential network, DataDescription data) => data.Channels is { } channels
        ? new([new ChannelStandardization(channels), .. network.Layers])
        : network;

    /// <summary>Returns the recipe of a line: Adam for about 600 steps, at least 6 and at most 60 epochs.</summary>
    static TrainingRecipe Recipe(int training)
    {
        var batch = training < LargeCount ? SmallBatch : LargeBatch;
        var steps = Math.Max(1, (training + batch - 1) / batch);
        return new()
        {
            Optimizer = "adam", Rate = 0.004, BatchSize = batch, Schedule = new Training.OneCycle(),
            Epochs = Math.Clamp(StepsWanted / steps, 6, MaximumEpochs),
        };
    }

    static string Describe(DataDescription data) => $"examples {data.ExampleShape} " + data.Task switch
    {
        LearningTask.Classify => $"in {data.Outputs} classes",
        LearningTask.Regress => $"with {data.Outputs} {(data.Outputs == 1 ? "number" : "numbers")} to predict",
        _ => "to reconstruct",
    };
}
