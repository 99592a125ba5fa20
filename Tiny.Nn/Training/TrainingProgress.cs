using System.Diagnostics;
using Tiny.Nn.Data;

namespace Tiny.Nn.Training;

/// <summary>Where a training stands and how fast it is: the clock beside <see cref="Trainer"/>'s loop. It changes nothing in it.</summary>
sealed class TrainingProgress(Batches training, int epochs)
{
    readonly long begin = Stopwatch.GetTimestamp();
    double trainingSeconds;                 // of all epochs before this one
    long trainedBefore, epochBegin;         // examples before this epoch
    int batches, samples;                   // of this epoch
    double lossSum;                         // over this epoch's examples

    /// <summary>From 1 on.</summary>
    public int Epoch { get; private set; }

    public bool EpochIsComplete => batches == training.Count;

    /// <summary>The mean over this epoch's examples so far.</summary>
    public double Loss => lossSum / samples;

    /// <summary>From the beginning of the epoch to the end of its last batch so far.</summary>
    public double EpochSeconds { get; private set; }

    public double EpochSamplesPerSecond => PerSecond(samples, EpochSeconds);

    public double SamplesPerSecond => PerSecond(trainedBefore + samples, trainingSeconds + EpochSeconds);

    public double TotalSeconds => Stopwatch.GetElapsedTime(begin).TotalSeconds;

    public void BeginEpoch(int epoch)
    {
        trainingSeconds += EpochSeconds;
        trainedBefore += samples;
        (Epoch, batches, samples, lossSum, EpochSeconds, epochBegin) = (epoch, 0, 0, 0, 0, Stopwatch.GetTimestamp());
    }

    public void EndBatch(double loss, int count)
    {
        batches++;
        samples += count;
        lossSum += loss * count;
        EpochSeconds = Stopwatch.GetElapsedTime(epochBegin).TotalSeconds;
    }

    public BatchProgress Progress()
    {
        var remaining = (long)epochs * training.Data.Count - trainedBefore - samples;
        var left = remaining * (trainingSeconds + EpochSeconds) / (trainedBefore + samples);
        return new(Epoch, epochs, batches, training.Count, Loss, SamplesPerSecond, TimeSpan.FromSeconds(left));
    }

    static double PerSecond(long samples, double seconds) => seconds > 0 ? samples / seconds : 0;
}
