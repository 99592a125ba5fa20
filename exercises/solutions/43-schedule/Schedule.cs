// 43 · A learning-rate schedule · 3 Learning
//
// Large steps make fast progress at the start; near the minimum they jump around it. So the rate falls during training:
// in drops, as in AlexNet, or smoothly along half a cosine. At the very start the weights are random and the gradients
// large, so a warm-up lets the rate rise linearly over the first steps. A schedule is only a function from the step to
// the rate; the optimizer does not change.
//
// Formula  OP-10  drops: the rate is multiplied by a factor after every k epochs;  epochs count from 0
//          OP-11  cosine: from η at step 0 to the least rate at step T, along half a period of a cosine;
//                 warm-up over k steps: η·1/k at step 0, η·2/k at step 1, …, η from step k − 1 on
// Shapes   scalars → the learning rate
// Example  η = 0.1, factor 0.1 every 2 epochs: 0.1, 0.1, 0.01, 0.01, 0.001;  cosine from 1 to 0 over 4 steps:
//          1, 0.854, 0.5, 0.146, 0
// Read     after: Tiny.Nn/Training/Schedules.cs

namespace Exercise43;

public static class Schedule
{
    /// <summary>Returns the rate in an epoch, with a drop after every k = <paramref name="every"/> epochs.</summary>
    public static double Drops(double initial, int epoch, int every, double factor)
    {
        // ── begin ──
        return initial * Math.Pow(factor, epoch / every);
        // ── end ──
    }

    /// <summary>Returns the rate at a step of a cosine from <paramref name="initial"/> to a least rate.</summary>
    /// <param name="steps">T; after it, the rate stays at the least.</param>
    public static double Cosine(double initial, double least, int step, int steps)
    {
        // ── begin ──
        var progress = Math.Min(1, (double)step / steps);
        return least + (initial - least) * (1 + Math.Cos(Math.PI * progress)) / 2;
        // ── end ──
    }

    /// <summary>Returns the factor, at most 1, by which the rate of a step is multiplied during warm-up.</summary>
    /// <param name="step">The step, counted from 0.</param>
    /// <param name="warmup">k, at least 1.</param>
    public static double WarmupFactor(int step, int warmup)
    {
        // ── begin ──
        return Math.Min(1, (step + 1.0) / warmup);
        // ── end ──
    }
}
