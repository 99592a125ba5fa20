using Tiny.Nn.Data;

namespace Tiny.Nn.Lab;

/// <summary>
/// Generators of labelled points in the plane, with two classes and coordinates between about −1 and 1. Point i has
/// class i mod 2. The same seed gives the same points.
/// </summary>
public static class ToyPoints
{
    /// <summary>The generators that a linear boundary and three nonlinear ones need, by name.</summary>
    public static IReadOnlyList<(string Name, Func<int, ulong, Dataset> Create)> All { get; } =
    [
        ("gaussians", (count, seed) => Gaussians(count, seed)), ("circle", (count, seed) => Circle(count, seed)),
        ("xor", (count, seed) => Xor(count, seed)), ("spiral", (count, seed) => Spiral(count, seed)),
    ];

    /// <summary>Two normal distributions around (−0.45, −0.45) and (0.45, 0.45).</summary>
    public static Dataset Gaussians(int count, ulong seed, double deviation = 0.2) =>
        Create("gaussians", count, seed, (label, random) =>
        {
            var center = label == 0 ? -0.45 : 0.45;
            return (center + deviation * random.NextNormal(), center + deviation * random.NextNormal());
        });

    /// <summary>A disk of radius 0.5 and a ring from 0.65 to 1.</summary>
    public static Dataset Circle(int count, ulong seed, double noise = 0.03) =>
        Create("circle", count, seed, (label, random) =>
        {
            var radius = label == 0 ? 0.5 * random.NextDouble() : 0.65 + 0.35 * random.NextDouble();
            return Polar(radius, 2 * Math.PI * random.NextDouble(), noise, random);
        });

    /// <summary>Four squares; points whose coordinates have the same sign are in class 0.</summary>
    public static Dataset Xor(int count, ulong seed, double margin = 0.06, double noise = 0) =>
        Create("xor", count, seed, (label, random) =>
        {
            var (x, y) = (margin + (1 - margin) * random.NextDouble(), margin + (1 - margin) * random.NextDouble());
            var side = random.NextDouble() < 0.5 ? -1 : 1;
            (x, y) = (side * x, (label == 0 ? side : -side) * y);
            return noise == 0 ? (x, y) : (x + noise * random.NextNormal(), y + noise * random.NextNormal());
        });

    /// <summary>Two arms that wind 1¾ times around the origin.</summary>
    public static Dataset Spiral(int count, ulong seed, double noise = 0.02) =>
        Create("spiral", count, seed, (label, random) =>
        {
            var along = random.NextDouble();
            return Polar(0.05 + 0.95 * along, (1.75 * along + 0.5 * label) * 2 * Math.PI, noise, random);
        });

    /// <summary>Two half circles that interleave.</summary>
    public static Dataset Moons(int count, ulong seed, double noise = 0.12) =>
        Create("moons", count, seed, (label, random) =>
        {
            var (x, y) = Polar(0.65, Math.PI * random.NextDouble(), noise, random);
            return label == 0 ? (x - 0.32, y - 0.15) : (0.32 + x, 0.15 - y);
        });

    /// <summary>Two rings, of radius 0.4 and 0.8, with normal noise.</summary>
    public static Dataset Rings(int count, ulong seed, double noise = 0.12) =>
        Create("rings", count, seed, (label, random) =>
            Polar(label == 0 ? 0.4 : 0.8, 2 * Math.PI * random.NextDouble(), noise, random));

    static (double X, double Y) Polar(double radius, double angle, double noise, RandomStream random) => (
        radius * Math.Cos(angle) + noise * random.NextNormal(),
        radius * Math.Sin(angle) + noise * random.NextNormal());

    static Dataset Create(
        string name, int count, ulong seed, Func<int, RandomStream, (double X, double Y)> point)
    {
        var random = new RandomStream(seed, $"points {name}");
        var (inputs, labels) = (new float[2 * count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 2;
            var (x, y) = point(labels[i], random);
            (inputs[2 * i], inputs[2 * i + 1]) = ((float)x, (float)y);
        }
        return Dataset.FromArrays(inputs, [2], labels, classes: 2, name);
    }
}
