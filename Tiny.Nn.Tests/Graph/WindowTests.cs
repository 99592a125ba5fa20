using FsCheck.Fluent;
using Tiny.Nn.Layers;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests of the fourteen size relationships of the convolution-arithmetic guide, each compared with a count of the
/// window positions, and of the sizes in its figures.
/// </summary>
public sealed partial class WindowTests
{
    /// <summary>
    /// Returns the number of positions 0, s, 2s, … at which a window of k taps with dilation d fits into i + before +
    /// after elements.
    /// </summary>
    static int Count(int i, int k, int s, int before, int after, int d)
    {
        var count = 0;
        for (var start = 0; start + d * (k - 1) < i + before + after; start += s) count++;
        return count;
    }

    /// <summary>Checks a property for random (i, k, s, p) whose window fits.</summary>
    static void ForAllSizes(Action<int, int, int, int> property) => ForAll(
        from i in Between(1, 30) from k in Between(1, 9) from s in Between(1, 5) from p in Between(0, 9)
        where i + 2 * p >= k
        select new[] { i, k, s, p },
        size => property(size[0], size[1], size[2], size[3]),
        size => Smaller(size, 1, 1, 1, 0).Where(smaller => smaller[0] + 2 * smaller[3] >= smaller[1]));

    [Fact, Trait("Id", "AR-01")]
    public void Relationship_1_no_padding_unit_strides()
    {
        ForAllSizes((i, k, _, _) =>
        {
            if (i >= k)
                Assert.Equal((i - k + 1, i - k + 1),
                    (Window.ForConvolution(i, k).Output, Count(i, k, 1, 0, 0, 1)));
        });
        Assert.Equal(2, Window.ForConvolution(4, 3).Output);
    }

    [Fact, Trait("Id", "AR-02")]
    public void Relationship_2_padding_unit_strides()
    {
        ForAllSizes((i, k, _, p) =>
        {
            var o = Window.ForConvolution(i, k, padding: p).Output;
            Assert.Equal(i - k + 2 * p + 1, o);
            Assert.Equal(Count(i, k, 1, p, p, 1), o);
        });
        Assert.Equal(6, Window.ForConvolution(5, 4, padding: 2).Output);
    }

    [Fact, Trait("Id", "AR-03")]
    public void Relationship_3_half_padding_keeps_the_size()
    {
        ForAllSizes((i, n, _, _) => Assert.Equal(i, Window.ForConvolution(i, 2 * n + 1, padding: n).Output));
        Assert.Equal(5, Window.ForConvolution(5, 3, padding: 1).Output);
    }

    [Fact, Trait("Id", "AR-04")]
    public void Relationship_4_full_padding_enlarges()
    {
        ForAllSizes((i, k, _, _) => Assert.Equal(i + (k - 1), Window.ForConvolution(i, k, padding: k - 1).Output));
        Assert.Equal(7, Window.ForConvolution(5, 3, padding: 2).Output);
    }

    [Fact, Trait("Id", "AR-05")]
    public void Relationship_5_strides_without_padding()
    {
        ForAllSizes((i, k, s, _) =>
        {
            if (i < k) return;
            var o = Window.ForConvolution(i, k, s).Output;
            Assert.Equal((i - k) / s + 1, o);
            Assert.Equal(Count(i, k, s, 0, 0, 1), o);
        });
        Assert.Equal(2, Window.ForConvolution(5, 3, 2).Output);
    }

    [Fact, Trait("Id", "AR-07")]
    public void Relationship_7_pooling_layers()
    {
        ForAllSizes((i, k, s, _) =>
        {
            if (i < k) return;
            var o = (i - k) / s + 1;
            foreach (var pool in new Layer[] { new MaxPool2d(k, s), new AveragePool2d(k, s), new LpPool2d(2, k, s) })
                Assert.Equal([1, 3, o, o], pool.OutputShape([1, 3, i, i]));
        });
        foreach (var (i, k, s, o) in new[] { (24, 2, 2, 12), (8, 2, 2, 4), (55, 3, 2, 27), (27, 3, 2, 13) })
            Assert.Equal([1, 1, o, o], new MaxPool2d(k, s).OutputShape([1, 1, i, i]));
    }

    [Fact, Trait("Id", "AR-06")]
    public void Relationship_6_padding_and_strides()
    {
        ForAllSizes((i, k, s, p) =>
        {
            var o = Window.ForConvolution(i, k, s, p).Output;
            Assert.Equal((i + 2 * p - k) / s + 1, o);
            Assert.Equal(Count(i, k, s, p, p, 1), o);
        });
        Assert.Equal(3, Window.ForConvolution(5, 3, 2, 1).Output);
        Assert.Equal(3, Window.ForConvolution(6, 3, 2, 1).Output);
        Assert.Equal((0, 1),
            (Window.ForConvolution(5, 3, 2, 1).Remainder, Window.ForConvolution(6, 3, 2, 1).Remainder));
    }

    [Fact, Trait("Id", "CV-19")]
    public void Output_sizes_with_dilation_and_one_sided_padding_match_counting() => ForAll(
        from i in Between(0, 30) from k in Between(1, 6) from s in Between(1, 4) from d in Between(1, 5)
        from before in Between(0, 9) from after in Between(0, 9)
        where i + before + after > d * (k - 1)
        select new[] { i, k, s, d, before, after },
        sizes =>
        {
            var (i, k, s, d, before, after) = (sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
            var window = Window.ForConvolution(i, k, s, (before, after), d);
            Assert.Equal(Count(i, k, s, before, after, d), window.Output);
            Assert.Equal((i + before + after - d * (k - 1) - 1) / s + 1, window.Output);
            Assert.Equal(-before, window.At(0, 0));
            Assert.InRange(window.At(window.Output - 1, k - 1), 0 - before, i + after - 1);
            Assert.True(window.At(window.Output, k - 1) > i + after - 1, "one more position would not fit");
        });

    [Fact, Trait("Id", "CV-09"), Trait("Id", "CV-12")]
    public void Same_padding_gives_the_input_divided_by_the_stride_rounded_up() => ForAll(
        from i in Between(1, 30) from k in Between(1, 7) from s in Between(1, 5) from d in Between(1, 3)
        select new[] { i, k, s, d },
        sizes =>
        {
            var window = Window.ForConvolution(sizes[0], sizes[1], sizes[2], Padding.Same, sizes[3]);
            Assert.Equal((sizes[0] + sizes[2] - 1) / sizes[2], window.Output);
            Assert.InRange(window.PaddingAfter - window.PaddingBefore, 0, 1);
        });

    [Fact]
    public void Same_padding_of_a_transpose_multiplies_the_size_by_the_stride()
    {
        Assert.Equal(8, Window.ForTranspose(4, 3, 2, Padding.Same).Input);
        var error = Assert.Throws<ArgumentException>(() => Window.ForTranspose(4, 2, 3, Padding.Same));
        Assert.Equal("Window: Padding.Same needs a stride of at most the kernel's span 2, got 3", error.Message);
    }

    [Fact, Trait("Id", "CV-10")]
    public void The_numeric_examples_of_the_size_rule() => Assert.Equal([28, 30, 32],
        new[] { 0, 1, 2 }.Select(p => Window.ForConvolution(32, 5, padding: p).Output));

    [Theory]
    [InlineData(3, 5, 1, 0, 1,
        "Conv: a kernel of 5 with dilation 1 spans 5 elements, but the padded input has only 3 + 0 + 0 = 3; use a " +
            "smaller kernel or more padding")]
    [InlineData(3, 0, 1, 0, 1, "Conv: a kernel has 1 tap or more, got 0")]
    [InlineData(3, 1, 0, 0, 1, "Conv: the stride is 1 or more, got 0")]
    [InlineData(3, 1, 1, 0, 0, "Conv: the dilation is 1 or more, got 0")]
    [InlineData(3, 1, 1, -1, 1, "Conv: padding is 0 or more, got -1 before and -1 after")]
    [InlineData(-1, 1, 1, 0, 1, "Conv: the input's length is 0 or more, got -1")]
    public void Invalid_sizes_throw_with_a_message_that_names_the_limit(int i, int k, int s, int p, int d,
        string message) =>
        Assert.Equal(message,
            Assert.Throws<ArgumentException>(() => Window.ForConvolution(i, k, s, p, d, "Conv")).Message);

    [Theory]
    [InlineData(2, 3, 2, 0, 2,
        "Conv: output padding is 0 or more and smaller than the larger of stride 2 and dilation 1, got 2")]
    [InlineData(2, 3, 2, 0, -1,
        "Conv: output padding is 0 or more and smaller than the larger of stride 2 and dilation 1, got -1")]
    [InlineData(0, 3, 2, 0, 0, "Conv: a transposed convolution needs an argument of length 1 or more, got 0")]
    [InlineData(2, 3, 1, 3, 0, "Conv: the length of the result would be 1·(2 − 1) + 3 − 3 − 3 + 0 = -2; use less " +
        "padding")]
    public void Invalid_transposes_throw_with_a_message_that_names_the_limit(int o, int k, int s, int p, int a,
        string message) =>
        Assert.Equal(message,
            Assert.Throws<ArgumentException>(() =>
                Window.ForTranspose(o, k, s, p, outputPadding: a, who: "Conv")).Message);

    [Fact]
    public void Sizes_that_overflow_throw()
    {
        const int huge = int.MaxValue;
        var error = Assert.Throws<ArgumentException>(() => Window.ForConvolution(10, huge, 1, 0, 3));
        Assert.Equal("Window: the length of an axis is at most 2147483591, got 6442450939; check kernel, stride, " +
            "dilation and padding", error.Message);
        Assert.Throws<ArgumentException>(() => Window.ForConvolution(huge, 3, 1, huge));
        Assert.Throws<ArgumentException>(() => Window.ForConvolution(huge, 3, huge, Padding.Same, huge));
        Assert.Throws<ArgumentException>(() => Window.ForTranspose(huge, 3, huge));
        Assert.Throws<ArgumentException>(() => Window.ForTranspose(3, 3, 1, huge));
        Assert.Throws<ArgumentException>(() => Window.ForTranspose(3, huge, 1, 0, huge));
    }
}
