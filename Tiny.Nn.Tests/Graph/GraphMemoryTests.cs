using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Ops;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>
/// The sweep gives gradients back to the pool as soon as it can; these tests hunt for one that is given back too soon.
/// Their weapon is <see cref="Scribble"/>: an identity whose pullback takes every free buffer from the pool and fills it with NaN.
/// </summary>
public sealed class GraphMemoryTests : IDisposable
{
    readonly Reference machine = new();

    public void Dispose() => machine.Dispose();

    /// <summary>y = x in the same memory.  dx = dy, once all that is free has been written over.</summary>
    static Tensor Scribble(Tensor x) => Tensor.Result("scribble", x.Shape, x.Backend, x.Buffer, new Edge(x, dy =>
    {
        for (var buffer = 0; buffer < 60; buffer++)
            foreach (var length in new[] { 1, 2, 4, 8 }) x.Backend.Fill(double.NaN, x.NewBuffer("scribble", length));
        return dy;
    }));

    /// <summary>Ways to go on from two nodes of shape [2, 3]; many of them hand one buffer to several gradients.</summary>
    static readonly Func<Tensor, Tensor, Tensor>[] Moves =
    [
        (a, b) => a + b,
        (a, _) => a + a,
        (a, b) => a - b,
        (a, b) => a * b * 0.5,
        (a, _) => a.Sin(),
        (a, _) => a.Reshape([3, 2]).Reshape([2, 3]),
        (a, b) => (a.Reshape([6]) + b.Reshape([6])).Reshape([2, 3]),
        (a, _) => Scribble(a),
        (a, b) => Scribble(a) + Scribble(b),
        (a, b) => a + b.Sum(0),
        (a, b) => a.Sum(1, keepAxis: true) + b,
        (a, _) => a.Transpose().Transpose(),
        (a, b) => Tiny.Nn.Ops.Reshaping.Concatenate(0, a, b, a).Slice(0, 1, 2, step: 3),
        (a, b) => a.MatMul(b, transposeB: true).MatMul(a) * 0.1,
    ];

    /// <summary>A random graph: each pair of numbers picks two nodes made so far, each third a move; the last nodes are added up.</summary>
    static Tensor Build(int[] program, Tensor[] leaves, Action<Tensor>? visit = null)
    {
        var nodes = new List<Tensor>(leaves);
        for (var place = 0; place + 2 < program.Length; place += 3)
        {
            Tensor a = nodes[program[place] % nodes.Count], b = nodes[program[place + 1] % nodes.Count];
            nodes.Add(Moves[program[place + 2] % Moves.Length](a, b).Tanh());
            visit?.Invoke(nodes[^1]);
        }
        return Scribble(nodes[^1] + nodes[nodes.Count / 2]) + nodes[^1];
    }

    static Gen<int[]> Programs => Gen.ArrayOf(Gen.Choose(0, 1000), 36);

    static IEnumerable<int[]> Shorter(int[] program) => Enumerable.Range(0, program.Length / 3).Select(move => program.Where((_, place) => place / 3 != move).ToArray());

    Tensor[] Leaves() =>
    [
        Tensor.From(machine, [2, 3], [0.1, -0.2, 0.3, 0.4, -0.5, 0.6], requiresGradient: true),
        Tensor.From(machine, [2, 3], [0.9, 0.8, -0.7, -0.6, 0.5, 0.4], requiresGradient: true),
    ];

    [Fact]
    public void No_gradient_is_given_back_while_someone_needs_it() => ForAll(Programs, program =>
    {
        var report = new GradientCheck { Directions = 2 }.Run(leaves => Build(program, leaves), Leaves());
        Assert.True(report.Passed, report.ToString());
    }, Shorter);

    [Fact]
    public void Retained_gradients_stay_until_the_step_ends() => ForAll(Programs, program =>
    {
        using var scope = machine.BeginScope();
        var leaves = Leaves();
        var kept = new List<Tensor>();
        var output = Build(program, leaves, node => kept.Add(node.RetainGradient()));
        var atBirth = new Dictionary<Tensor, double[]>();
        Graph.Backward(output, Tensor.Full(machine, [2, 3], 1));
        foreach (var node in kept)
            if (node.Gradient is { } gradient) atBirth[node] = gradient.ToArray();
        Graph.Backward(Scribble(Tensor.Scalar(machine, 1, requiresGradient: true)));
        foreach (var (node, was) in atBirth)
        {
            Assert.DoesNotContain(double.NaN, was);
            Assert.Equal(was, node.Gradient!.ToArray());
        }
    }, Shorter);

    [Fact]
    public void One_buffer_may_be_the_gradient_of_many()
    {
        using var scope = machine.BeginScope();
        var leaves = Leaves();
        var (a, b) = (leaves[0], leaves[1]);
        var inner = (a + b).RetainGradient();
        var sum = Scribble(inner + Scribble(inner.Reshape([6]).Reshape([2, 3]))) + a;
        Graph.Backward(sum.Sum());
        Assert.Equal(Enumerable.Repeat(2.0, 6), inner.Gradient!.ToArray());
        Assert.Equal(Enumerable.Repeat(3.0, 6), a.Gradient!.ToArray());
        Assert.Equal(Enumerable.Repeat(2.0, 6), b.Gradient!.ToArray());
    }

    [Fact]
    public void A_gradient_that_is_handed_in_is_not_given_back_nor_kept_beyond_the_step()
    {
        var (x, dy) = (Leaves()[0], Tensor.Full(machine, [2, 3], 1));
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var scope = machine.BeginScope();
            Graph.Backward(Scribble(x + 1.0) + x, dy);
            Assert.Equal(Enumerable.Repeat(2.0, 6), x.Gradient!.ToArray());
            Graph.Backward(x.Reshape([3, 2]), dy.Reshape([3, 2]));
            Assert.Equal(Enumerable.Repeat(3.0, 6), x.Gradient!.ToArray());
            Assert.Equal(Enumerable.Repeat(1.0, 6), dy.ToArray());
        }
        var direct = Leaves()[0];
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var scope = machine.BeginScope();
            Graph.Backward(direct.Reshape([6]).Reshape([2, 3]) + 0 * direct, dy);
            Assert.Equal(Enumerable.Repeat(1.0, 6), direct.Gradient!.ToArray());
            Graph.Backward(direct + direct.Detach(), dy);
            Assert.Equal(Enumerable.Repeat(2.0, 6), direct.Gradient!.ToArray());
        }
    }

    [Fact]
    public void A_leaf_whose_gradient_is_the_handed_in_tensor_itself_starts_anew_in_the_next_step()
    {
        Tensor x = Leaves()[0], constant = Tensor.Full(machine, [2, 3], 1), dy = Tensor.Full(machine, [2, 3], 1);
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var scope = machine.BeginScope();
            Graph.Backward(x + constant, dy);
            Assert.Equal(Enumerable.Repeat(1.0, 6), x.Gradient!.ToArray());
        }
    }

    [Fact]
    public void A_steady_loop_asks_the_machine_for_no_new_memory()
    {
        using var counting = new CountingMachine();
        var x = Tensor.Full(counting, [2, 3], 0.5, requiresGradient: true);
        var after = new List<int>();
        for (var repeat = 0; repeat < 5; repeat++)
        {
            using var scope = counting.BeginScope();
            Graph.Backward(((x + x).Sin() * x).Sum());
            after.Add(counting.Allocations);
        }
        Assert.Equal(Enumerable.Repeat(after[0], 5), after);
    }

    [Fact]
    public void A_deep_chain_sweeps_in_memory_that_does_not_grow_with_it()
    {
        int Gradients(int depth)
        {
            using var counting = new CountingMachine();
            using var scope = counting.BeginScope();
            var y = Tensor.Full(counting, [8], 0.5, requiresGradient: true);
            for (var node = 0; node < depth; node++) y = y.Sin();
            var before = counting.Allocations;
            Graph.Backward(y, Tensor.Full(counting, [8], 1));
            return counting.Allocations - before;
        }
        Assert.Equal(Gradients(10), Gradients(1000));
    }

    sealed class CountingMachine : Reference
    {
        public int Allocations { get; private set; }

        public override ValueBuffer AllocateValues(int length)
        {
            Allocations++;
            return base.AllocateValues(length);
        }
    }
}
