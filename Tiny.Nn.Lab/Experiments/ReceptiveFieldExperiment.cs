using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// How many inputs one output sees: the receptive field grows with depth, exponentially with dilation, and several
/// small filters see as far as a large one with fewer parameters.
/// </summary>
/// <remarks>
/// Convolutions whose weights are all 1, without padding. Measured: the inputs that receive a gradient from one output,
/// beside what sizes, strides and dilations predict. Source: CV-20, CV-30, NA-08.
/// </remarks>
sealed class ReceptiveFieldExperiment : Experiment
{
    const int Stacks = 200, Depth = 4, Channels = 64;

    static readonly int[] depths = [.. Enumerable.Range(1, Depth)];

    static readonly (string Name, WindowSizes[] Layers)[] kinds =
    [
        ("dilation 1", [.. depths.Select(_ => new WindowSizes(3))]),
        ("dilation 1, 2, 4, 8", [.. depths.Select(depth => new WindowSizes(3, Dilation: 1 << (depth - 1)))]),
    ];

    public override string Name => "receptive-field";

    public override string Shows => "The receptive field grows with depth, and faster with dilation";

    public override string LookFor => "Both trees have four layers of three taps: the plain one reaches 9 inputs, the "
        + "dilated one 31. In the squares, an input is the darker the more paths lead from it to the output.";

    public override IReadOnlyList<string> Ids => ["CV-20", "CV-30", "NA-08"];

    public override double Minutes => 0.03;

    public override void Run(ExperimentRun run)
    {
        foreach (var ((name, layers), expected) in kinds.Zip((string[])["3, 5, 7, 9", "3, 7, 15, 31"]))
        {
            var sizes = string.Join(", ", depths.Select(depth => Support(run, [layers[..depth]])[0].Count));
            run.Judge("CV-20", $"Three taps, {name}: the receptive field after each of four layers", expected, sizes,
                sizes == expected);
        }
        run.Section("Four layers of three taps", "Lines lead from the output at the top to the inputs it depends on.");
        run.Show([new Chart("Receptive field", new("layers", IsWhole: true), new("inputs", 0),
            [.. kinds.Select((kind, index) => new Series(kind.Name, [.. depths.Select(depth =>
                ((double)depth, (double)new ReceptiveField(kind.Layers[..depth]).Size))], index))])]);
        run.Show([.. kinds.Select((kind, index) => Tree(kind.Name, kind.Layers, index))]);
        ShowPlanes(run);
        JudgeRandomStacks(run);
        JudgeSmallFilters(run);
    }

    /// <summary>
    /// Returns, for each axis, the inputs that receive a gradient from output 1, relative to the first input of that
    /// output.
    /// </summary>
    static IReadOnlyList<IReadOnlyList<int>> Support(ExperimentRun run, IReadOnlyList<WindowSizes[]> axes)
    {
        var fields = axes.Select(layers => new ReceptiveField(layers)).ToArray();
        Shape image = [1, 1, .. fields.Select(field => field.Size + field.Jump)];
        var gradient = Gradient(run, image, axes);
        var strides = image.Strides();
        return [.. fields.Select((field, axis) => (IReadOnlyList<int>)[.. Enumerable.Range(0, gradient.Length)
            .Where(index => gradient[index] != 0).Select(index => index / strides[axis + 2] % image[axis + 2])
            .Distinct().Order().Select(position => position - field.Jump)])];
    }

    /// <summary>Returns the gradient of the last output with respect to every input of an image.</summary>
    static double[] Gradient(ExperimentRun run, Shape image, IReadOnlyList<WindowSizes[]> axes)
    {
        using var scope = run.DoubleBackend.BeginScope();
        var x = Tensor.Full(run.DoubleBackend, image, 0, requiresGradient: true);
        var y = x;
        for (var layer = 0; layer < axes[0].Length; layer++)
        {
            int[] Each(Func<WindowSizes, int> value) => [.. axes.Select(layers => value(layers[layer]))];
            var filter = Tensor.Full(run.DoubleBackend, [1, 1, .. Each(window => window.Kernel)], 1);
            y = y.Convolve(filter, stride: [.. Each(window => window.Stride)],
                dilation: [.. Each(window => window.Dilation)]);
        }
        y = y.Flatten();
        Graph.Backward(y.Slice(1, y.Shape[1] - 1, 1).Sum());
        return x.Gradient!.ToArray();
    }

    static void JudgeRandomStacks(ExperimentRun run)
    {
        var random = new RandomStream(1, "stacks");
        var (right, largest, gaps) = (0, 0, 0);
        for (var stack = 0; stack < Stacks; stack++)
        {
            var (axes, depth) = (1 + stack % 2, 1 + random.NextInt(4 - stack % 2));
            var layers = Enumerable.Range(0, axes).Select(_ => Enumerable.Range(0, depth).Select(_ => new WindowSizes(
                1 + random.NextInt(4), 1 + random.NextInt(4 - axes), 1 + random.NextInt(3))).ToArray()).ToArray();
            var support = Support(run, layers);
            var fields = layers.Select(axis => new ReceptiveField(axis)).ToArray();
            if (fields.Zip(support).All(pair => pair.First.Offsets.SequenceEqual(pair.Second)
                && pair.Second[^1] - pair.Second[0] + 1 == pair.First.Size)) right++;
            if (fields.Any(field => field.Offsets.Count < field.Size)) gaps++;
            largest = Math.Max(largest, fields.Max(field => field.Size));
        }
        run.Judge("CV-30", "The receptive field grows with depth: r = 1 + Σ (k − 1)·d·(product of the strides before)",
            $"inputs with a gradient = prediction for {Stacks} random stacks",
            $"{right} of {Stacks}; up to {largest} inputs, {gaps} stacks leave gaps", right == Stacks);
    }

    static void JudgeSmallFilters(ExperimentRun run)
    {
        var rows = new List<string[]>();
        var holds = true;
        foreach (var (count, large) in new[] { (2, 5), (3, 7) })
        {
            WindowSizes[] small = [.. Enumerable.Repeat(new WindowSizes(3), count)];
            var seen = Support(run, [small, small]).Select(axis => axis.Count).ToArray();
            long Parameters(int kernel) => new Conv2d(Channels, Channels, kernel, bias: false).ParameterCount;
            var (stacked, single) = (count * Parameters(3), Parameters(large));
            holds &= seen.All(length => length == large)
                && (stacked, single) == (9L * count * Channels * Channels, (long)large * large * Channels * Channels);
            rows.Add([$"{count} of 3×3", $"{seen[0]}×{seen[1]}", $"{9 * count}·C²", $"{stacked:N0}"]);
            rows.Add([$"1 of {large}×{large}", $"{large}×{large}", $"{large * large}·C²", $"{single:N0}"]);
        }
        run.Section("Small filters in place of a large one",
            $"Parameters for C = {Channels} channels, without biases.");
        run.ShowTable(["filters", "receptive field", "parameters", $"for C = {Channels}"], rows);
        run.Judge("NA-08", "Several 3×3 filters mimic a large one with fewer parameters",
            "two: 5×5, 18C² for 25C²; three: 7×7, 27C² for 49C²",
            string.Join("; ", rows.Select(row => $"{row[0]}: {row[1]}, {row[2]}")), holds);
    }

    /// <summary>Draws the outputs of every layer that one output depends on, and the lines between them.</summary>
    static Chart Tree(string title, WindowSizes[] layers, int color)
    {
        var lines = new List<Series>();
        SortedSet<int> nodes = [0];
        for (var layer = layers.Length; layer > 0; layer--)
        {
            var below = new SortedSet<int>();
            foreach (var node in nodes)
                foreach (var tap in (int[])[-1, 0, 1])
                {
                    var child = node + tap * layers[layer - 1].Dilation;
                    below.Add(child);
                    lines.Add(new("", [(node, layer), (child, layer - 1)], color, SeriesStyle.Line));
                }
            nodes = below;
        }
        return new(title, new("input", -16, 16, IsWhole: true), new("layer", 0, layers.Length, IsWhole: true),
            lines);
    }

    static void ShowPlanes(ExperimentRun run)
    {
        run.Section("In two dimensions", "Paths from each of 31×31 inputs to the output in the middle, for 3×3 "
            + "filters; black is the largest number.");
        foreach (var (name, layers) in kinds)
            run.ShowImages(depths.Select(depth =>
            {
                var size = new ReceptiveField(layers[..depth]).Size;
                var paths = Gradient(run, [1, 1, size, size], [layers[..depth], layers[..depth]]);
                var (plane, margin) = (new float[31 * 31], (31 - size) / 2);
                for (var i = 0; i < paths.Length; i++)
                    plane[(margin + i / size) * 31 + margin + i % size] = (float)(paths[i] / paths.Max());
                return (ColorMappedImage.Grayscale(plane, 31), $"{name}; layers: {depth}, {size}×{size}");
            }), width: 200);
    }
}
