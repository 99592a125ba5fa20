using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Data;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Torch;
using Tiny.Nn.Tests.Training;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// Optimizers, normalizations, losses and metrics with a wrong or missing term. The comparison with PyTorch or
/// scikit-learn must reject each of them.
/// </summary>
static class TrainingMutants
{
    public static IEnumerable<Mutant> All =>
    [
        OptimizerStep("momentum is applied twice", "momentum", new SgdWithMomentumAppliedTwice()),
        OptimizerStep("momentum dampens the gradient", "momentum", new SgdWithDampenedMomentum()),
        OptimizerStep("Nesterov momentum does not look ahead", "nesterov", new Sgd(0.1, momentum: 0.9)),
        OptimizerStep("weight decay is decoupled from momentum", "momentum_weight_decay",
            new Sgd(0.1, momentum: 0.9, decoupledWeightDecay: 0.2)),
        OptimizerStep("weight decay grows the weights", "sgd_weight_decay", new SgdWithNegativeWeightDecay()),
        OptimizerStep("AdaGrad averages squared gradients instead of summing them", "adagrad",
            new RmsProp(0.1, alpha: 0.9)),
        OptimizerStep("RMSProp divides by the mean square without a root", "rmsprop", new RmsPropWithoutRoot()),
        OptimizerStep("Adam does not correct its bias", "adam", new AdamWithoutBiasCorrection()),
        OptimizerStep("AdamW adds its decay to the gradient", "adamw_weight_decay", new Adam(0.1, weightDecay: 0.3)),
        OptimizerStep("AdamW's decay ignores the schedule", "adamw_cosine", new AdamWithDecayAtTheInitialRate()),

        Operation("batch norm divides by n − 1", "batch_norm", (c, t) =>
        {
            if (!c.Flag("training")) return TorchOperations.All["batch_norm"](c, t);
            var statistics = Normalization.ChannelStatistics(t[0].Shape);
            var centred = t[0] - t[0].MeanTo(statistics);
            var count = (double)t[0].Shape.Count / statistics.Count;
            var variance = centred.Square().SumTo(statistics) / (count - 1);
            return centred / (variance + 1e-5).Sqrt() * t[1].Reshape(statistics) + t[2].Reshape(statistics);
        }),
        Operation("layer norm adds ε to the deviation", "layer_norm", (c, t) =>
        {
            var statistics = Normalization.FeatureStatistics(t[0].Shape, c.Integers("features").Length);
            var centred = t[0] - t[0].MeanTo(statistics);
            return centred / (centred.Square().MeanTo(statistics).Sqrt() + 1e-5) * t[1] + t[2];
        }),
        Operation("local response norm divides α by the number of channels", "local_response_norm", (c, t) =>
            t[0].LocalResponseNorm(c.Integer("size"), c.Number("alphaOfPyTorch"), c.Number("beta"), c.Number("k"))),
        Operation("label smoothing spreads ε over the other classes only", "cross_entropy",
            (c, t) => t[0].CrossEntropy(c.Integers("labels"),
                Math.Min(1, c.Number("smoothing") * t[0].Shape[1] / (t[0].Shape[1] - 1)))),
        Operation("cross-entropy sums over the examples", "cross_entropy_soft",
            (_, t) => t[0].CrossEntropy(t[1]) * t[0].Shape[0]),
        Operation("squared error averages over examples only", "mean_squared_error", (_, t) => t[0].SquaredError(t[1])),
        Operation("the absolute error averages over examples only", "mean_absolute_error",
            (_, t) => (t[0] - t[1]).Abs().Sum() / t[0].Shape[0]),
        Operation("the absolute error is the root of the mean square", "mean_absolute_error",
            (_, t) => (t[0] - t[1]).Square().Mean().Sqrt()),
        Operation("Huber's loss is divided by δ, as in PyTorch's smooth_l1_loss", "huber",
            (c, t) => t[0].Huber(t[1], c.Number("delta")) / c.Number("delta")),
        Operation("Huber's linear part has slope 1 instead of δ", "huber", (c, t) =>
        {
            var excess = (t[0] - t[1]).SoftThreshold(c.Number("delta"));
            return ((t[0] - t[1] - excess).Square() / 2 + excess.Abs()).Mean();
        }),
        Operation("Huber's quadratic part is not halved", "huber", (c, t) =>
        {
            var excess = (t[0] - t[1]).SoftThreshold(c.Number("delta"));
            return ((t[0] - t[1] - excess).Square() + excess.Abs() * c.Number("delta")).Mean();
        }),
        RSquared("R² pools its outputs", (y, t) =>
            Metrics.RSquared(Targets.FromValues(y.Values), Targets.FromValues(t.Values))),
        RSquared("R² exchanges predictions and targets", (y, t) => Metrics.RSquared(t, y)),
        RSquared("R² of equal targets is always 0", (y, t) =>
            t.Values.Distinct().Count() == 1 && t.Values.Length > 1 ? 0 : Metrics.RSquared(y, t)),
        Operation("binary cross-entropy takes the logarithm after the sigmoid", "binary_cross_entropy", (_, t) =>
            -(t[1] * t[0].Sigmoid().Log() + (1 - t[1]) * (1 - t[0].Sigmoid()).Log()).Mean()),
        Operation("GELU is approximated by tanh", "gelu",
            (_, t) => 0.5 * t[0] * (1 + (0.7978845608028654 * (t[0] + 0.044715 * t[0].Power(3))).Tanh())),
        Operation("average pooling counts the padding", "average_pool", (c, t) =>
            t[0].AveragePool(c.PerAxis("kernel"), c.PerAxis("stride"), c.Padding)),
    ];

    static Mutant OptimizerStep(string bug, string name, Optimizer mutant) =>
        new(bug, nameof(TorchOptimizerTests.Twelve_steps_are_those_of_PyTorch),
            () => TorchOptimizerTests.AssertMatchesPyTorch(name, mutant),
            () => TorchOptimizerTests.AssertMatchesPyTorch(name, TorchOptimizerTests.Optimizers[name]()));

    static Mutant RSquared(string bug, Func<Targets, Targets, double> mutant) =>
        new(bug, nameof(MetricsTests.R_squared_is_that_of_scikit_learn),
            () => MetricsTests.AssertMatchesScikitLearn(mutant),
            () => MetricsTests.AssertMatchesScikitLearn(Metrics.RSquared));

    static Mutant Operation(string bug, string operation, Func<TorchCase, Tensor[], Tensor> mutant)
    {
        return new(bug, nameof(TorchTests.Value_and_gradients_agree_with_PyTorch),
            () => AllCases(mutant), () => AllCases(TorchOperations.All[operation]));

        void AllCases(Func<TorchCase, Tensor[], Tensor> tested)
        {
            foreach (var given in TorchFixture.Cases.Where(entry => entry.Operation == operation))
                TorchTests.AssertMatchesPyTorch(given, tested);
        }
    }

    /// <summary>SGD that applies the momentum twice: v ← μ·v + g, then w ← w − η·(μ·v + g) with the new v.</summary>
    sealed class SgdWithMomentumAppliedTwice() : Optimizer(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            state["velocity"].AddScaled(1, g, 0.9);
            state["velocity"].AddScaled(1, g, 0.9);
            w.Add(-Rate, state["velocity"]);
        }
    }

    /// <summary>SGD whose momentum dampens the gradient: v ← μ·v + (1 − μ)·g.</summary>
    sealed class SgdWithDampenedMomentum() : Optimizer(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            state["velocity"].AddScaled(0.1, g, 0.9);
            w.Add(-Rate, state["velocity"]);
        }
    }

    /// <summary>SGD whose weight decay has the wrong sign: w ← (1 + η·λ)·w − η·g.</summary>
    sealed class SgdWithNegativeWeightDecay() : Optimizer(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            w.Scale(1 + Rate * 0.2);
            w.Add(-Rate, g);
        }
    }

    /// <summary>RMSProp without the square root: w ← w − η·g / (s + ε).</summary>
    sealed class RmsPropWithoutRoot() : Optimizer(0.05)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            var d = w.Temporary();
            d.MapBinary(new Multiplication(), g, g);
            state["mean square"].AddScaled(0.01, d, 0.99);
            d.Map(new Affine(1, 1e-8), state["mean square"]);
            d.MapBinary(new Division(), g, d);
            w.Add(-Rate, d);
        }
    }

    /// <summary>AdamW whose decay is multiplied by the initial rate instead of the current one.</summary>
    sealed class AdamWithDecayAtTheInitialRate() : Adam(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            w.Scale(1 - 0.1 * 0.3);
            base.Step(w, g, state);
        }
    }

    /// <summary>Adam without the divisions by 1 − βᵗ.</summary>
    sealed class AdamWithoutBiasCorrection() : Optimizer(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            var d = w.Temporary();
            state["mean"].AddScaled(0.1, g, 0.9);
            d.MapBinary(new Multiplication(), g, g);
            state["mean square"].AddScaled(0.001, d, 0.999);
            d.Map(new SquareRoot(), state["mean square"]);
            d.Map(new Affine(1, 1e-8));
            d.MapBinary(new Division(), state["mean"], d);
            w.Add(-Rate, d);
        }
    }
}
