using System.Buffers;

namespace Tiny.Nn.Ops;

/// <summary>
/// Loss functions: each returns a scalar, the mean over the batch. Classification losses take logits (the values before
/// the softmax), so that nothing overflows: all are finite at logits of ±1000. A class of target 0 adds nothing to a
/// cross-entropy, also at a logit of −∞; PyTorch agrees for labels, and gives NaN for soft targets.
/// </summary>
public static class Losses
{
    /// <summary>
    /// J = 1/N Σ_n Σ_j (y_nj − t_nj)², or half of that: NN-07 has both conventions.  dy = 2(y − t)/N, or (y − t)/N.
    /// </summary>
    /// <param name="prediction">[N, …].</param>
    /// <param name="target">The targets, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is no example.</exception>
    public static Tensor SquaredError(this Tensor prediction, Tensor target, bool half = false)
    {
        CheckTarget("squared_error", prediction, NotNull(target).Shape);
        return (prediction - target).Square().Sum() * ((half ? 0.5 : 1.0) / prediction.Shape[0]);
    }

    /// <summary>J = the mean of (y − t)² over all elements, PyTorch's <c>mse_loss</c>.</summary>
    /// <inheritdoc cref="SquaredError"/>
    public static Tensor MeanSquaredError(this Tensor prediction, Tensor target)
    {
        CheckTarget("mean_squared_error", prediction, NotNull(target).Shape);
        return (prediction - target).Square().Mean();
    }

    /// <summary>J = the mean of |y − t| over all elements, PyTorch's <c>l1_loss</c>.  dy = sign(y − t)/count.</summary>
    /// <inheritdoc cref="SquaredError"/>
    public static Tensor MeanAbsoluteError(this Tensor prediction, Tensor target)
    {
        CheckTarget("mean_absolute_error", prediction, NotNull(target).Shape);
        return (prediction - target).Abs().Mean();
    }

    /// <summary>
    /// J = the mean over all elements of ½(y − t)² where |y − t| ≤ δ, else δ·(|y − t| − ½δ): PyTorch's
    /// <c>huber_loss</c>.  dy = (y − t)/count, limited to ±δ/count.
    /// </summary>
    /// <inheritdoc cref="SquaredError"/>
    /// <param name="delta">δ, positive: the error from which the loss is linear.</param>
    /// <exception cref="ArgumentException">δ is not positive.</exception>
    public static Tensor Huber(this Tensor prediction, Tensor target, double delta = 1)
    {
        CheckTarget("huber", prediction, NotNull(target).Shape);
        if (!(delta > 0)) throw new ArgumentException($"huber: delta is positive, got {delta}");
        var difference = prediction - target;
        var excess = difference.SoftThreshold(delta);
        return ((difference - excess).Square() / 2 + excess.Abs() * delta).Mean();
    }

    /// <summary>
    /// J = −1/N Σ_n Σ_c t_nc ln p_nc with p = softmax(logits), where t is 1 at the label, else 0.  d logits = (p −
    /// t)/N. With PyTorch's label smoothing ε, t = (1 − ε)·onehot + ε/K. The e of RG-13, the probability taken from the
    /// label, is ε(K − 1)/K.
    /// </summary>
    /// <param name="logits">[N, K], or [N, K, space…] for one label per position.</param>
    /// <param name="labels">N classes in 0 … K − 1; for [N, K, space…] N·space classes in row-major order.</param>
    /// <exception cref="ArgumentException">A label is not in 0 … K − 1, the number of labels does not fit, ε is not
    /// in 0 … 1, or the logits are a softmax that requires a gradient.</exception>
    public static Tensor CrossEntropy(this Tensor logits, ReadOnlySpan<int> labels, double labelSmoothing = 0)
    {
        CheckLogits(logits);
        if (logits.Shape.Rank > 2) return AsRows(logits).CrossEntropy(labels, labelSmoothing);
        var (rows, classes) = (logits.Shape[0], logits.Shape[1]);
        CheckLabels(labels, rows, classes);
        CheckSmoothing("cross_entropy", labelSmoothing);
        return LogLikelihood(logits, Targets(logits, labels, labelSmoothing)) * (-1.0 / rows);
    }

    /// <summary>J = −1/N Σ_n Σ_c t_nc ln p_nc for soft targets t, whose rows sum to 1.  d logits = (p − t)/N.</summary>
    /// <param name="logits">[N, K], or [N, K, space…].</param>
    /// <param name="targets">The soft targets, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the logits are a softmax that requires a
    /// gradient.</exception>
    public static Tensor CrossEntropy(this Tensor logits, Tensor targets)
    {
        CheckLogits(logits);
        CheckTarget("cross_entropy", logits, NotNull(targets).Shape);
        return logits.LogSoftmax(1).WeightedBy(targets).Sum() * (-1.0 / (logits.Shape.Count / logits.Shape[1]));
    }

    /// <summary>
    /// J = −mean(t ln σ(z) + (1 − t) ln(1 − σ(z))), computed as mean(softplus(z) − t·z).  dz = (σ(z) − t)/count.
    /// Source: AD-08, negated.
    /// </summary>
    /// <param name="logits">z, of any shape.</param>
    /// <param name="targets">t in 0 … 1, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the logits are a sigmoid that requires a
    /// gradient.</exception>
    public static Tensor BinaryCrossEntropy(this Tensor logits, Tensor targets)
    {
        CheckTarget("binary_cross_entropy", logits, NotNull(targets).Shape);
        CheckNotActivated("binary_cross_entropy", logits, "sigmoid");
        return (logits.Softplus() - targets * logits).Mean();
    }

    /// <summary>
    /// L = Σ_n Σ_c t_nc ln p_nc with p = softmax(logits), for targets t whose rows sum to 1.  d logits = (t − p)·dL.
    /// </summary>
    static Tensor LogLikelihood(Tensor logits, Tensor targets)
    {
        var logarithms = logits.Detach().LogSoftmax();
        var value = logarithms.WeightedBy(targets).Sum();
        return Tensor.Result("log_likelihood", value.Shape, value.Backend, value.Buffer,
            new Edge(logits, dL => (targets - logarithms.Exp()) * dL));
    }

    /// <summary>Returns t = (1 − ε)·onehot + ε/K, of the logits' shape [N, K].</summary>
    static Tensor Targets(Tensor logits, ReadOnlySpan<int> labels, double smoothing)
    {
        var classes = logits.Shape[1];
        var rented = ArrayPool<double>.Shared.Rent(logits.Shape.Count);
        var targets = rented.AsSpan(0, logits.Shape.Count);
        targets.Fill(smoothing / classes);
        for (var row = 0; row < labels.Length; row++) targets[row * classes + labels[row]] += 1 - smoothing;
        var tensor = Tensor.From(logits.Backend, logits.Shape, targets);
        ArrayPool<double>.Shared.Return(rented);
        return tensor;
    }

    /// <summary>Reshapes [N, K, space…] to [N·space, K], one row per position.</summary>
    static Tensor AsRows(Tensor logits)
    {
        var last = logits.MoveAxis(1, -1);
        return last.Reshape([last.Shape.Count / last.Shape[-1], last.Shape[-1]]);
    }

    static void CheckLogits(Tensor logits)
    {
        CheckNotActivated("cross_entropy", NotNull(logits), "softmax");
        if (logits.Shape.Rank < 2 || logits.Shape.Count == 0)
            throw new ArgumentException(
                $"cross_entropy: expects logits [N, K] of at least one example and one class, got {logits.Shape}");
    }

    /// <summary>
    /// Checks that a network in training does not end in the activation that the loss contains: applied twice, it
    /// trains slowly and without an error.
    /// </summary>
    static void CheckNotActivated(string who, Tensor logits, string activation)
    {
        if (logits.RequiresGradient && logits.Operation == activation)
            throw new ArgumentException(
                $"{who}: expects logits, got {logits.Description}; the loss applies the {activation} itself, so " +
                "remove it from the end of the network");
    }

    static void CheckLabels(ReadOnlySpan<int> labels, int rows, int classes)
    {
        if (labels.Length != rows)
            throw new ArgumentException(
                $"cross_entropy: expects {rows} labels, one for each row of logits, got {labels.Length}");
        for (var row = 0; row < rows; row++)
            if (labels[row] < 0 || labels[row] >= classes)
                throw new ArgumentException(
                    $"cross_entropy: labels are 0 to {classes - 1}, got {labels[row]} in row {row}");
    }

    static void CheckTarget(string who, Tensor prediction, Shape target)
    {
        if (NotNull(prediction).Shape != target)
            throw new ArgumentException(
                $"{who}: the target must have the prediction's shape {prediction.Shape}, got {target}");
        if (prediction.Shape.Rank == 0 || prediction.Shape.Count == 0)
            throw new ArgumentException($"{who}: expects at least one example [N, …], got {prediction.Shape}");
    }

    internal static void CheckSmoothing(string who, double smoothing)
    {
        if (smoothing is not (>= 0 and <= 1))
            throw new ArgumentException($"{who}: label smoothing is 0 to 1, got {smoothing}");
    }
}
