using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Fuzzing;

/// <summary>
/// A random graph of smooth operations on two leaves. The same seed gives the same graph and the same leaves on every
/// backend. Every result passes through tanh or a mean where it could grow, so that differences stay accurate.
/// </summary>
/// <param name="side">The largest height and width of the image.</param>
sealed class RandomGraph(ulong seed, int side = 4)
{
    const int Operations = 8;

    readonly int largestCount = 25 * side * side;

    /// <summary>The number of elements of the largest result of the last evaluation.</summary>
    public int LargestResult { get; private set; }

    /// <summary>The names of the operations of the last evaluation, in order.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Creates the leaves, outside of scopes.</summary>
    public Tensor[] Leaves(Backend backend)
    {
        var random = new RandomStream(seed, "leaf shapes");
        Shape image =
            [1 + random.NextInt(2), 1 + random.NextInt(3), 1 + random.NextInt(side), 1 + random.NextInt(side)];
        Shape filters = [1 + random.NextInt(2), image[1], 1 + random.NextInt(2), 1 + random.NextInt(2)];
        return [Leaf(backend, image, "image"), Leaf(backend, filters, "filters")];
    }

    /// <summary>Evaluates the graph: a scalar.</summary>
    public Tensor Evaluate(Tensor[] leaves)
    {
        var random = new RandomStream(seed, "graph");
        List<Tensor> nodes = [.. leaves];
        Names.Clear();
        LargestResult = 0;
        for (var step = 0; step < Operations; step++)
        {
            var x = nodes[random.NextInt(nodes.Count)];
            var (name, result) = Apply(random, x, nodes, leaves[1]);
            if (result.Shape.Count > largestCount) continue;
            LargestResult = Math.Max(LargestResult, result.Shape.Count);
            Names.Add(name);
            nodes.Add(result);
        }
        return nodes.Skip(leaves.Length).Aggregate(leaves[0].Mean(), (sum, node) => sum + node.Square().Mean());
    }

    static (string Name, Tensor Result) Apply(RandomStream random, Tensor x, List<Tensor> nodes, Tensor filters)
    {
        var axis = x.Shape.Rank == 0 ? -1 : random.NextInt(x.Shape.Rank);
        var other = nodes.FirstOrDefault(node => node != x && node.Shape == x.Shape) ?? x;
        var isImage = x.Shape.Rank == 4 && x.Shape[1] == filters.Shape[1];
        return random.NextInt(24) switch
        {
            0 => ("tanh", x.Tanh()),
            1 => ("sigmoid", x.Sigmoid()),
            2 => ("softplus", x.Softplus()),
            3 => ("gelu", x.Gelu()),
            4 => ("sin", x.Sin()),
            5 => ("exp", x.Tanh().Exp()),
            6 => ("add", x + other),
            7 => ("subtract", x - other * 0.5),
            8 => ("multiply", x.Tanh() * other),
            9 => ("divide", x / (2 + other.Square())),
            10 when axis >= 0 => ("sum", x.Sum(axis).Tanh()),
            11 when axis >= 0 => ("mean", x.Mean(axis, keepAxis: true)),
            12 when axis >= 0 => ("log_softmax", x.LogSoftmax(axis)),
            13 when axis >= 0 => ("flip", x.Flip(axis)),
            14 when axis >= 0 => ("slice", x.Slice(axis, x.Shape[axis] / 2, x.Shape[axis] - x.Shape[axis] / 2)),
            15 when axis >= 0 => ("pad", x.Pad(axis, random.NextInt(2), random.NextInt(2))),
            16 when axis >= 0 => ("concatenate", Reshaping.Concatenate(axis, x, other)),
            17 when axis >= 0 => ("move_axis", x.MoveAxis(axis, 0)),
            18 when x.Shape.Rank >= 1 => ("matmul", Rows(x).MatMul(Rows(other).Transpose()).Tanh()),
            19 when isImage => ("convolve", x.Convolve(filters, padding: 1 + random.NextInt(2)).Tanh()),
            20 when isImage => ("transposed", x.Convolve(filters, padding: 1)
                .ConvolveTransposed(filters, stride: 1 + random.NextInt(2), padding: 1).Tanh()),
            21 when x.Shape.Rank == 4 => ("average_pool", x.Pad(2, 1, 1).Pad(3, 1, 1).AveragePool(2)),
            22 when x.Shape.Rank == 4 => ("upsample", x.UpsampleLinear(2)),
            _ => ("relu of a square", (x.Square() + 0.1).Relu().Tanh()),
        };
    }

    static Tensor Rows(Tensor x) => x.Reshape(x.Shape[0], x.Shape[1..].Count);

    Tensor Leaf(Backend backend, Shape shape, string name) => Tensor.From(
        backend, shape, [.. new RandomStream(seed, name).NextNormals(shape.Count)], requiresGradient: true);
}
