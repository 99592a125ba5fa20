using FsCheck;
using FsCheck.Fluent;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>Tests of shapes: broadcasting, strides, indexing and error messages.</summary>
public sealed class ShapeTests
{
    static Gen<int[]> Lengths => Gen.Choose(0, 4).SelectMany(rank => Gen.ArrayOf(Gen.Elements(0, 1, 1, 2, 3), rank));

    [Fact]
    public void Broadcasting_matches_its_definition() => ForAll(
        from a in Lengths from b in Lengths select (A: a, B: b),
        pair =>
        {
            var rank = Math.Max(pair.A.Length, pair.B.Length);
            int[] a = [.. Enumerable.Repeat(1, rank - pair.A.Length), .. pair.A],
                b = [.. Enumerable.Repeat(1, rank - pair.B.Length), .. pair.B];
            if (a.Zip(b).All(axis => axis.First == axis.Second || axis.First == 1 || axis.Second == 1))
            {
                var expected = Shape.Of([.. a.Zip(b, (x, y) => x == 1 ? y : x)]);
                Assert.Equal(expected, Shape.Broadcast(Shape.Of(pair.A), Shape.Of(pair.B)));
                Assert.Equal(expected, Shape.Broadcast(Shape.Of(pair.B), Shape.Of(pair.A)));
            }
            else Assert.Throws<ArgumentException>(() => Shape.Broadcast(Shape.Of(pair.A), Shape.Of(pair.B)));
        });

    [Fact]
    public void Strides_visit_every_element_once_in_row_major_order() => ForAll(Lengths, lengths =>
    {
        var shape = Shape.Of(lengths);
        var strides = shape.Strides();
        var offsets = new List<int> { 0 };
        for (var axis = 0; axis < shape.Rank; axis++)
            offsets = [.. offsets.SelectMany(offset =>
                Enumerable.Range(0, shape[axis]).Select(index => offset + index * strides[axis]))];
        Assert.Equal(Enumerable.Range(0, shape.Count), offsets);
    });

    [Fact]
    public void Shapes_with_equal_lengths_are_equal()
    {
        Shape a = [2, 3], b = Shape.Of(2, 3), c = [3, 2];
        Assert.True(a == b && a.GetHashCode() == b.GetHashCode() && a != c && !a.Equals(null));
        Assert.Equal("[2, 3]", a.ToString());
        Assert.Equal(("[]", 1, 0), (Shape.Scalar.ToString(), Shape.Scalar.Count, Shape.Scalar.Rank));
        Assert.Same(Shape.Scalar, Shape.Of());
    }

    [Fact]
    public void Axes_are_indexed_from_both_ends()
    {
        Shape shape = [2, 3, 4];
        Assert.Equal((4, 4, 2), (shape[-1], shape[2], shape[-3]));
        Assert.Equal<Shape>([3, 4], shape[1..]);
        Assert.Equal<Shape>([2, 7, 4], shape.With(-2, 7));
        Assert.Equal<Shape>([2, 3, 4, 5, 6], shape.Then(5, 6));
    }

    [Fact]
    public void The_largest_shape_is_valid_and_one_element_more_throws()
    {
        Assert.Equal(Shape.MaximumCount, Shape.Of(1, Shape.MaximumCount).Count);
        Assert.Throws<ArgumentException>(() => Shape.Of(1, Shape.MaximumCount + 1));
    }

    [Fact]
    public void Only_keeps_one_axis_and_gives_the_others_length_1()
    {
        Assert.Equal<Shape>([1, 3, 1], Shape.Of(2, 3, 4).Only(1));
        Assert.Equal<Shape>([1, 1, 4], Shape.Of(2, 3, 4).Only(-1));
    }

    [Fact]
    public void Different_shapes_seldom_have_the_same_hash_code() => Assert.InRange(
        Enumerable.Range(0, 1000).Select(code => Shape.Of(code / 100, code / 10 % 10, code % 10).GetHashCode())
            .Distinct().Count(), 990, 1000);

    [Fact]
    public void Values_of_both_precisions_are_copied_to_a_tensor_and_back()
    {
        using var backend = new Tiny.Nn.Backends.Reference();
        var values = new float[2];
        Tensor.From(backend, [2], [1.5f, -2f]).CopyTo(values);
        Assert.Equal([1.5f, -2], values);
        Assert.Equal([1.5, -2], Tensor.From(backend, [2], [1.5, -2.0]).ToArray());
    }

    [Fact]
    public void Invalid_sizes_throw_with_a_message_that_names_the_limit()
    {
        void AssertThrows(string message, Action action) =>
            Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
        AssertThrows("Shape [2, -1]: the length of an axis is 0 or more, got -1", () => Shape.Of(2, -1));
        AssertThrows("Shape [65536, 65536]: at most 2147483591 elements fit one tensor", () => Shape.Of(65536, 65536));
        AssertThrows("Shape [2, 3]: has 2 axes, numbered -2 to 1; got axis 2", () => _ = Shape.Of(2, 3)[2]);
        AssertThrows("Shape [2, 3]: has 2 axes, numbered -2 to 1; got axis -3", () => Shape.Of(2, 3).With(-3, 1));
        AssertThrows("add: shapes [2, 3] and [2] do not broadcast: axis -1 has lengths 3 and 2; they must be equal " +
            "or one of them 1",
            () => Shape.Broadcast([2, 3], [2], "add"));
    }
}
