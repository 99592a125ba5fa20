using System.Diagnostics;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Playground.Rooms.Digit;
using Tiny.Nn.Lab.Playground.Rooms.Runs;
using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// The room in which a network reads a digit while one draws it. The network is one of <c>runs/</c>, or it learns here,
/// step by step between the requests.
/// </summary>
sealed class DigitRoom : Room
{
    const int ClassifierEpochs = 2, AutoencoderEpochs = 1;

    static readonly TimeSpan progressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Training waits this long after each part of a stroke, so that it never delays the next one.</summary>
    static readonly TimeSpan drawingInterval = TimeSpan.FromMilliseconds(200);

    readonly RoomContext context;
    readonly LearnedNetwork classifier, autoencoder;
    bool isPaused;
    long lastProgress, lastDrawing;

    public DigitRoom(RoomContext context)
    {
        this.context = context;
        (classifier, autoencoder) = (new("classifier"), new("autoencoder"));
        On("networks", Networks);
        On<UseRequest>("use", request => Use(classifier, request.Network));
        On<UseRequest>("use-autoencoder", request => Use(autoencoder, request.Network));
        On<PauseRequest>("pause", request => { isPaused = request.IsPaused; return null; });
        On<ReadRequest>("read", Read);
        On("filters", () => FirstLayerFilters.Of(Layers, NetworkDefinition.InputShape));
        On<ExampleRequest>("example", request => new ExampleReply(DigitDrawing.Example(request.Digit, request.Seed)));
    }

    /// <summary>The layers of the classifier.</summary>
    Sequential Layers => classifier.Layers
        ?? throw new ArgumentException("No network is chosen yet: choose one that has learned, or let one learn here.");

    /// <summary>Performs one step of the network that learns: first the classifier, then the autoencoder.</summary>
    public override TimeSpan Work()
    {
        if (isPaused || Learning is not { Training: { } training } network) return Timeout.InfiniteTimeSpan;
        if (lastDrawing > 0 && drawingInterval - Stopwatch.GetElapsedTime(lastDrawing) is { Ticks: > 0 } wait)
            return wait;
        try
        {
            training.Step();
        }
        catch
        {
            isPaused = true;
            throw;
        }
        if (training.IsComplete || Stopwatch.GetElapsedTime(lastProgress) >= progressInterval)
        {
            lastProgress = Stopwatch.GetTimestamp();
            context.Push("progress", new ProgressEvent(network.Kind, training.Iteration, training.Steps, training.Loss,
                training.Accuracy, training.IsComplete));
        }
        return TimeSpan.Zero;
    }

    LearnedNetwork? Learning => classifier.IsLearning ? classifier : autoencoder.IsLearning ? autoencoder : null;

    NetworksReply Networks()
    {
        var models = ModelCatalog.List(context.RunsFolder);
        return new([.. models.Where(model => model.Kind == ModelKind.DigitClassifier)],
            [.. models.Where(model => model.Kind == ModelKind.DigitAutoencoder)], DigitData.Default);
    }

    /// <summary>Loads a network of <c>runs/</c>, or begins to train one on the digits of that name.</summary>
    UseReply? Use(LearnedNetwork network, string name)
    {
        var isAutoencoder = network == autoencoder;
        if (isAutoencoder && name == "none")
        {
            network.Clear();
            return null;
        }
        var definition = DigitData.Names.Contains(name)
            ? Train(network, NetworkRegistry.Find(isAutoencoder ? "conv-autoencoder" : "default"), name)
            : Load(network, name, isAutoencoder ? ModelKind.DigitAutoencoder : ModelKind.DigitClassifier);
        var layers = network.Layers!;
        return new(definition.Layers is { } line ? $"\"{line}\"" : definition.Name, layers.ParameterCount,
            [.. layers.Layers.Select(layer => layer.ToString()!)], network.Training?.Steps);
    }

    NetworkDefinition Train(LearnedNetwork network, NetworkDefinition definition, string data)
    {
        var digits = DigitData.Load(data, context.Closed);
        network.Begin(new(context.Backend, definition, digits,
            definition.Recipe.IsReconstruction ? AutoencoderEpochs : ClassifierEpochs));
        (isPaused, lastProgress) = (false, 0);
        return definition;
    }

    NetworkDefinition Load(LearnedNetwork network, string name, ModelKind kind)
    {
        var trained = TrainedNetwork.Load(ModelCatalog.Find(context.RunsFolder, name, kind), context.Backend);
        network.Use(trained.Layers);
        return trained.Network;
    }

    /// <summary>Reads a drawing; null for an empty one.</summary>
    BinaryReply? Read(ReadRequest request)
    {
        if (request.IsDrawing) lastDrawing = Stopwatch.GetTimestamp();
        var image = DigitDrawing.ToImage(request.Strokes);
        if (image.All(pixel => pixel == 0)) return null;
        return DigitReading.Of(image, new(context.Backend, Layers),
            autoencoder.Layers is { } layers ? new(context.Backend, layers) : null);
    }

    /// <summary>A network that has learned, or that learns here; empty at first.</summary>
    sealed class LearnedNetwork(string kind)
    {
        public string Kind => kind;

        public Sequential? Layers { get; private set; }

        public DigitTraining? Training { get; private set; }

        public bool IsLearning => Training is { IsComplete: false };

        public void Use(Sequential layers) => (Layers, Training) = (layers, null);

        public void Begin(DigitTraining training) => (Layers, Training) = (training.Network, training);

        public void Clear() => (Layers, Training) = (null, null);
    }

    /// <param name="Network">A name of the reply to <c>networks</c>, or <c>mnist</c> or <c>synthetic</c> to learn here;
    /// for the autoencoder also <c>none</c>.</param>
    sealed record UseRequest(string Network);

    sealed record PauseRequest(bool IsPaused);

    /// <param name="Strokes">x₀, y₀, x₁, y₁, … of each stroke, from 0 to 1.</param>
    /// <param name="IsDrawing">Whether the drawing has just changed.</param>
    sealed record ReadRequest(float[][] Strokes, bool IsDrawing = false);

    sealed record ExampleRequest(int Digit, ulong Seed);

    /// <param name="Data">The digits to learn here if there is no classifier.</param>
    sealed record NetworksReply(ModelEntry[] Classifiers, ModelEntry[] Autoencoders, string Data);

    /// <param name="Steps">The number of steps if the network learns here, otherwise null.</param>
    sealed record UseReply(string Network, long Parameters, string[] Layers, long? Steps);

    sealed record ExampleReply(float[][] Strokes);

    sealed record ProgressEvent(
        string Kind, long Step, long Steps, double Loss, double? Accuracy, bool IsComplete);
}
