namespace Tiny.Nn.Layers;

/// <summary>
/// How many inputs reach one output (in) and how many outputs one input reaches (out). For filters [a, b, k…] PyTorch
/// counts in = b·k and out = a·k, with k the number of taps; so do we.
/// </summary>
public readonly record struct Fan(int In, int Out)
{
    /// <summary>The fan of a weight [out, in] or of filters [out, in, k…].</summary>
    public static Fan Of(Shape weight) => new(weight[1..].Count, weight[0] * weight[2..].Count);
}

/// <summary>
/// How a parameter's first values are drawn: in double, on the host, from the parameter's own random stream.
/// Equal values everywhere would keep all units of a layer equal forever (OP-13), so weights are drawn at random.
/// </summary>
public abstract record Initializer
{
    /// <summary>PyTorch's default for weights and biases: uniform in ±1/√n_in.</summary>
    public static readonly Initializer Default = new VarianceScaling("default", fan => 1 / Math.Sqrt(fan.In), IsNormal: false);

    /// <summary>Glorot and Bengio: uniform in ±√(6 / (n_in + n_out)); for tanh, sigmoid, softmax.</summary>
    public static readonly Initializer GlorotUniform = new VarianceScaling("glorot_uniform", fan => Math.Sqrt(6.0 / (fan.In + fan.Out)), IsNormal: false);

    /// <summary>Glorot and Bengio: normal with deviation √(2 / (n_in + n_out)).</summary>
    public static readonly Initializer GlorotNormal = new VarianceScaling("glorot_normal", fan => Math.Sqrt(2.0 / (fan.In + fan.Out)), IsNormal: true);

    /// <summary>He: uniform in ±√(6 / n_in); for ReLU.</summary>
    public static readonly Initializer HeUniform = new VarianceScaling("he_uniform", fan => Math.Sqrt(6.0 / fan.In), IsNormal: false);

    /// <summary>He: normal with deviation √(2 / n_in).</summary>
    public static readonly Initializer HeNormal = new VarianceScaling("he_normal", fan => Math.Sqrt(2.0 / fan.In), IsNormal: true);

    /// <summary>Normal with deviation 1/√n_in.</summary>
    public static readonly Initializer NormalFanIn = new VarianceScaling("normal_fan_in", fan => 1 / Math.Sqrt(fan.In), IsNormal: true);

    /// <summary>Zero everywhere.</summary>
    public static readonly Initializer Zero = Constant(0);

    /// <summary>
    /// Normal with deviation 1/√n_out, as in the NM series (see NM-01 … NM-07), whose convolutions count
    /// n_out = filters · taps / cells of the pool that follows.
    /// </summary>
    public static Initializer NormalFanOut(int poolCells = 1) =>
        new VarianceScaling($"normal_fan_out({poolCells})", fan => Math.Sqrt((double)poolCells / fan.Out), IsNormal: true);

    /// <summary>Normal with mean 0 and a given deviation.</summary>
    public static Initializer Normal(double deviation) => new VarianceScaling($"normal({deviation})", _ => deviation, IsNormal: true);

    /// <summary>Uniform in ±bound.</summary>
    public static Initializer Uniform(double bound) => new VarianceScaling($"uniform({bound})", _ => bound, IsNormal: false);

    /// <summary>One value everywhere.</summary>
    public static Initializer Constant(double value) => new ConstantInitializer(value);

    /// <summary>Writes the first values of one parameter.</summary>
    public abstract void Fill(Span<double> values, Fan fan, RandomStream random);

    /// <summary>Uniform in ±scale, or normal with deviation scale.</summary>
    sealed record VarianceScaling(string Name, Func<Fan, double> Scale, bool IsNormal) : Initializer
    {
        public override void Fill(Span<double> values, Fan fan, RandomStream random)
        {
            var scale = Scale(fan);
            foreach (ref var value in values) value = IsNormal ? scale * random.NextNormal() : random.NextUniform(-scale, scale);
        }

        public override string ToString() => Name;
    }

    sealed record ConstantInitializer(double Value) : Initializer
    {
        public override void Fill(Span<double> values, Fan fan, RandomStream random) => values.Fill(Value);

        public override string ToString() => $"constant({Value})";
    }
}
