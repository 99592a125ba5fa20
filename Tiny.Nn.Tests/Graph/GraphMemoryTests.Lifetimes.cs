using Tiny.Nn.Ops;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>Tests that a tensor whose memory the sweep released throws, and never shows other values.</summary>
public sealed partial class GraphMemoryTests
{
    /// <summary>
    /// Returns y = x in the same memory. The pullback is dx = dy; it keeps dy and tensors computed from it, and checks
    /// all that were kept before.
    /// </summary>
    static Tensor Keep(Tensor x, List<(Tensor Tensor, double[] Values)> kept) =>
        Tensor.Result("keep", x.Shape, x.Backend, x.Buffer, new Edge(x, dy =>
        {
            AssertEqualOrReleased(kept);
            foreach (var tensor in new[] { dy, dy * 2, x.Exp() * dy, dy.Reshape([6]), dy.Sum(0) })
                kept.Add((tensor, tensor.ToArray()));
            return kept.Count % 3 == 0 ? dy : dy + 0.0;
        }));

    /// <summary>Asserts that each tensor has its values, or explains that it was released; counts the latter.</summary>
    static int AssertEqualOrReleased(List<(Tensor Tensor, double[] Values)> kept)
    {
        var released = 0;
        foreach (var (tensor, values) in kept)
            try
            {
                Assert.Equal(values, tensor.ToArray());
            }
            catch (InvalidOperationException error)
            {
                Assert.Equal($"Tensor {tensor.Description}: Backward released its memory after the pullback " +
                    $"that computed or " +
                    "received it; compute it again in each pullback that uses it, or before Backward", error.Message);
                released++;
            }
        return released;
    }

    [Fact]
    public void A_tensor_of_a_pullback_keeps_its_values_or_throws() => ForAll(GraphCodes, code =>
    {
        using var scope = backend.BeginScope();
        var kept = new List<(Tensor, double[])>();
        var nodes = new List<Tensor>(CreateLeaves());
        for (var index = 0; index + 2 < code.Length; index += 3)
        {
            Tensor a = nodes[code[index] % nodes.Count], b = nodes[code[index + 1] % nodes.Count];
            nodes.Add(Keep(NodeOperations[code[index + 2] % NodeOperations.Length](Keep(a, kept), b).Tanh(), kept));
        }
        Graph.Backward(OverwriteFreeBuffers(Keep(nodes[^1], kept)), Tensor.Full(backend, [2, 3], 1));
        Assert.True(AssertEqualOrReleased(kept) > 0, "some tensors were released");
    }, RemoveOneNode);

    [Fact]
    public void An_intermediate_shared_by_two_pullbacks_throws()
    {
        using var scope = backend.BeginScope();
        var leaves = CreateLeaves();
        var (a, b) = (leaves[0], leaves[1]);
        Tensor? shared = null;
        Tensor Shared(Tensor dy) => shared ??= a.Exp() * dy;
        var y = Tensor.Result("mine", a.Shape, backend, (a + b).Buffer,
            new Edge(a, dy => Shared(dy) * 2), new Edge(b, dy => Shared(dy) * 3));
        var error = Assert.Throws<InvalidOperationException>(() => Graph.Backward(y.Sum()));
        Assert.StartsWith("Tensor multiply [2, 3]: Backward released its memory after the pullback", error.Message);
    }

    [Fact]
    public void A_shared_intermediate_that_one_pullback_returned_is_still_valid()
    {
        using var scope = backend.BeginScope();
        var leaves = CreateLeaves();
        var (a, b) = (leaves[0], leaves[1]);
        Tensor? shared = null;
        Tensor Shared(Tensor dy) => shared ??= dy * 5;
        var y = Tensor.Result("mine", a.Shape, backend, (a + b).Buffer, new Edge(a, Shared), new Edge(b, Shared));
        Graph.Backward(OverwriteFreeBuffers(y).Sum());
        Assert.Equal(Enumerable.Repeat(5.0, 6), a.Gradient!.ToArray());
        Assert.Equal(Enumerable.Repeat(5.0, 6), b.Gradient!.ToArray());
    }
}
