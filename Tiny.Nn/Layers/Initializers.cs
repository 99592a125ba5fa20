namespace Tiny.Nn.Layers;

/// <summary>
/// Fan-in, the number of inputs of one output, and fan-out, the number of outputs of one input. For filters [a, b, k…]
/// with k taps, as in PyTorch, in = b·k and out = a·k.
/// </summary>
public readonly record struct Fan(int In, int Out)
{
    /// <summary>The fan of a weight [out, in] or of filters [out, in, k…].</summary>
    public static Fan Of(Shape weight) => new(weight[1..].Count, weight[0] * weight[2..].Count);
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

    /// <summary>Glorot and Bengio: uniform in ±√(6 / (n_in + n_out)); for tanh, sigmoid, softmax.</summary>
    public static readonly Initializer GlorotUniform =
        new VarianceScaling("glorot_uniform", fan => Math.Sqrt(6.0 / (fan.In + fan.Out)), IsNormal: false);

    /// <summary>Glorot and Bengio: normal with deviation √(2 / (n_in + n_out)).</summary>
    public static readonly Initializer GlorotNormal =
        new VarianceScaling("glorot_normal", fan => Math.Sqrt(2.0 / (fan.In + fan.Out)), IsNormal: true);

    /// <summary>He: uniform in ±√(6 / n_in); for ReLU.</summary>
    public static readonly Initializer HeUniform =
        new VarianceScaling("he_uniform", fan => Math.Sqrt(6.0 / fan.In), IsNormal: false);

    /// <summary>He: normal with deviation √(2 / n_in).</summary>
    public static readonly Initializer HeNormal =
        new VarianceScaling("he_normal", fan => Math.Sqrt(2.0 / fan.In), IsNormal: true);

    /// <summary>Normal with deviation 1/√n_in.</summary>
    public static readonly Initializer NormalFanIn =
        new VarianceScaling("normal_fan_in", fan => 1 / Math.Sqrt(fan.In), IsNormal: true);

    /// <summary>Zero everywhere.</summary>
    public static readonly Initializer Zero = Constant(0);

    /// <summary>
    /// Normal with deviation 1/√n_out, as in the networks NM-01 … NM-07, whose convolutions count
    /// n_out = filters · taps / size of the pooling window that follows.
    /// </summary>
    public static Initializer NormalFanOut(int poolSize = 1) =>
        new VarianceScaling(
            $"normal_fan_out({poolSize})", fan => Math.Sqrt((double)poolSize / fan.Out), IsNormal: true);

    /// <summary>Normal with mean 0 and a given deviation.</summary>
    public static Initializer Normal(double deviation) =>
        new VarianceScaling($"normal({deviation})", _ => deviation, IsNormal: true);

    /// <summary>Uniform in ±bound.</summary>
    public static Initializer Uniform(double bound) =>
        new VarianceScaling($"uniform({bound})", _ => bound, IsNormal: false);

    /// <summary>One value everywhere.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>Writes the initial values of one parameter.</summary>
    public abstract void Fill(Span<double> values, Fan fan, RandomStream random);

    /// <summary>Uniform in ±scale, or normal with deviation scale.</summary>
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
