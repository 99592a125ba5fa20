using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>Tests of early stopping's interval, and of AdamW under a schedule.</summary>
public partial class TrainerTests
{
    static readonly double[] ErrorPerEpoch = [5, 1, 4, 0.5, 9, 3, 2, 2, 3.5, 2, 2, 3.2, 0.1, 0.1, 0.1];

    [Theory, Trait("Id", "RG-15")]
    [InlineData(3, 2, 15, 12, 6)]           // sees 4, 3, 3.5, 3.2: two evaluations without improvement after epoch 6
    [InlineData(3, 3, 15, 15, 15)]          // sees the improvement to 0.1 as well
    [InlineData(3, 9, 8, 8, 6)]             // the end of the run is no evaluation
    [InlineData(1, 1, 15, 3, 2)]
    [InlineData(2, 2, 15, 8, 4)]            // sees 1, 0.5, 3 and 2
    [InlineData(9, 1, 8, 8, 8)]             // without an evaluation the last epoch counts as the best
    public void Early_stopping_sees_only_the_epochs_of_its_interval(int interval, int patience, int epochs, int end,
        int best)
    {
        var (network, weights) = (Initialized(new Dense(2, 1)), new List<double[]>());
        var trainer = new Trainer(network, new ScriptedObjective(), new Sgd(0.01))
        {
            Stopping = new EarlyStopping(patience, interval),
            EpochCompleted = _ => weights.Add(ParameterValues(network)),
        };
        var result = trainer.Fit(backend, new Batches(Marked(20, isValidation: false), 10),
            Marked(4, isValidation: true), epochs, seed: 1);
        Assert.Equal((end, best, false), (result.Epochs.Count, result.BestEpoch, result.WasCancelled));
        Assert.Equal(ErrorPerEpoch[..end], result.Epochs.Select(epoch => epoch.ValidationLoss!.Value));
        Assert.Equal(weights[best - 1], ParameterValues(network));
        Assert.Equal(end, weights.Select(values => values[0]).Distinct().Count());
    }

    /// <summary>Every batch has its own rate. The decay (1 − ηλ)·w uses that rate, too.</summary>
    [Fact, Trait("Id", "OP-11")]
    public void AdamW_under_a_schedule_takes_the_steps_of_its_formula()
    {
        var (network, replica) = (Initialized(new Dense(2, 2)), Initialized(new Dense(2, 2)));
        var (data, schedule) = (ToyDatasets.TwoClusters(20), new CosineDecay(0.01));
        var batches = new Batches(data, 5, seed: 4);
        new Trainer(network, Objective.Classification(), new AdamW(0.05, weightDecay: 0.3)) { Schedule = schedule }
            .Fit(backend, batches, null, 3, seed: 1);
        var w = replica.Parameters.Select(entry => entry.Parameter.Value.ToArray()).ToArray();
        var (m, v) = (w.Select(values => new double[values.Length]).ToArray(),
            w.Select(values => new double[values.Length]).ToArray());
        for (var t = 1; t <= 12; t++)
        {
            var batch = batches.Epoch((t - 1) / 4).ElementAt((t - 1) % 4);
            var g = Gradient(replica, data, batch.Examples);
            var rate = 0.01 + 0.04 * (1 + Math.Cos(Math.PI * (t - 1) / 12)) / 2;
            for (var p = 0; p < w.Length; p++)
            {
                for (var j = 0; j < w[p].Length; j++)
                {
                    m[p][j] = 0.9 * m[p][j] + 0.1 * g[p][j];
                    v[p][j] = 0.999 * v[p][j] + 0.001 * g[p][j] * g[p][j];
                    var root = Math.Sqrt(v[p][j] / (1 - Math.Pow(0.999, t)));
                    w[p][j] = (1 - rate * 0.3) * w[p][j] - rate * m[p][j] / (1 - Math.Pow(0.9, t)) / (root + 1e-8);
                }
                replica.Parameters[p].Parameter.Value.Assign(w[p]);
            }
        }
        foreach (var (a, b) in ParameterValues(network).Zip(ParameterValues(replica))) Assert.Equal(b, a, 1e-12);
    }

    /// <summary>Returns examples whose target tells <see cref="ScriptedObjective"/> what they are for.</summary>
    static Dataset Marked(int count, bool isValidation) => Dataset.FromArrays(
        [.. Enumerable.Range(0, 2 * count).Select(j => 1f + j % 3)], [2],
        Targets.FromValues([.. Enumerable.Repeat(isValidation ? 1f : 0, count)], [1]));

    /// <summary>An objective whose validation loss is given for every epoch.</summary>
    sealed class ScriptedObjective : Objective
    {
        int evaluations;

        public override Tensor Loss(Tensor output, Tensor input, Targets targets) => targets.Values[0] == 0
            ? output.Square().Mean()
            : Tensor.Scalar(output.Backend, ErrorPerEpoch[evaluations++]);
    }
}
