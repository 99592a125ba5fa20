// P3 · A learning rate that is a little too large · predictions
//
// The loss L = ½(θ₁² + 10θ₂²) has the curvatures 1 and 10. Gradient descent starts at (1, 1) with the rate 0.21, while
// the limit of convergence is 0.2. What do the two coordinates do?
//
// (a)      both approach 0, more slowly than with a smaller rate
// (b)      both move away from 0
// (c)      θ₁ approaches 0, while θ₂ changes its sign at every step and grows
// (d)      θ₂ approaches 0, while θ₁ changes its sign at every step and grows
// Answer   Each axis has its own factor per step, 1 − αc. For curvature 1 it is 0.79: θ₁ shrinks. For curvature 10 it
//          is −1.1: θ₂ overshoots the minimum by more than its distance before the step. The steepest direction limits
//          the rate for all directions. If a loss grows from step to step, lower the rate first.
// Formula  OP-05  after t steps θ = ((1 − α)ᵗ·θ₁, (1 − 10α)ᵗ·θ₂)
// Needs    10
// Explore  dotnet run --project Tiny.Nn.Lab -- experiment descent;  dotnet run --project Tiny.Nn.Lab -- playground,
//          address boundary#circle/4-2/tanh/optimizer=sgd/rate=1

using Exercise10;

namespace PredictionP3;

public static class Prediction
{
    [ExerciseTest("OP-05", "Minimize")]
    public static void Run(TestContext context)
    {
        var path = Enumerable.Range(0, 21).Select(steps =>
            GradientDescent.Minimize(theta => [theta[0], 10 * theta[1]], [1, 1], 0.21, steps)).ToArray();
        double[] first = [.. path.Select(theta => theta[0])], second = [.. path.Select(theta => theta[1])];
        foreach (var line in TextPlot.Curves(('1', first), ('2', second))) context.WriteLine(line);
        context.WriteLine($"1: θ₁, 2: θ₂, against the step; at the end {Format.Text([first[^1], second[^1]])}");
        context.ReportAnswer((Math.Abs(first[^1]) < 1, Math.Abs(second[^1]) < 1) switch
        {
            (true, true) => 'a', (false, false) => 'b', (true, false) => 'c', _ => 'd',
        });
    }
}
