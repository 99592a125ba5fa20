using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Backends;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Training;

/// <summary>End-to-end tests of training with values, labels per element, the input, and own objectives.</summary>
[Collection(OpenClCollection.Name)]
public class RegressionTests
{
    [SkippableTheory, AllBackends]
    public void A_small_network_fits_sine_to_R_squared_above_0_99(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        var network = Initialized(backend, new Sequential(new Dense(1, 24), new Tanh(), new Dense(24, 1)));
        var (training, validation) = ToyDatasets.Sine(320).Split(256);
        var result = new Trainer(network, Objective.Regression(), new Adam(0.02))
            .Fit(backend, new Batches(training, 32, seed: 1), validation, 60, seed: 1);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Regression(), validation, batch: 50);
        Assert.True(evaluation.RSquared > 0.99, $"R² is {evaluation.RSquared}");
        Assert.InRange(evaluation.MeanAbsoluteError!.Value, 1e-4, 0.06);
        Assert.Equal((null, null), (evaluation.Accuracy, evaluation.Confusion));
        Assert.Equal(result.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch, result.BestEpoch);
        Assert.All(result.Epochs, epoch => Assert.Equal((null, null), (epoch.TrainAccuracy, epoch.ValidationAccuracy)));
    }

    [Fact]
    public void Predictions_are_the_outputs_in_the_order_of_the_dataset()
    {
        using var backend = new Reference();
        var network = Initialized(backend, new Dense(2, 3));
        var inputs = Enumerable.Range(0, 14).Select(i => i / 8f).ToArray();
        var data = Dataset.FromArrays(inputs, [2], Targets.FromValues(new float[21], [3])).Shuffled(4);
        var predictions = Trainer.Evaluate(backend, network, Objective.Regression(), data, batch: 3).Predictions!;
        using var scope = backend.BeginScope();
        var x = Tensor.From(backend, [7, 2], Enumerable.Range(0, 7).SelectMany(data.Input).ToArray());
        Assert.Equal("[7, 3]", $"{predictions.Shape}");
        Assert.Equal(network.Forward(x, ForwardContext.Evaluation).ToArray().Select(value => (float)value),
            predictions.Values);
    }

    [Fact]
    public void A_linear_map_with_two_outputs_is_recovered()
    {
        using var backend = new Reference();
        var network = Initialized(backend, new Dense(2, 2));
        var result = new Trainer(network, Objective.Regression(), new Sgd(0.1))
            .Fit(backend, new Batches(ToyDatasets.LinearMap(200), 20), ToyDatasets.LinearMap(40, seed: 2), 60, seed: 1);
        foreach (var (expected, weight) in new[] { 1, -2, 0.5, 3 }.Zip(network.Weight.Value.ToArray()))
            Assert.Equal(expected, weight, 1e-3);
        foreach (var (expected, bias) in new[] { 0.25, -1 }.Zip(network.Bias!.Value.ToArray()))
            Assert.Equal(expected, bias, 1e-3);
        Assert.True(result.Epochs[^1].ValidationLoss < 1e-6);
    }

    [Fact]
    public void With_an_outlier_absolute_and_Huber_loss_stay_near_the_median_and_squared_loss_follows_the_mean()
    {
        // A constant is fitted to eight zeros and two hundreds: mean 20, median 0. Huber's optimum is 0.25.
        var data = Dataset.FromArrays(new float[10], [1], Targets.FromValues([0, 0, 0, 0, 100, 0, 0, 0, 0, 100]));
        Assert.Equal(20, Constant(Objective.Regression()), 1e-3);
        Assert.InRange(Constant(Objective.Regression(Losses.MeanAbsoluteError)), -0.2, 0.2);
        Assert.Equal(0.25, Constant(Objective.Regression((y, t) => y.Huber(t))), 1e-3);

        double Constant(Objective objective)
        {
            using var backend = new Reference();
            var network = Initialized(backend, new Dense(1, 1));
            new Trainer(network, objective, new Sgd(0.1)).Fit(backend, new Batches(data, 10), null, 400, seed: 1);
            return network.Bias!.Value.Item();
        }
    }

    [Fact]
    public void Early_stopping_follows_the_validation_loss()
    {
        using var backend = new Reference();
        // The validation targets have the opposite sign: the better the fit, the higher the validation loss.
        var training = ToyDatasets.LinearMap(60);
        var inputs = Enumerable.Range(0, 60).SelectMany(training.Input).ToArray();
        var opposite = Dataset.FromArrays(inputs, [2],
            Targets.FromValues([.. training.Targets.Values.Select(value => -value)], [2]));
        var network =
            Initialized(backend, new Dense(2, 2, weights: Initializer.Zero, biases: Initializer.Zero));
        var result = new Trainer(network, Objective.Regression(), new Sgd(0.05)) { Stopping = new EarlyStopping(3) }
            .Fit(backend, new Batches(training, 10), opposite, 50, seed: 1);
        Assert.Equal((1, 4), (result.BestEpoch, result.Epochs.Count));
    }

    [Fact]
    public void One_class_per_pixel_is_learned_and_evaluated_by_pixel_accuracy()
    {
        using var backend = new Cpu<float>(threads: 1);
        var (training, validation) = ToyDatasets.Squares(120).Split(90);
        var network = Initialized(backend, new Sequential(
            new Conv2d(1, 6, kernel: 3, padding: 1), new Relu(), new Conv2d(6, 3, kernel: 3, padding: 1)));
        var result = new Trainer(network, Objective.Classification(), new Adam(0.02))
            .Fit(backend, new Batches(training, 10), validation, 25, seed: 1);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Classification(), validation, batch: 7);
        Assert.True(evaluation.Accuracy > 0.97, $"pixel accuracy {evaluation.Accuracy}");
        Assert.Equal(result.Epochs[result.BestEpoch - 1].ValidationAccuracy, evaluation.Accuracy);
        Assert.Equal("[30, 8, 8]", $"{evaluation.Predictions!.Shape}");
        Assert.Equal((3, 30 * 64), (evaluation.Confusion!.Classes, evaluation.Confusion.Total));
        Assert.Equal((null, null), (evaluation.RSquared, evaluation.MeanAbsoluteError));
        var equal = evaluation.Predictions.Labels.Zip(validation.Targets.Labels, (y, t) => y == t).Count(same => same);
        Assert.Equal(equal / (30 * 64.0), evaluation.Accuracy);
    }

    [Fact]
    public void Reconstruction_needs_no_targets()
    {
        using var backend = new Reference();
        var inputs = ToyDatasets.LinearMap(50);
        var data = Dataset.FromArrays([.. Enumerable.Range(0, 50).SelectMany(inputs.Input)], [2], Targets.None(50));
        var network = Initialized(backend, new Dense(2, 2));
        new Trainer(network, Objective.Reconstruction, new Adam(0.05))
            .Fit(backend, new Batches(data, 10), data, 40, seed: 1);
        var evaluation = Trainer.Evaluate(backend, network, Objective.Reconstruction, data);
        Assert.True(evaluation.Loss < 1e-3, $"{evaluation.Loss}");
        Assert.Equal((null, null), (evaluation.Predictions, evaluation.RSquared));
    }

    [Fact]
    public void An_objective_of_ones_own_gets_the_metrics_of_its_predictions()
    {
        using var backend = new Reference();
        var data = ToyDatasets.TwoClusters(80);
        var network = Initialized(backend, new Dense(2, 1));
        var result = new Trainer(network, new LogisticObjective(), new Sgd(0.5))
            .Fit(backend, new Batches(data, 10), data, 5, seed: 1);
        Assert.Equal(1, result.Epochs[^1].ValidationAccuracy);
        var evaluation = Trainer.Evaluate(backend, network, new LogisticObjective(), data);
        Assert.Equal((2, 80), (evaluation.Confusion!.Classes, evaluation.Confusion.Total));
        Assert.Equal(data.Labels(), evaluation.Predictions!.Labels);
    }

    [Fact]
    public void Targets_that_do_not_fit_the_objective_or_the_outputs_throw()
    {
        using var backend = new Reference();
        var (classes, values) = (ToyDatasets.TwoClusters(4), ToyDatasets.LinearMap(4));
        AssertThrows<ArgumentException>(
            "Regression: expects values of the outputs' shape [4, 1] as targets, got values [2]",
            () => Trainer.Evaluate(backend, Initialized(backend, new Dense(2, 1)), Objective.Regression(), values));
        AssertThrows<ArgumentException>(
            "Regression: expects values of the outputs' shape [4, 1] as targets, got 2 classes",
            () => Trainer.Evaluate(backend, Initialized(backend, new Dense(2, 1)), Objective.Regression(), classes));
        AssertThrows<InvalidOperationException>(
            "Targets: expects class labels, got values [2]; create them with Targets.FromLabels",
            () => Trainer.Evaluate(backend, Initialized(backend, new Dense(2, 2)), Objective.Classification(), values));

        static void AssertThrows<E>(string expected, Action act) where E : Exception =>
            Assert.Equal(expected, Assert.Throws<E>(act).Message);
    }

    static L Initialized<L>(Backend backend, L network) where L : Layer
    {
        network.Initialize(backend, seed: 1);
        return network;
    }

    /// <summary>Logistic regression with one logit per example: binary cross-entropy, class 1 above 0.</summary>
    sealed class LogisticObjective : Objective
    {
        public override Tensor Loss(Tensor output, Tensor input, Targets targets) => output.BinaryCrossEntropy(
            Tensor.From(output.Backend, output.Shape, Array.ConvertAll(targets.Labels, label => (float)label)));

        public override Targets Predict(Tensor output) =>
            Targets.FromLabels([.. output.ToArray().Select(logit => logit > 0 ? 1 : 0)], classes: 2);
    }
}
