using FsCheck.Fluent;
using static Tiny.Nn.Tests.PropertyCheck;

namespace Tiny.Nn.Tests;

/// <summary>Tests of "same" padding, of its text, and of the longest axes.</summary>
public sealed partial class WindowTests
{
    [Fact]
    public void Same_padding_is_the_least_that_gives_its_output_size() => ForAll(
        from i in Between(1, 30) from k in Between(1, 7) from s in Between(1, 5) from d in Between(1, 3)
        select new[] { i, k, s, d },
        sizes =>
        {
            var (i, k, s, d) = (sizes[0], sizes[1], sizes[2], sizes[3]);
            var window = Window.ForConvolution(i, k, s, Padding.Same, d);
            var least = Math.Max(0, (window.Output - 1) * s + window.Span - i);
            Assert.Equal((least / 2, (least + 1) / 2), (window.PaddingBefore, window.PaddingAfter));
        }, sizes => Smaller(sizes, 1, 1, 1, 1));

    [Fact]
    public void Same_padding_of_a_transpose_is_that_of_its_convolution() => ForAll(
        from o in Between(1, 30) from k in Between(1, 7) from s in Between(1, 5) from d in Between(1, 3)
        where s <= d * (k - 1) + 1
        select new[] { o, k, s, d },
        sizes =>
        {
            var (o, k, s, d) = (sizes[0], sizes[1], sizes[2], sizes[3]);
            Assert.Equal(Window.ForConvolution(s * o, k, s, Padding.Same, d),
                Window.ForTranspose(o, k, s, Padding.Same, d));
        });

    [Fact]
    public void The_longest_axis_is_valid_and_one_element_more_throws()
    {
        const int most = 2147483591;
        Assert.Equal(most, Window.ForConvolution(most, 1).Output);
        Assert.Equal(most, Window.ForConvolution(most - 2, 1, padding: 1).Output);
        Assert.Equal(most, Window.ForTranspose(most, 1).Input);
        Assert.Equal(most - 2, Window.ForTranspose(most, 1, padding: 1).Input);
        foreach (var window in new Func<Window>[]
        {
            () => Window.ForConvolution(most - 1, 1, padding: 1),
            () => Window.ForConvolution(most - 1, 1, padding: (2, 0)),
            () => Window.ForConvolution(most - 1, 1, padding: (0, 2)),
            () => Window.ForTranspose(2, 1, most),
            () => Window.ForTranspose(2, 1, most, padding: (1, 0)),
            () => Window.ForTranspose(2, 1, most, padding: (0, 1)),
        })
            Assert.Equal("Window: the length of an axis is at most 2147483591, got 2147483592; check kernel, stride, " +
                "dilation and padding", Assert.Throws<ArgumentException>(() => { window(); }).Message);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void Negative_padding_on_one_side_throws(int before, int after)
    {
        var message = $"Window: padding is 0 or more, got {before} before and {after} after";
        Assert.Equal(message, Assert.Throws<ArgumentException>(
            () => { Window.ForConvolution(5, 3, padding: (before, after)); }).Message);
        Assert.Equal(message, Assert.Throws<ArgumentException>(
            () => { Window.ForTranspose(5, 3, padding: (before, after)); }).Message);
    }

    [Theory]
    [InlineData(0, 1, 1, "a kernel has 1 tap or more, got 0")]
    [InlineData(1, 0, 1, "the stride is 1 or more, got 0")]
    [InlineData(1, 1, 0, "the dilation is 1 or more, got 0")]
    public void A_window_without_taps_stride_or_dilation_throws_in_both_directions(int k, int s, int d, string message)
    {
        Assert.Equal($"Window: {message}",
            Assert.Throws<ArgumentException>(() => { Window.ForConvolution(5, k, s, dilation: d); }).Message);
        Assert.Equal($"Window: {message}",
            Assert.Throws<ArgumentException>(() => { Window.ForTranspose(5, k, s, dilation: d); }).Message);
    }

    [Fact]
    public void Padding_is_written_as_it_is_given() => Assert.Equal(["same", "2", "(1, 2)", "0"],
        new Padding[] { Padding.Same, 2, (1, 2), default }.Select(padding => padding.ToString()));
}
