using System.Globalization;
using System.Text.RegularExpressions;
using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Tests of a tensor's text: the values in aligned columns, bounded for large tensors.</summary>
public sealed class TensorTextTests : IDisposable
{
    readonly Reference backend = new();

    public void Dispose() => backend.Dispose();

    string Text(Shape shape, params double[] values) => $"{Tensor.From(backend, shape, values)}";

    [Fact]
    public void Matrices_and_stacks_print_as_in_NumPy()
    {
        Assert.Equal("input [2, 3]\n[[ 1.5000  2.0000 -0.2500]\n [ 3.0000 40.0000  5.0000]]",
            Text([2, 3], 1.5, 2, -0.25, 3, 40, 5));
        Assert.Equal("input [2, 2, 1]\n[[[1]\n  [2]]\n\n [[3]\n  [4]]]", Text([2, 2, 1], 1, 2, 3, 4));
        Assert.Equal("input [] 0.3333", Text([], 1.0 / 3));
        Assert.Equal("input [0, 3]\n[]", Text([0, 3]));
        Assert.Equal("input [2, 0]\n[[]\n []]", Text([2, 0]));
        Assert.Equal("input [3]\n[      NaN         1 -Infinity]", Text([3], double.NaN, 1, double.NegativeInfinity));
        Assert.Equal("input [2]\n[1.0000e+06 5.0000e-01]", Text([2], 1e6, 0.5));
        Assert.Equal("input [2]\n[0.0000e+00 2.0000e-05]", Text([2], 0, 2e-5));
    }

    [Fact]
    public void Long_axes_show_their_ends()
    {
        var text = Text([1001], [.. Enumerable.Range(0, 1001).Select(n => (double)n)]);
        Assert.Equal("input [1001]\n[   0    1    2 …  998  999 1000]", text);
        Assert.DoesNotContain("…", Text([1000], new double[1000]));
    }

    [Fact]
    public void A_released_tensor_says_so_and_a_named_one_has_its_name()
    {
        Tensor sum;
        using (backend.BeginScope())
        {
            sum = Tensor.From(backend, [2], [1.0, 2]).Sum();
            Assert.Equal("sum [] 3", $"{sum}");
            Assert.Equal("sum []", sum.Description);
            sum.Name = "total";
            Assert.Equal("total [] 3", $"{sum}");
        }
        Assert.Equal("total [], released", $"{sum}");
    }

    /// <summary>
    /// For random shapes, in another culture too: the text has the values of the tensor in order, in columns of one
    /// width, and at most 2,500 of them.
    /// </summary>
    [Fact]
    public void Every_text_is_bounded_aligned_and_holds_the_values()
    {
        var random = new Random(1);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            for (var repeat = 0; repeat < 200; repeat++)
            {
                var shape = Shape.Of([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(1, 12))]);
                double[] values = [.. Enumerable.Range(0, shape.Count).Select(_ => random.Next(-9999, 9999) / 8.0)];
                var text = Text(shape, values)[$"input {shape}\n".Length..];
                var shown = Regex.Matches(text, @"-?[\d.]+").Select(
                    number => double.Parse(number.Value, CultureInfo.InvariantCulture)).ToArray();
                Assert.True(shown.Length <= 2500, $"{shape}: {shown.Length} values");
                if (!text.Contains('…')) Assert.Equal(values.Select(value => Math.Round(value, 4)), shown);
                Assert.Equal((Math.Round(values[0], 4), Math.Round(values[^1], 4)), (shown[0], shown[^1]));
                Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(row => row.Trim() != "…").Select(row => row.TrimEnd(']').Length).Distinct());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
