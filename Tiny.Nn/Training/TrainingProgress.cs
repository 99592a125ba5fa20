using System.Diagnostics;
using Tiny.Nn.Data;

namespace Tiny.Nn.Training;

/// <summary>Progress and throughput of a training run. It does not affect the run.</summary>
/// <param name="state">The state at the start, after the epochs of an earlier run.</param>
sealed class TrainingProgress(TrainingState state, Batches training, int epochs)
{
    readonly long begin = Stopwatch.GetTimestamp();
    readonly double earlierSeconds = state.Seconds;
    double secondsBefore = state.Epochs.Sum(epoch => epoch.Seconds);       // training time before this epoch
    long samplesBefore = (long)state.Epoch * training.Data.Count;          // examples before this epoch
    long epochBegin;
    int batches, samples;                   // of this epoch so far
    double lossSum;                         // over this epoch's examples
    int? correct;                           // predictions of this epoch so far, if they are classes

    /// <summary>The number of the epoch, from 1.</summary>
    public int Epoch { get; private set; }

    public bool EpochIsComplete => batches == training.Count;

    /// <summary>The mean loss over this epoch's examples so far.</summary>
    public double Loss => lossSum / samples;

    /// <summary>The fraction of this epoch's examples so far that are classified correctly, or null.</summary>
    public double? Accuracy => (double?)correct / samples;

    /// <summary>The time from the start of the epoch to the end of its last batch so far.</summary>
    public double EpochSeconds { get; private set; }

    public double EpochSamplesPerSecond => PerSecond(samples, EpochSeconds);

    public double SamplesPerSecond => PerSecond(samplesBefore + samples, secondsBefore + EpochSeconds);

    public double TotalSeconds => earlierSeconds + Stopwatch.GetElapsedTime(begin).TotalSeconds;

    public void BeginEpoch(int epoch)
    {
        secondsBefore += EpochSeconds;
        samplesBefore += samples;
        (Epoch, batches, samples, lossSum, correct) = (epoch, 0, 0, 0, 0);
        (EpochSeconds, epochBegin) = (0, Stopwatch.GetTimestamp());
    }

    public void EndBatch(double loss, int? batchCorrect, int count)
    {
        batches++;
        correct += batchCorrect;
        samples += count;
        lossSum += loss * count;
        EpochSeconds = Stopwatch.GetElapsedTime(epochBegin).TotalSeconds;
    }

    public BatchProgress Report()
    {
        var remaining = (long)epochs * training.Data.Count - samplesBefore - samples;
        var left = remaining * (secondsBefore + EpochSeconds) / (samplesBefore + samples);
        return new(Epoch, epochs, batches, training.Count, Loss, SamplesPerSecond, TimeSpan.FromSeconds(left));
    }

    static double PerSecond(long samples, double seconds) => seconds > 0 ? samples / seconds : 0;
}
