using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of the outputs of layers with given parameters, of default initial values, dropout masks and schedule calls.
/// </summary>
public class LayerValueTests
{
    static readonly double[] InputValues = [1, -2, 0.5, 4, 3, -1];

    [Fact]
    [Trait("Id", "RG-19")]
    public void Batch_norm_in_evaluation_uses_its_running_statistics_gamma_and_beta()
    {
        var layer = new BatchNorm(2, epsilon: 0.25);
        var y = Compute(layer, [3, 2], () =>
        {
            layer.RunningMean.Value.Assign([0.5, -1]);
            layer.RunningVariance.Value.Assign([3.75, 0.75]);
            layer.Gamma.Value.Assign([2, 3]);
            layer.Beta.Value.Assign([10, 20]);
        });
        Assert.Equal([10.5, 17, 10, 35, 12.5, 20], y, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    [Trait("Id", "RG-20")]
    public void Layer_norm_scales_by_gamma_and_shifts_by_beta()
    {
        var layer = new LayerNorm([2], epsilon: 0);
        var y = Compute(layer, [3, 2], () =>
        {
            layer.Gamma.Value.Assign([2, 3]);
            layer.Beta.Value.Assign([10, 20]);
        });
        Assert.Equal([12, 17, 8, 23, 12, 17], y, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Default_weights_and_biases_span_plus_minus_one_over_the_root_of_the_fan_in()
    {
        AssertSpans(new Conv2d(3, 64, kernel: 5), Math.Sqrt(1.0 / (3 * 25)));
        AssertSpans(new Dense(100, 200), 0.1);
        AssertSpans(new ConvTranspose2d(8, 64, kernel: 3), Math.Sqrt(1.0 / (64 * 9)));

        static void AssertSpans(Layer layer, double bound)
        {
            using var backend = new Reference();
            layer.Initialize(backend, seed: 1);
            foreach (var (_, parameter) in layer.Parameters)
                Assert.InRange(parameter.Value.ToArray().Max(Math.Abs), 0.9 * bound, bound);
        }
    }

    [Fact]
    public void Two_dropout_layers_and_two_steps_use_different_masks()
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var ones = Tensor.Full(backend, [200], 1);
        var (first, second, context) =
            (new Dropout(), new Dropout(), new ForwardContext(isTraining: true, seed: 1, iteration: 0));
        var (a, b) = (first.Forward(ones, context).ToArray(), second.Forward(ones, context).ToArray());
        var later = first.Forward(ones, new ForwardContext(isTraining: true, seed: 1, iteration: 1)).ToArray();
        Assert.NotEqual(a, b);
        Assert.NotEqual(a, later);
        Assert.Equal(a, first.Forward(ones, new ForwardContext(isTraining: true, seed: 1, iteration: 0)).ToArray());
    }

    [Fact]
    public void Evaluation_applies_no_dropout_and_updates_no_statistics()
    {
        using var backend = new Reference();
        var norm = new BatchNorm(6);
        var network = new Sequential(norm, new Dropout(0.9), new Dense(6, 2));
        network.Initialize(backend, seed: 1);
        var data = Dataset.FromArrays([.. Enumerable.Range(0, 60).Select(i => (float)(i % 7))], [6],
            [.. Enumerable.Range(0, 10).Select(i => i % 2)]);
        var before = norm.RunningMean.Value.ToArray();
        var whole = Trainer.Evaluate(backend, network, Objective.Classification(), data, batch: 10).Loss;
        Assert.Equal(whole, Trainer.Evaluate(backend, network, Objective.Classification(), data, batch: 3).Loss, 12);
        Assert.Equal(before, norm.RunningMean.Value.ToArray());
    }

    [Fact]
    public void The_schedule_is_called_before_every_step()
    {
        using var backend = new Reference();
        var network = new Dense(2, 2);
        network.Initialize(backend, seed: 1);
        var steps = new List<long>();
        var data = Dataset.FromArrays(new float[20], [2], new int[10], classes: 2);
        var trainer =
            new Trainer(network, Objective.Classification(), new Sgd(0.1)) { Schedule = new RecordingSchedule(steps) };
        trainer.Fit(backend, new Batches(data, 4), validation: null, epochs: 2, seed: 1);
        Assert.Equal([0, 1, 2, 3, 4, 5], steps);
    }

    sealed record RecordingSchedule(List<long> Steps) : Schedule
    {
        public override double Rate(double initial, long step, long stepsPerEpoch, int epochs)
        {
            Steps.Add(step);
            return initial;
        }
    }

    static double[] Compute(Layer layer, Shape input, Action prepare)
    {
        using var backend = new Reference();
        layer.Initialize(backend, seed: 1);
        prepare();
        using var scope = backend.BeginScope(recording: false);
        return layer.Forward(Tensor.From(backend, input, InputValues), ForwardContext.Evaluation).ToArray();
    }
}
