// P2 · A gradient through ten layers · predictions
//
// Ten sigmoids in a chain, y = σ(σ(… σ(x))), with all weights 1. How large is dy/dx at x = 0, computed by your graph
// and your backward pass?
//
// (a)      about ¼, the derivative of one sigmoid at 0
// (b)      about one fortieth, ten times less
// (c)      less than one hundred-thousandth
// (d)      about 1, since each layer is trained at the same rate
// Answer   Each sigmoid multiplies the gradient by σ′, which is at most ¼, so ten of them multiply it by less than
//          (¼)¹⁰, which is a millionth. Layers near the input hardly learn. ReLU has derivative 1 where it is active,
//          and good initial weights keep the product of all factors near 1.
// Formula  AD-12  the gradient is the sum over all paths of the products of local derivatives
// Needs    07 08 09
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment vanishing;  dotnet run --project Tiny.Nn.Lab -- playground,
//          address boundary#circle/4-4-4-4-4-4/sigmoid

using Exercise07;
using Exercise08;
using Exercise09;

namespace PredictionP2;

public static class Prediction
{
    [ExerciseTest("AD-12", "Backward")]
    public static void Run(TestContext context)
    {
        var gradients = Enumerable.Range(0, 11).Select(Gradient).ToArray();
        foreach (var line in TextPlot.Curves(('*', [.. gradients.Select(Math.Log10)]))) context.WriteLine(line);
        context.WriteLine($"log₁₀ of dy/dx against the number of sigmoids; with ten, dy/dx is {gradients[10]:0.0e0}");
        context.ReportAnswer(gradients[10] switch { > 0.5 => 'd', > 0.1 => 'a', > 1e-5 => 'b', _ => 'c' });
    }

    static double Gradient(int layers)
    {
        var x = new Node(0);
        var y = x;
        for (var layer = 0; layer < layers; layer++) y = Sigmoid(y);
        Backpropagation.Backward(TopologicalOrder.Of(y));
        return x.Gradient;
    }

    /// <summary>σ(z) = ½ + ½·tanh(z/2)</summary>
    static Node Sigmoid(Node z) => Operations.Add(new Node(0.5),
        Operations.Multiply(new Node(0.5), Operations.Tanh(Operations.Multiply(new Node(0.5), z))));
}
