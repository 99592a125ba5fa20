namespace Tiny.Nn.Tests.WorkedExamples;

/// <summary>
/// Two dense layers with ReLU, softmax and cross-entropy, without a graph. Forward pass, backward pass and update are
/// explicit sums, as in the source.
/// </summary>
sealed class ManualBackpropagation(double[] w1, double[] b1, double[] w2, double[] b2)
{
    readonly int hidden = b1.Length, classes = b2.Length, inputs = w1.Length / b1.Length;
    double[] z = [], p = [], da = [], dy = [];

    public double[] FirstWeight => w1;
    public double[] SecondWeight => w2;
    public double[] InputGradient { get; private set; } = [];
    public double[] FirstGradient { get; private set; } = [];
    public double[] FirstBias => b1;
    public double[] SecondBias => b2;
    public double[] FirstBiasGradient => da;
    public double[] SecondBiasGradient => dy;
    public double[] SecondGradient { get; private set; } = [];

    public double Forward(double[] x, int label)
    {
        z = [.. Linear(w1, b1, x).Select(a => Math.Max(a, 0))];
        double[] e = [.. Linear(w2, b2, z).Select(y => Math.Exp(y))];
        p = [.. e.Select(value => value / e.Sum())];
        return -Math.Log(p[label]);
    }

    public void Backward(double[] x, int label)
    {
        dy = [.. p.Select((value, c) => value - (c == label ? 1 : 0))];
        da = [.. Enumerable.Range(0, hidden)
            .Select(h => z[h] > 0 ? Enumerable.Range(0, classes).Sum(c => dy[c] * w2[c * hidden + h]) : 0)];
        InputGradient = [.. Enumerable.Range(0, inputs)
            .Select(i => Enumerable.Range(0, hidden).Sum(h => da[h] * w1[h * inputs + i]))];
        FirstGradient = [.. from h in Enumerable.Range(0, hidden) from i in Enumerable.Range(0, inputs)
            select da[h] * x[i]];
        SecondGradient = [.. from c in Enumerable.Range(0, classes) from h in Enumerable.Range(0, hidden)
            select dy[c] * z[h]];
    }

    public void Step(double rate)
    {
        for (var j = 0; j < w1.Length; j++) w1[j] -= rate * FirstGradient[j];
        for (var j = 0; j < w2.Length; j++) w2[j] -= rate * SecondGradient[j];
        for (var j = 0; j < hidden; j++) b1[j] -= rate * da[j];
        for (var j = 0; j < classes; j++) b2[j] -= rate * dy[j];
    }

    static double[] Linear(double[] w, double[] b, double[] x) =>
        [.. b.Select((bias, o) => bias + x.Select((value, i) => w[o * x.Length + i] * value).Sum())];
}
