namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>An input of the network, computed from a point.</summary>
/// <param name="Name">The name in the address.</param>
/// <param name="Code">The formula in C#.</param>
/// <param name="UsesY">Whether it depends on y, which a regression predicts.</param>
sealed record InputFeature(string Name, string Code, bool UsesY, Func<float, float, float> Compute)
{
    /// <summary>The inputs that can be chosen. Points lie between about −1 and 1, so a sine has two periods.</summary>
    public static readonly IReadOnlyList<InputFeature> All =
    [
        new("x", "x", false, (x, _) => x),
        new("y", "y", true, (_, y) => y),
        new("x2", "x * x", false, (x, _) => x * x),
        new("y2", "y * y", true, (_, y) => y * y),
        new("xy", "x * y", true, (x, y) => x * y),
        new("sinx", "MathF.Sin(2 * MathF.PI * x)", false, (x, _) => MathF.Sin(2 * MathF.PI * x)),
        new("siny", "MathF.Sin(2 * MathF.PI * y)", true, (_, y) => MathF.Sin(2 * MathF.PI * y)),
    ];

    /// <summary>Returns the inputs of points, one point after another.</summary>
    public static float[] Of(IReadOnlyCollection<InputFeature> features, IEnumerable<(float X, float Y)> points) =>
        [.. points.SelectMany(point => features.Select(feature => feature.Compute(point.X, point.Y)))];
}
