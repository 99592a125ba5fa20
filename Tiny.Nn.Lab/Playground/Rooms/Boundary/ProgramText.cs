using System.Globalization;
using System.Text;

namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>
/// The C# program that trains the network of some settings with <c>Tiny.Nn</c> alone. It draws the same points and
/// initial weights, so that it reaches the same losses, bit for bit.
/// </summary>
static class ProgramText
{
    /// <summary>Returns the program.</summary>
    /// <param name="epochs">The number of epochs that it trains.</param>
    public static string Of(BoundarySettings settings, int epochs)
    {
        RequestCheck.InRange(epochs, 1, 1_000_000);
        var set = settings.IsRegression ? "curve" : settings.Data;
        var count = settings.Data is "own" or "ownvalues" ? settings.Drawn.Length : settings.Points;
        var inputs = settings.Inputs;
        return $$"""
            // To run it: save it as boundary.cs beside the folder Tiny.Nn, then `dotnet run boundary.cs`.
            #:project Tiny.Nn
            #:property PublishAot=false
            using Tiny.Nn;
            using Tiny.Nn.Backends;
            using Tiny.Nn.Data;
            using Tiny.Nn.Layers;
            using Tiny.Nn.Training;

            const int count = {{count}};
            const double noise = {{Number(settings.Noise)}};
            const ulong seed = {{settings.Seed}};

            {{Generator(settings, set)}}

            float[] Features(float x, float y) => [{{string.Join(", ", inputs.Select(input => input.Code))}}];

            var inputs = points.SelectMany(point => Features(point.X, point.Y)).ToArray();
            var targets = {{(settings.IsRegression
                ? "Targets.FromValues([.. points.Select(point => point.Y)])"
                : "Targets.FromLabels([.. points.Select(point => point.Label)], classes: 2)")}};
            var data = Dataset.FromArrays(inputs, [{{inputs.Length}}], targets);
            var (training, test) = data.Split({{settings.TrainingCount(count)}});

            {{Network(settings, inputs.Length)}}
            using var backend = new Cpu<float>(threads: 1);
            network.Initialize(backend, seed);

            var objective = {{(settings.IsRegression ? "Objective.Regression()" : "Objective.Classification()")}};
            var trainer = new Trainer(network, objective, {{Optimizer(settings)}}){{Penalty(settings)}};
            var batches = new Batches(training, {{settings.Batch}}, seed);
            trainer.Fit(backend, batches, validation: null, epochs: {{epochs}}, seed);

            foreach (var (name, part) in new[] { ("training", training), ("test", test) })
            {
                var result = Trainer.Evaluate(backend, network, objective, part);
                Console.WriteLine($"{name} loss {result.Loss:R}, {{(settings.IsRegression
                    ? "mean absolute error {result.MeanAbsoluteError:F3}" : "accuracy {result.Accuracy:P1}")}}");
            }

            """;
    }

    static string Network(BoundarySettings settings, int inputs)
    {
        var text = new StringBuilder("var network = new Sequential(\n");
        foreach (var layer in settings.Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"    new Dense({inputs}, {layer.Units}), ");
            if (Activations.Code(layer.Activation) is { } activation) text.Append(activation).Append(", ");
            if (layer.Dropout > 0) text.Append($"new Dropout({Number(layer.Dropout)}), ");
            text.Length--;
            text.Append('\n');
            inputs = layer.Units;
        }
        return text.Append($"    new Dense({inputs}, {(settings.IsRegression ? 1 : 2)}));").ToString();
    }

    static string Optimizer(BoundarySettings settings)
    {
        var rate = Number(settings.Rate);
        return settings.Optimizer switch
        {
            "sgd" => $"new Sgd({rate})",
            "nesterov" => $"new Sgd({rate}, momentum: 0.9, nesterov: true)",
            "adagrad" => $"new AdaGrad({rate})",
            "rmsprop" => $"new RmsProp({rate})",
            "adamw" => $"new AdamW({rate})",
            _ => $"new Adam({rate})",
        };
    }

    static string Penalty(BoundarySettings settings) => (settings.L1, settings.L2) switch
    {
        (0, 0) => "",
        (var l1, 0) => $" {{ Regularizer = new L1({Number(l1)}) }}",
        (0, var l2) => $" {{ Regularizer = new L2({Number(l2)}) }}",
        var (l1, l2) => $" {{ Regularizer = new ElasticNet({Number(l1)}, {Number(l2)}) }}",
    };

    static string Generator(BoundarySettings settings, string set) => settings.Data switch
    {
        "own" or "ownvalues" => OwnPoints(settings),
        "sides" => Random("sides") + Function(settings) + """

            var points = new (float X, float Y, int Label)[count];
            for (var i = 0; i < count; i++)
            {
                var (x, y) = (random.NextUniform(-1, 1), random.NextUniform(-1, 1));
                points[i] = ((float)(x + noise * random.NextNormal()), (float)(y + noise * random.NextNormal()),
                    y > F(x) ? 1 : 0);
            }
            """,
        "sine" or "bumps" or "curve" => Random("curve") + Function(settings) + """

            var points = new (float X, float Y)[count];
            for (var i = 0; i < count; i++)
            {
                var x = random.NextUniform(-1, 1);
                points[i] = ((float)x, (float)(F(x) + noise * random.NextNormal()));
            }
            """,
        _ => Random(set) + Point(set) + """

            var points = new (float X, float Y, int Label)[count];
            for (var i = 0; i < count; i++)
            {
                var (x, y) = Point(i % 2);
                points[i] = ((float)x, (float)y, i % 2);
            }
            """,
    };

    static string Random(string set) => $"var random = new RandomStream(seed, \"points {set}\");\n";

    static string Function(BoundarySettings settings) =>
        $"double F(double x) => {Expression.Parse(PointSets.FormulaOf(settings)!, "x").ToCSharp()};\n";

    /// <summary>Returns the text of <see cref="ToyPoints"/> for one set.</summary>
    static string Point(string set)
    {
        const string polar = """

            (double X, double Y) Polar(double radius, double angle) => (
                radius * Math.Cos(angle) + noise * random.NextNormal(),
                radius * Math.Sin(angle) + noise * random.NextNormal());

            """;
        return set switch
        {
            "circle" => """
                (double X, double Y) Point(int label)
                {
                    var radius = label == 0 ? 0.5 * random.NextDouble() : 0.65 + 0.35 * random.NextDouble();
                    return Polar(radius, 2 * Math.PI * random.NextDouble());
                }

                """ + polar,
            "spiral" => """
                (double X, double Y) Point(int label)
                {
                    var along = random.NextDouble();
                    return Polar(0.05 + 0.95 * along, (1.75 * along + 0.5 * label) * 2 * Math.PI);
                }

                """ + polar,
            "moons" => """
                (double X, double Y) Point(int label)
                {
                    var (x, y) = Polar(0.65, Math.PI * random.NextDouble());
                    return label == 0 ? (x - 0.32, y - 0.15) : (0.32 + x, 0.15 - y);
                }

                """ + polar,
            "rings" => """
                (double X, double Y) Point(int label) =>
                    Polar(label == 0 ? 0.4 : 0.8, 2 * Math.PI * random.NextDouble());

                """ + polar,
            "xor" => """
                (double X, double Y) Point(int label)
                {
                    const double margin = 0.06;
                    var x = margin + (1 - margin) * random.NextDouble();
                    var y = margin + (1 - margin) * random.NextDouble();
                    var side = random.NextDouble() < 0.5 ? -1 : 1;
                    (x, y) = (side * x, (label == 0 ? side : -side) * y);
                    return noise == 0 ? (x, y) : (x + noise * random.NextNormal(), y + noise * random.NextNormal());
                }

                """,
            _ => $$"""
                (double X, double Y) Point(int label)
                {
                    const double deviation = {{Number(PointSets.GaussianDeviation)}} + noise;
                    var center = label == 0 ? -0.45 : 0.45;
                    return (center + deviation * random.NextNormal(), center + deviation * random.NextNormal());
                }

                """,
        };
    }

    static string OwnPoints(BoundarySettings settings)
    {
        var rows = settings.Set.Create(settings).Select(point => FormattableString.Invariant(
            $"({point.X:R}f, {point.Y:R}f, {point.Label})")).Chunk(5).Select(row => "    " + string.Join(", ", row));
        return $"(float X, float Y, int Label)[] points =\n[\n{string.Join(",\n", rows)},\n];";
    }

    static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
