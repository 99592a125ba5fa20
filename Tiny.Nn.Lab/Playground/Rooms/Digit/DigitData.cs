using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Lab.Playground.Rooms.Digit;

/// <summary>The digits that networks learn in the playground: MNIST or the built-in ones.</summary>
static class DigitData
{
    /// <summary>The name of MNIST in requests; the other one is <see cref="DigitLoader.Synthetic"/>.</summary>
    public const string Mnist = "mnist";

    /// <summary>Fewer built-in digits than <c>train</c> generates, so that learning begins at once.</summary>
    const int SyntheticCount = 20_000;

    const int ValidationCount = 1000;

    static readonly Lock loading = new();
    static readonly Dictionary<string, DigitSplits> loaded = [];

    public static IReadOnlyList<string> Names { get; } = [Mnist, DigitLoader.Synthetic];

    /// <summary>The data that needs no download: MNIST if it is on this computer.</summary>
    public static string Default => HasMnist ? Mnist : DigitLoader.Synthetic;

    static bool HasMnist
    {
        get
        {
            using var download = new Download(cancellation: new CancellationToken(canceled: true));
            try
            {
                Nn.Data.Mnist.Find(null, Environment.GetEnvironmentVariable(Nn.Data.Mnist.Variable),
                    Environment.CurrentDirectory, download);
                return true;
            }
            catch (Exception error) when (error is OperationCanceledException or DataUnavailableException)
            {
                return false;
            }
        }
    }

    /// <summary>Loads digits once for all pages.</summary>
    /// <param name="stop">Cancels a download.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    /// <exception cref="DataUnavailableException">MNIST is neither on this computer nor downloadable.</exception>
    public static DigitSplits Load(string name, CancellationToken stop)
    {
        RequestCheck.OneOf(name, Names, "data");
        lock (loading)
        {
            if (!loaded.TryGetValue(name, out var splits))
                loaded[name] = splits = name == Mnist
                    ? Nn.Data.Mnist.Load(validation: ValidationCount, cancellation: stop)
                    : SyntheticDigits.Load(training: SyntheticCount, validation: ValidationCount, test: 0);
            return splits;
        }
    }
}
