using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Tests of the text and DOT output of a graph.</summary>
public sealed partial class GraphTests
{
    [Fact]
    public void The_graph_is_written_as_text()
    {
        using var scope = backend.BeginScope();
        Assert.Equal("""
            #1 w [3, 2]
            #2 input [10, 3]
            #3 matmul [10, 2] ← #2, #1
            #4 relu [10, 2] ← #3
            #5 sum [] ← #4

            """.ReplaceLineEndings("\n"), Graph.ToText(SmallGraph()));
    }

    [Fact]
    public void The_graph_is_written_in_DOT_format()
    {
        using var scope = backend.BeginScope();
        Assert.Equal("""
            digraph {
              rankdir=LR;
              node [fontname="sans-serif"];
              n1 [label="w\n[3, 2]", shape=ellipse];
              n2 [label="input\n[10, 3]", shape=ellipse];
              n3 [label="matmul\n[10, 2]", shape=box];
              n2 -> n3;
              n1 -> n3;
              n4 [label="relu\n[10, 2]", shape=box];
              n3 -> n4;
              n5 [label="sum\n[]", shape=box];
              n4 -> n5;
            }

            """.ReplaceLineEndings("\n"), Graph.ToDot(SmallGraph()));
    }

    Tensor SmallGraph()
    {
        var w = Tensor.Full(backend, [3, 2], 1, requiresGradient: true);
        w.Name = "w";
        return Tensor.Full(backend, [10, 3], 1).MatMul(w).Relu().Sum();
    }
}
