using System.Runtime.InteropServices;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>One axis of a window operation.</summary>
/// <param name="Input">i of the <see cref="Window"/>; the result's length if the operation is transposed.</param>
/// <param name="Output">o.</param>
/// <param name="Span">d·(k − 1) + 1.</param>
/// <param name="Remainder">The inputs after the last window, which is the output padding that restores i.</param>
/// <param name="Positions">For each o and each tap, the index on the axis of i; outside 0 … i − 1 is padding.</param>
/// <param name="Relationship">The rule for the size, with its numbers.</param>
public sealed record WindowAxis(
    int Input, int Output, int Before, int After, int Span, int Remainder, int[][] Positions,
    SizeRelationship Relationship);

/// <summary>An operation f, its result f(x), and its transpose fᵀ(y).</summary>
/// <param name="Shape">The shape of the result, [1, C, space…].</param>
/// <param name="FilterShape">The shape of the filters; [1, 1, k…] where the operation has fixed weights.</param>
/// <param name="Weights">The filters, or the fixed weights of the window: 1, 1/k, or a corner.</param>
/// <param name="TransposeInner">⟨x, fᵀ(y)⟩, which equals <paramref name="Inner"/>.</param>
/// <param name="Inner">⟨f(x), y⟩.</param>
/// <param name="Code">The C# expression that computes the result.</param>
public sealed record WindowReply(
    WindowAxis[] Axes, int[] Shape, int[] FilterShape, double[] Input, double[] Weights, double[] Result,
    double[] Second, double[] Transpose, double Inner, double TransposeInner, string Code);

/// <summary>Computes a window operation, its transpose and its matrix.</summary>
public static class WindowComputation
{
    const int MaximumTerms = 100_000;

    /// <summary>
    /// Returns a <see cref="WindowReply"/> and, as bytes, the entries of the operation's matrix in any order, three
    /// 32-bit integers each: row (an element of the result), column (an element of the input), index of the weight.
    /// </summary>
    /// <exception cref="ArgumentException">The library or the page refuses the settings.</exception>
    public static BinaryReply Compute(Backend backend, WindowSettings settings)
    {
        settings.Check();
        using var scope = backend.BeginScope();
        WindowSettings.CheckValues("input", settings.Input, settings.InputShape);
        var x = Leaf(backend, settings.InputShape, settings.Input, SampleValues.Input, requiresGradient: true);
        var w = settings.IsConvolution ? Filters(backend, settings) : null;
        var operation = AppliedWindow.Apply(settings, x, w);
        var result = operation.Result;
        CheckSize(result.Shape, operation.TermCount);
        WindowSettings.CheckValues("second", settings.Second, result.Shape);
        var second = settings.Second.Length == 0
            ? result.Detach() : Tensor.From(backend, result.Shape, settings.Second);
        double inner = (result.Detach() * second).Sum().Item();
        var values = result.ToArray();
        Graph.Backward(result, second);
        var transpose = x.Gradient!;
        var reply = new WindowReply([.. operation.Window.Axes.ToArray().Select(axis => Axis(settings, axis))],
            Lengths(result.Shape), Lengths(operation.FilterShape), x.ToArray(), operation.Weights, values,
            second.ToArray(), transpose.ToArray(), inner, (x.Detach() * transpose).Sum().Item(),
            WindowCode.Of(settings));
        return new(reply, MemoryMarshal.AsBytes(operation.Terms().ToArray().AsSpan()).ToArray());
    }

    static Tensor Filters(Backend backend, WindowSettings settings)
    {
        var shape = settings.FilterShape;
        WindowSettings.CheckValues("filters", settings.Filters, shape);
        return Leaf(backend, shape, settings.Filters, SampleValues.Filter, requiresGradient: false);
    }

    static Tensor Leaf(Backend backend, Shape shape, double[] given, Func<Shape, double[]> sample,
        bool requiresGradient) =>
        Tensor.From(backend, shape, given.Length == 0 ? sample(shape) : given, requiresGradient);

    static void CheckSize(Shape result, long terms)
    {
        for (var axis = 2; axis < result.Rank; axis++)
            if (result[axis] is < 1 or > WindowSettings.MaximumResult)
                throw new ArgumentException($"size: this page draws results of 1 to {WindowSettings.MaximumResult} "
                    + $"elements along an axis, got {result}");
        if (terms > MaximumTerms)
            throw new ArgumentException($"size: this page draws at most {MaximumTerms} products, got {terms}; use "
                + "fewer channels or a smaller kernel");
    }

    static WindowAxis Axis(WindowSettings settings, Window window) => new(
        window.Input, window.Output, window.PaddingBefore, window.PaddingAfter, window.Span, window.Remainder,
        [.. Enumerable.Range(0, window.Output).Select(output =>
            Enumerable.Range(0, window.Kernel).Select(tap => window.At(output, tap)).ToArray())],
        SizeRelationship.Of(window, settings.IsTransposed, isPooling: settings.Operation is WindowOperation.MaxPooling
            or WindowOperation.AveragePooling));

    static int[] Lengths(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(axis => shape[axis])];
}
