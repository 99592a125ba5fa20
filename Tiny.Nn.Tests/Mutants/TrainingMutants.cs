using Tiny.Nn.Backends.Functions;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Torch;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>Optimizers, norms and losses with a term wrong or missing: the agreement with PyTorch must reject each of them.</summary>
static class TrainingMutants
{
    public static IEnumerable<Mutant> All =>
    [
        Walk("momentum is applied twice", "momentum", new TwiceMoved()),
        Walk("momentum dampens its gradient", "momentum", new Dampened()),
        Walk("Nesterov does not look ahead", "nesterov", new Sgd(0.1, momentum: 0.9)),
        Walk("weight decay forgets the velocity", "momentum_weight_decay", new Sgd(0.1, momentum: 0.9, decoupledWeightDecay: 0.2)),
        Walk("weight decay grows the weights", "sgd_weight_decay", new GrowingDecay()),
        Walk("AdaGrad forgets the past", "adagrad", new RmsProp(0.1, alpha: 0.9)),
        Walk("RMSProp divides without a root", "rmsprop", new Rootless()),
        Walk("Adam does not correct its bias", "adam", new Biased()),
        Walk("AdamW adds its decay to the gradient", "adamw_weight_decay", new Adam(0.1, weightDecay: 0.3)),

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
        Operation("the response norm divides α by its channels", "local_response_norm", (c, t) =>
            t[0].LocalResponseNorm(c.Integer("size"), c.Number("alphaOfPyTorch"), c.Number("beta"), c.Number("k"))),
        Operation("label smoothing spares the label", "cross_entropy", (c, t) => t[0].CrossEntropy(c.Integers("labels"),
            Math.Min(1, c.Number("smoothing") * t[0].Shape[1] / (t[0].Shape[1] - 1)))),
        Operation("cross-entropy sums over the examples", "cross_entropy_soft", (_, t) => t[0].CrossEntropy(t[1]) * t[0].Shape[0]),
        Operation("squared error is the mean over examples only", "mean_squared_error", (_, t) => t[0].SquaredError(t[1])),
        Operation("binary cross-entropy takes its logarithm after the sigmoid", "binary_cross_entropy", (_, t) =>
            -(t[1] * t[0].Sigmoid().Log() + (1 - t[1]) * (1 - t[0].Sigmoid()).Log()).Mean()),
        Operation("GELU by its tanh approximation", "gelu", (_, t) => 0.5 * t[0] * (1 + (0.7978845608028654 * (t[0] + 0.044715 * t[0].Power(3))).Tanh())),
        Operation("the mean of a window counts its padding", "average_pool", (c, t) =>
            t[0].AveragePool(c.PerAxis("kernel"), c.PerAxis("stride"), c.Padding)),
    ];

    static Mutant Walk(string bug, string name, Optimizer sick) => new(bug, nameof(TorchOptimizerTests.Twelve_steps_are_those_of_PyTorch),
        () => TorchOptimizerTests.AssertMatchesPyTorch(name, sick), () => TorchOptimizerTests.AssertMatchesPyTorch(name, TorchOptimizerTests.Optimizers[name]()));

    static Mutant Operation(string bug, string operation, Func<TorchCase, Tensor[], Tensor> sick)
    {
        return new(bug, nameof(TorchTests.Value_and_gradients_agree_with_PyTorch), () => AllCases(sick), () => AllCases(TorchOperations.All[operation]));

        void AllCases(Func<TorchCase, Tensor[], Tensor> judged)
        {
            foreach (var given in TorchFixture.Cases.Where(entry => entry.Operation == operation)) TorchTests.AssertMatchesPyTorch(given, judged);
        }
    }

    /// <summary>v ← μ·v + g, and then w ← w − η·(μ·v + g) with the new v.</summary>
    sealed class TwiceMoved() : Optimizer(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            state["velocity"].AddScaled(1, g, 0.9);
            state["velocity"].AddScaled(1, g, 0.9);
            w.Add(-Rate, state["velocity"]);
        }
    }

    /// <summary>v ← μ·v + (1 − μ)·g.</summary>
    sealed class Dampened() : Optimizer(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            state["velocity"].AddScaled(0.1, g, 0.9);
            w.Add(-Rate, state["velocity"]);
        }
    }

    /// <summary>w ← (1 + η·λ)·w − η·g.</summary>
    sealed class GrowingDecay() : Optimizer(0.1)
    {
        protected override void Step(InPlaceVector w, InPlaceVector g, OptimizerState state)
        {
            w.Scale(1 + Rate * 0.2);
            w.Add(-Rate, g);
        }
    }

    /// <summary>w ← w − η·g / (s + ε).</summary>
    sealed class Rootless() : Optimizer(0.05)
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

    /// <summary>Adam without the divisions by 1 − βᵗ.</summary>
    sealed class Biased() : Optimizer(0.1)
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
