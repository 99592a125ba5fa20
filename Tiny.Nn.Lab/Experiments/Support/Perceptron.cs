using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// Rosenblatt's perceptron for two classes: class 1 if w·x + b > 0. It starts at zero. For every misclassified example
/// it adds ±x to w and ±1 to b, with the sign of the right class. Source: NN-03.
/// </summary>
public sealed class Perceptron(int inputs)
{
    readonly double[] weights = new double[inputs];

    public IReadOnlyList<double> Weights => weights;

    public double Bias { get; private set; }

    /// <summary>Returns the class of an input, 0 or 1.</summary>
    public int Predict(ReadOnlySpan<float> input)
    {
        var sum = Bias;
        for (var i = 0; i < weights.Length; i++) sum += weights[i] * input[i];
        return sum > 0 ? 1 : 0;
    }

    /// <summary>Visits every example once, in order. Returns the number of corrections.</summary>
    public int Pass(Dataset data)
    {
        var corrections = 0;
        for (var example = 0; example < data.Count; example++)
        {
            var input = data.Input(example);
            var sign = data.Label(example) - Predict(input);
            if (sign == 0) continue;
            for (var i = 0; i < weights.Length; i++) weights[i] += sign * input[i];
            Bias += sign;
            corrections++;
        }
        return corrections;
    }

    /// <summary>Returns the number of misclassified examples.</summary>
    public int Errors(Dataset data) =>
        Enumerable.Range(0, data.Count).Count(example => Predict(data.Input(example)) != data.Label(example));
}
