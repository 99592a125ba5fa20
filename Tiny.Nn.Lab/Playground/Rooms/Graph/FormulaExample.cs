namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>A formula of the sources, with the values of its variables.</summary>
/// <param name="Id">Its id in SOURCES.md.</param>
public sealed record FormulaExample(string Id, string Title, string Formula, Dictionary<string, double> Values)
{
    /// <summary>The formulas that the room lists; the first is shown at the start.</summary>
    public static IReadOnlyList<FormulaExample> All { get; } =
    [
        new("AD-06", "x² is used twice", "J = cos(sin(x²) + 3x²)", new() { ["x"] = 1 }),
        new("AD-07", "a sum times a variable", "q = x + y; F = q·z", new() { ["x"] = -2, ["y"] = 5, ["z"] = -4 }),
        new("AD-08", "logistic regression: log-likelihood of the target t",
            "a = θ₁·x₁ + θ₂·x₂ + θ₃·x₃; y = sigmoid(a); J = t·log(y) + (1 − t)·log(1 − y)", new()
            {
                ["θ₁"] = 0.2, ["θ₂"] = -0.4, ["θ₃"] = 0.3, ["x₁"] = 1, ["x₂"] = 0.5, ["x₃"] = -2, ["t"] = 1,
            }),
        new("AD-10", "a sigmoid of a sigmoid", "J = σ(σ(z))", new() { ["z"] = 0.7 }),
        new("AD-11", "three nested layers: the gradient shrinks", "J = σ(w₃·σ(w₂·σ(w₁·x)))",
            new() { ["w₁"] = 1.5, ["w₂"] = -2, ["w₃"] = 0.5, ["x"] = 1 }),
        new("AD-12", "a residual connection: two branches add up", "F = tanh(w·x); H = F + x",
            new() { ["w"] = 2, ["x"] = 0.5 }),
    ];
}
