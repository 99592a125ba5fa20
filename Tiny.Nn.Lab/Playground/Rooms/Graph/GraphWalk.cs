using System.Text.Json.Serialization;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>A node of the graph with its results.</summary>
/// <param name="Kind">variable, constant or operation.</param>
/// <param name="Text">The operation, such as <c>sin(t)</c>.</param>
/// <param name="Code">The C# statement that computes the node.</param>
/// <param name="Gradient">∂J/∂(this) by <see cref="Graph.Backward"/>; null for a constant.</param>
/// <param name="Tangents">The derivatives of this node by each variable, by dual numbers.</param>
/// <param name="Layer">The layer of the drawing, from 0.</param>
/// <param name="Row">The place within the layer, 0 in the middle.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GraphNodeReply(
    string Name, string Kind, string Text, string Code, int[] Inputs, double Value, double? Gradient, double[] Tangents,
    double Layer, double Row);

/// <summary>One addition of the backward sweep: after = before + term, term = upstream · local.</summary>
/// <param name="Rule">The rule, such as <c>∂J/∂t += ∂J/∂u · cos(t)</c>.</param>
/// <param name="Local">The pullback of 1: the derivative of the node by the input.</param>
/// <param name="Before">The sum before, 0 at first.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GraphStepReply(
    int Node, int Input, string Rule, double Upstream, double Local, double Term, double Before, double After);

/// <summary>The derivative of the result by a variable, in three ways.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GraphVariableReply(
    int Node, string Name, double Value, double Reverse, double Forward, double Difference);

/// <summary>A formula as a graph, walked forward and backward.</summary>
/// <param name="Nodes">In topological order; the result is the last one.</param>
/// <param name="Steps">The backward sweep, edge by edge.</param>
public sealed record GraphReply(
    GraphNodeReply[] Nodes, GraphEdge[] Edges, GraphStepReply[] Steps, GraphVariableReply[] Variables);

/// <summary>Computes a formula and its derivatives by the library, step by step.</summary>
public static class GraphWalk
{
    const double Epsilon = 1e-5;

    /// <summary>Returns everything that the page shows.</summary>
    /// <param name="values">The values of the variables; 1 for one that is missing.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static GraphReply Compute(Backend backend, Formula formula, IReadOnlyDictionary<string, double> values)
    {
        foreach (var (name, value) in values)
            if (!double.IsFinite(value)) throw new ArgumentException($"values: '{name}' is not finite, got {value}");
        int[] variables = [.. formula.Variables];
        double[] at = [.. variables.Select(variable => values.GetValueOrDefault(formula.Names[variable], 1))];
        double[][] tangents = [.. variables.Select((_, variable) => Tangents(formula, at, variable))];
        var layout = GraphLayout.Of(formula);
        using var scope = backend.BeginScope();
        var tensors = Build(backend, formula, at);
        var steps = Sweep(formula, tensors);
        foreach (var tensor in tensors) tensor.RetainGradient();
        Graph.Backward(tensors[^1]);
        return new(
            [.. tensors.Select((tensor, node) => new GraphNodeReply(
                formula.Names[node], Kind(formula.Nodes[node]), formula.Text(node),
                formula.Statement(node, tensor.Item()),
                formula.Nodes[node].Inputs, tensor.Item(), tensor.Gradient?.Item(),
                [.. tangents.Select(tangent => tangent[node])], layout.Layers[node], layout.Rows[node]))],
            layout.Edges, [.. steps],
            [.. variables.Select((node, variable) => new GraphVariableReply(
                node, formula.Names[node], at[variable], tensors[node].Gradient!.Item(), tangents[variable][^1],
                Difference(backend, formula, at, variable)))]);
    }

    /// <summary>Computes every node as a tensor.</summary>
    static Tensor[] Build(Backend backend, Formula formula, double[] at)
    {
        var (tensors, variable) = (new Tensor[formula.Nodes.Count], 0);
        for (var node = 0; node < tensors.Length; node++)
        {
            var (_, operation, inputs, constant) = formula.Nodes[node];
            tensors[node] = formula.Nodes[node] switch
            {
                { IsVariable: true } => Tensor.Scalar(backend, at[variable++], requiresGradient: true),
                { IsConstant: true } => Tensor.Scalar(backend, constant),
                _ => operation!.OnTensors([.. inputs.Select(input => tensors[input])], constant),
            };
            tensors[node].Name = formula.Names[node];
        }
        return tensors;
    }

    /// <summary>
    /// Performs the algorithm of <see cref="Graph.Backward"/> by the graph's own edges, and records each addition.
    /// </summary>
    static List<GraphStepReply> Sweep(Formula formula, Tensor[] tensors)
    {
        var index = tensors.Select((tensor, node) => (Tensor: tensor, Node: node))
            .ToDictionary(pair => pair.Tensor, pair => pair.Node);
        var order = Graph.TopologicalOrder(tensors[^1]);
        var one = Tensor.Scalar(tensors[^1].Backend, 1);
        var (gradients, steps) = (new Dictionary<Tensor, Tensor> { [tensors[^1]] = one }, new List<GraphStepReply>());
        foreach (var tensor in Enumerable.Reverse(order))
        {
            var (node, upstream) = (index[tensor], gradients[tensor]);
            for (var operand = 0; operand < tensor.Edges.Count; operand++)
            {
                var (input, pullback) = tensor.Edges[operand];
                if (!input.RequiresGradient) continue;
                var term = pullback(upstream);
                var before = gradients.GetValueOrDefault(input);
                gradients[input] = before is null ? term : before + term;
                steps.Add(new(node, index[input], Rule(formula, node, index[input], operand), upstream.Item(),
                    pullback(one).Item(), term.Item(), before?.Item() ?? 0, gradients[input].Item()));
            }
        }
        return steps;
    }

    static string Rule(Formula formula, int node, int input, int operand)
    {
        var (result, names) = (formula.Names[^1], formula.Names);
        return $"∂{result}/∂{names[input]} += ∂{result}/∂{names[node]} · {formula.Derivative(node, operand)}";
    }

    /// <summary>Returns the derivative of each node by one variable, by dual numbers.</summary>
    static double[] Tangents(Formula formula, double[] at, int seed)
    {
        var (duals, variable) = (new Dual[formula.Nodes.Count], 0);
        for (var node = 0; node < duals.Length; node++)
            duals[node] = formula.Nodes[node] switch
            {
                { IsVariable: true } => new(at[variable], variable++ == seed ? 1 : 0),
                { IsConstant: true } constant => constant.Constant,
                var (_, operation, inputs, constant) =>
                    operation!.OnDuals([.. inputs.Select(input => duals[input])], constant),
            };
        return [.. duals.Select(dual => dual.Derivative)];
    }

    /// <summary>Returns (J(x + ε) − J(x − ε)) / 2ε for one variable.</summary>
    static double Difference(Backend backend, Formula formula, double[] at, int variable)
    {
        var epsilon = Epsilon * Math.Max(1, Math.Abs(at[variable]));
        double[] above = [.. at], below = [.. at];
        above[variable] += epsilon;
        below[variable] -= epsilon;
        return (Build(backend, formula, above)[^1].Item() - Build(backend, formula, below)[^1].Item()) / (2 * epsilon);
    }

    static string Kind(FormulaNode node) =>
        node.IsVariable ? "variable" : node.IsConstant ? "constant" : "operation";
}
