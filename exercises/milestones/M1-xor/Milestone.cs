// M1 · XOR on your scalar graph · milestones
//
// A perceptron cannot learn XOR (exercise 01); a network with three hidden units can. It uses your operations, your
// topological order, your backward pass and your gradient descent. Nothing of Tiny.Nn computes here, except the random
// initial weights: every sum, product and tanh is a node of your graph, and every gradient comes from your backward
// pass.
//
// Formula  AD-05  dJ/dv += dJ/du · ∂u/∂v, in reverse topological order
// Needs    07 08 09 10
// Passes   if all four outputs are on the correct side of ½ after 1000 steps

using Exercise07;
using Exercise08;
using Exercise09;
using Exercise10;

namespace MilestoneM1;

public static class Milestone
{
    const int Hidden = 3, Steps = 1000;
    static readonly (double A, double B, double Target)[] Corners = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)];

    [ExerciseTest("AD-05", "Backward")]
    public static void The_gradient_of_the_loss_matches_central_differences()
    {
        var weights = InitialWeights();
        Backpropagation.Backward(TopologicalOrder.Of(Loss(weights)));
        Expect.Gradient(at => Loss([.. at.Select(value => new Node(value))]).Value,
            [.. weights.Select(weight => weight.Value)], [.. weights.Select(weight => weight.Gradient)],
            "the loss of the initial network and its 13 parameters");
    }

    [ExerciseTest("AD-05", "Backward")]
    public static void The_network_learns_XOR(TestContext context)
    {
        var (weights, losses) = (InitialWeights(), new List<double>());
        for (var step = 1; step <= Steps; step++)
        {
            var loss = Loss(weights);
            losses.Add(loss.Value);
            Backpropagation.Backward(TopologicalOrder.Of(loss));
            var theta = weights.Select(weight => weight.Value).ToArray();
            GradientDescent.Step(theta, [.. weights.Select(weight => weight.Gradient)], 0.05);
            for (var i = 0; i < theta.Length; i++) weights[i].Value = theta[i];
            if (step is 1 or 10 or 30 or 100 or 300 or Steps)
                context.WriteLine($"step {step,4}   loss {loss.Value:0.00000}");
        }
        foreach (var line in Map(weights)) context.WriteLine(line);
        context.Page.AddFigure($"{losses[^1]:0.0e0}", $"loss after {Steps} steps");
        context.Page.AddPlane("The output in the plane", (a, b) => Output(weights, a, b).Value, Corners);
        context.Page.AddCurve("The loss", "step", "loss", losses);
        foreach (var (a, b, target) in Corners)
        {
            var output = Output(weights, a, b).Value;
            Expect.That(output > 0.5 == target > 0.5, $"XOR({a}, {b}) after {Steps} steps",
                target > 0.5 ? "greater than 0.5" : "less than 0.5", Format.Text(output));
        }
    }

    static Node[] InitialWeights()
    {
        var random = new RandomStream(3, "xor");
        return [.. Enumerable.Range(0, Hidden * 4 + 1).Select(_ => new Node(random.NextNormal()))];
    }

    /// <summary>Returns the loss, Σ over the corners of (output − target)².</summary>
    static Node Loss(Node[] weights)
    {
        Node sum = new(0);
        foreach (var (a, b, target) in Corners)
        {
            var error = Operations.Add(Output(weights, a, b), new Node(-target));
            sum = Operations.Add(sum, Operations.Multiply(error, error));
        }
        return sum;
    }

    /// <summary>Returns the output, bias + Σ_h v_h·tanh(u_h·a + w_h·b + c_h).</summary>
    static Node Output(Node[] weights, double a, double b)
    {
        var sum = weights[^1];
        for (var h = 0; h < Hidden; h++)
        {
            var inside = Operations.Add(Operations.Multiply(weights[4 * h], new Node(a)),
                Operations.Multiply(weights[4 * h + 1], new Node(b)));
            var unit = Operations.Tanh(Operations.Add(inside, weights[4 * h + 2]));
            sum = Operations.Add(sum, Operations.Multiply(weights[4 * h + 3], unit));
        }
        return sum;
    }

    /// <summary>
    /// Returns an image of the plane from −0.5 to 1.5, dark where the output is greater than ½, with the targets at the
    /// four corners and with axes.
    /// </summary>
    static IEnumerable<string> Map(Node[] weights)
    {
        const int side = 40;
        var pixels = new float[side * side];
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
                pixels[row * side + column] = (float)Output(weights, -0.5 + 2.0 * column / (side - 1),
                    1.5 - 2.0 * row / (side - 1)).Value;
        var lines = TextImage.FromPixels(pixels, side, side).Select(line => line.ToCharArray()).ToArray();
        static int Index(double value) => (int)Math.Round((value + 0.5) / 2 * (side - 1));
        foreach (var (a, b, target) in Corners) lines[Index(1 - b) / 2][Index(a)] = target > 0.5 ? '1' : '0';
        for (var line = 0; line < lines.Length; line++)
        {
            var label = line == Index(0) / 2 ? "b = 1" : line == Index(1) / 2 ? "b = 0" : "";
            yield return $"{label,5} │{new string(lines[line])}";
        }
        yield return "      └" + new string('─', side);
        yield return "       " + "a = 0".PadLeft(Index(0) + 3).PadRight(Index(1) - 2) + "a = 1";
        yield return "dark: output greater than ½; 0 and 1: the targets";
    }
}
