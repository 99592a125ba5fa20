using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>A set of points: its name, whether y is predicted from x, and its generator.</summary>
sealed record PointSet(string Name, bool IsRegression, Func<BoundarySettings, DrawnPoint[]> Create);

/// <summary>
/// The point sets by name. In classification each point has a class; in regression y is the target of x. The same
/// settings give the same points. <see cref="ProgramText"/> has each generator as text.
/// </summary>
static class PointSets
{
    /// <summary>The deviation of each of the two Gaussians without noise.</summary>
    public const double GaussianDeviation = 0.15;

    public const string Sine = "0.8 sin(5x)";

    public const string Bumps = "exp(-40 (x + 0.5)^2) + 0.7 exp(-60 (x - 0.35)^2) - 0.3";

    public static IReadOnlyList<PointSet> All { get; } =
    [
        new("circle", false, Toy(s => ToyPoints.Circle(s.Points, s.Seed, s.Noise))),
        new("xor", false, Toy(s => ToyPoints.Xor(s.Points, s.Seed, noise: s.Noise))),
        new("gaussians", false, Toy(s => ToyPoints.Gaussians(s.Points, s.Seed, GaussianDeviation + s.Noise))),
        new("spiral", false, Toy(s => ToyPoints.Spiral(s.Points, s.Seed, s.Noise))),
        new("moons", false, Toy(s => ToyPoints.Moons(s.Points, s.Seed, s.Noise))),
        new("rings", false, Toy(s => ToyPoints.Rings(s.Points, s.Seed, s.Noise))),
        new("sides", false, Sides),
        new("own", false, Drawn),
        new("sine", true, s => Curve(s, Sine)),
        new("bumps", true, s => Curve(s, Bumps)),
        new("curve", true, s => Curve(s, s.Formula)),
        new("ownvalues", true, Drawn),
    ];

    public static PointSet Find(string name) => All.Single(set => set.Name == name);

    /// <summary>Returns the formula of a set that a function defines, or null.</summary>
    public static string? FormulaOf(BoundarySettings settings) => settings.Data switch
    {
        "sine" => Sine,
        "bumps" => Bumps,
        "curve" or "sides" => settings.Formula,
        _ => null,
    };

    static Func<BoundarySettings, DrawnPoint[]> Toy(Func<BoundarySettings, Dataset> create) => settings =>
    {
        var points = create(settings);
        return [.. from i in Enumerable.Range(0, points.Count)
                   let input = points.Input(i)
                   select new DrawnPoint(input[0], input[1], points.Label(i))];
    };

    /// <summary>Points of the square; class 1 above the function. The class is decided before the noise.</summary>
    static DrawnPoint[] Sides(BoundarySettings settings)
    {
        var (f, random) = (Expression.Parse(settings.Formula, "x"), new RandomStream(settings.Seed, "points sides"));
        var points = new DrawnPoint[settings.Points];
        for (var i = 0; i < points.Length; i++)
        {
            var (x, y) = (random.NextUniform(-1, 1), random.NextUniform(-1, 1));
            points[i] = new((float)(x + settings.Noise * random.NextNormal()),
                (float)(y + settings.Noise * random.NextNormal()), y > Finite(f, x) ? 1 : 0);
        }
        return points;
    }

    /// <summary>Points of the function, with noise in y.</summary>
    static DrawnPoint[] Curve(BoundarySettings settings, string formula)
    {
        var (f, random) = (Expression.Parse(formula, "x"), new RandomStream(settings.Seed, "points curve"));
        var points = new DrawnPoint[settings.Points];
        for (var i = 0; i < points.Length; i++)
        {
            var x = random.NextUniform(-1, 1);
            points[i] = new((float)x, (float)(Finite(f, x) + settings.Noise * random.NextNormal()));
        }
        return points;
    }

    /// <summary>The user's points in random order, so that training and test set are alike.</summary>
    static DrawnPoint[] Drawn(BoundarySettings settings)
    {
        DrawnPoint[] points = [.. settings.Drawn];
        new RandomStream(settings.Seed, "own points").Shuffle<DrawnPoint>(points);
        return points;
    }

    static double Finite(Expression f, double x) => f.Evaluate(x) is var y && Math.Abs(y) <= 1e6
        ? y
        : throw new ArgumentException(FormattableString.Invariant(
            $"formula: f({x:0.###}) is {y}; choose a function with values from −1 to 1 for x from −1 to 1"));
}
