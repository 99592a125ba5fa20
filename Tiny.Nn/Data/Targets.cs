namespace Tiny.Nn.Data;

/// <summary>The targets of N examples in host memory: class labels, values, or none.</summary>
/// <remarks>
/// Every kind is one array with a shape per example. A network's predictions have the same form, so that metrics can
/// compare the two.
/// <code>
///   task                           targets                                           one example
///   one class per example          FromLabels(labels)                                []
///   one class per pixel            FromLabels(labels, classes, exampleShape: [H, W]) [H, W]
///   regression with k outputs      FromValues(values, exampleShape: [k])             [k]
///   reconstruction of the input    None(count)                                       [0]
/// </code>
/// </remarks>
public sealed class Targets
{
    Targets(Array elements, Shape exampleShape, int classes = 0, int? count = null)
    {
        (Elements, ExampleShape, Classes) = (NotNull(elements), exampleShape, classes);
        Shape = Shape.Of([count ?? elements.Length / Math.Max(1, exampleShape.Count), .. exampleShape.Lengths]);
        if (Shape.Count != elements.Length)
            throw new ArgumentException(
                $"Targets: {elements.Length} elements are no whole number of examples {exampleShape}");
    }

    /// <summary>[N, example…]: [N] for one class per example, [N, k] for k values.</summary>
    public Shape Shape { get; }

    /// <summary>The shape of one example's targets: [] for one class, [H, W] for one class per pixel.</summary>
    public Shape ExampleShape { get; }

    /// <summary>K: labels are 0 … K − 1. It is 0 without class labels.</summary>
    public int Classes { get; }

    /// <summary>The class labels of all examples, in row-major order; do not change them.</summary>
    /// <exception cref="InvalidOperationException">The targets are not class labels.</exception>
    public int[] Labels => Elements as int[] ?? throw new InvalidOperationException(
        $"Targets: expects class labels, got {this}; create them with Targets.FromLabels");

    /// <summary>The values of all examples, in row-major order; do not change them.</summary>
    /// <exception cref="InvalidOperationException">The targets are not values.</exception>
    public float[] Values => Elements is float[] { Length: > 0 } values
        ? values
        : throw new InvalidOperationException(
            $"Targets: expects values, got {this}; create them with Targets.FromValues");

    /// <summary>Returns class labels. The array is used, not copied: do not change it afterwards.</summary>
    /// <param name="labels">The labels of all examples in row-major order, each 0 … K − 1.</param>
    /// <param name="classes">K; by default the largest label plus one.</param>
    /// <param name="exampleShape">The shape of one example's labels; by default [], one class per example.</param>
    /// <exception cref="ArgumentException">A label is not a class, or the shape does not divide the array.</exception>
    public static Targets FromLabels(int[] labels, int? classes = null, Shape? exampleShape = null)
    {
        var targets = new Targets(labels, exampleShape ?? Shape.Scalar,
            classes ?? Math.Max(0, labels.DefaultIfEmpty().Max()) + 1);
        var invalid = Array.FindIndex(labels, label => (uint)label >= targets.Classes);
        return invalid < 0 ? targets : throw new ArgumentException(
            $"Targets: labels are 0 to {targets.Classes - 1}, but example {invalid / targets.ExampleShape.Count} has " +
            $"label {labels[invalid]}");
    }

    /// <summary>Returns values, for regression. The array is used, not copied: do not change it afterwards.</summary>
    /// <param name="values">The values of all examples in row-major order.</param>
    /// <param name="exampleShape">The shape of one example's values; by default [1], one value.</param>
    /// <exception cref="ArgumentException">The shape does not divide the array.</exception>
    public static Targets FromValues(float[] values, Shape? exampleShape = null) => new(values, exampleShape ?? [1]);

    /// <summary>Returns the targets of examples without any, as for the reconstruction of the input.</summary>
    public static Targets None(int count) => new(Array.Empty<float>(), [0], count: count);

    /// <summary>
    /// Returns the kind: <c>10 classes</c>, <c>3 classes per element of [8, 8]</c>, <c>values [2]</c> or
    /// <c>no targets</c>.
    /// </summary>
    public override string ToString() =>
        Classes == 0 ? ExampleShape.Count == 0 ? "no targets" : $"values {ExampleShape}"
        : ExampleShape.Rank == 0 ? $"{Classes} classes"
        : $"{Classes} classes per element of {ExampleShape}";

    /// <summary>int[] labels or float[] values.</summary>
    internal Array Elements { get; }

    /// <summary>Returns targets of the same kind for other examples, to be copied into.</summary>
    internal Targets Allocate(int count) => new(
        Array.CreateInstance(Elements.GetType().GetElementType()!, count * ExampleShape.Count), ExampleShape, Classes,
        count);

    /// <summary>Copies some consecutive examples to others of the same kind.</summary>
    internal void CopyTo(Targets to, int toIndex, int fromIndex, int count = 1)
    {
        var size = ExampleShape.Count;
        Array.Copy(Elements, fromIndex * size, to.Elements, toIndex * size, count * size);
    }
}
