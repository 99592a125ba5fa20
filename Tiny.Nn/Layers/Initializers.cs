namespace Tiny.Nn.Layers;

/// <summary>
/// Fan-in, the number of inputs of one output, and fan-out, the number of outputs of one input. Filters [a, b, k…] with
/// k taps have fan-in b·k and fan-out a·k, as in PyTorch.
/// </summary>
public readonly record struct Fan(int In, int Out)
{
    /// <summary>Returns the fan of a weight [out, in] or of filters [out, in, k…].</summary>
    public static Fan Of(Shape weight) => new(NotNull(weight)[1..].Count, weight[0] * weight[2..].Count);
}

/// <summary>
/// The distribution of a parameter's initial values, drawn in double on the host from the parameter's own random
/// stream. Equal weights would keep all units of a layer equal forever (OP-13), so weights are random.
/// </summary>
public abstract record Initializer
{
    /// <summary>PyTorch's default for weights and biases: uniform in ±1/√n_in.</summary>
    public static readonly Initializer Default =
        new VarianceScaling("default", fan => 1 / Math.Sqrt(fan.In), IsNormal: false);

    /// <summary>
    /// Glorot and Bengio's uniform distribution in ±√(6 / (n_in + n_out)); for tanh, sigmoid and softmax.
    /// </summary>
    public static readonly Initializer GlorotUniform =
        new VarianceScaling("glorot_uniform", fan => Math.Sqrt(6.0 / (fan.In + fan.Out)), IsNormal: false);

    /// <summary>Glorot and Bengio's normal distribution with deviation √(2 / (n_in + n_out)).</summary>
    public static readonly Initializer GlorotNormal =
        new VarianceScaling("glorot_normal", fan => Math.Sqrt(2.0 / (fan.In + fan.Out)), IsNormal: true);

    /// <summary>He's uniform distribution in ±√(6 / n_in); for ReLU.</summary>
    public static readonly Initializer HeUniform =
        new VarianceScaling("he_uniform", fan => Math.Sqrt(6.0 / fan.In), IsNormal: false);

    /// <summary>He's normal distribution with deviation √(2 / n_in).</summary>
    public static readonly Initializer HeNormal =
        new VarianceScaling("he_normal", fan => Math.Sqrt(2.0 / fan.In), IsNormal: true);

    /// <summary>The normal distribution with deviation 1/√n_in.</summary>
    public static readonly Initializer NormalFanIn =
        new VarianceScaling("normal_fan_in", fan => 1 / Math.Sqrt(fan.In), IsNormal: true);

    /// <summary>All values are 0.</summary>
    public static readonly Initializer Zero = Constant(0);

    /// <summary>
    /// Returns the normal distribution with deviation 1/√n_out, as in the networks NM-01 … NM-07. Their convolutions
    /// count n_out = filters · taps / size of the pooling window that follows.
    /// </summary>
    public static Initializer NormalFanOut(int poolSize = 1) =>
        new VarianceScaling(
            $"normal_fan_out({poolSize})", fan => Math.Sqrt((double)poolSize / fan.Out), IsNormal: true);

    /// <summary>Returns the normal distribution with mean 0 and a given deviation.</summary>
    public static Initializer Normal(double deviation) =>
        new VarianceScaling($"normal({deviation})", _ => deviation, IsNormal: true);

    /// <summary>Returns the uniform distribution in ±bound.</summary>
    public static Initializer Uniform(double bound) =>
        new VarianceScaling($"uniform({bound})", _ => bound, IsNormal: false);

    /// <summary>Returns the initializer that sets all values to one constant.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>Writes the initial values of one parameter.</summary>
    public abstract void Fill(Span<double> values, Fan fan, RandomStream random);

    /// <summary>The distribution that is uniform in ±scale, or normal with deviation scale.</summary>
    sealed record VarianceScaling(string Name, Func<Fan, double> Scale, bool IsNormal) : Initializer
    {
        public override void Fill(Span<double> values, Fan fan, RandomStream random)
        {
            var scale = Scale(fan);
            foreach (ref var value in values)
                value = IsNormal ? scale * random.NextNormal() : random.NextUniform(-scale, scale);
        }

        public override string ToString() => Name;
    }

    sealed record ConstantInitializer(double Value) : Initializer
    {
        public override void Fill(Span<double> values, Fan fan, RandomStream random) => values.Fill(Value);

        public override string ToString() => $"constant({Value})";
    }
}
