using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests;

/// <summary>Tests that a convolution with groups is one convolution for each group of channels.</summary>
public sealed class GroupedConvolutionTests : IDisposable
{
    readonly Reference backend = new();
    readonly ComputationScope scope;

    public GroupedConvolutionTests() => scope = backend.BeginScope();

    public void Dispose()
    {
        scope.Dispose();
        backend.Dispose();
    }

    Tensor Integers(params int[] lengths) =>
        Tensor.From(backend, Shape.Of(lengths), [.. Enumerable.Range(0, Shape.Of(lengths).Count).Select(
            j => (double)((j * 7 + 3) % 11 - 5))]);

    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(2, 2, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 1, 2)]
    public void Each_group_of_filters_reads_its_own_channels(int groups, int inputs, int outputs)
    {
        var w = Integers(groups * outputs, inputs, 3);
        var x = Integers(2, groups * inputs, 7);
        var parts = Enumerable.Range(0, groups).Select(group => x.Slice(1, group * inputs, inputs)
            .Convolve(w.Slice(0, group * outputs, outputs), stride: 2, padding: 1));
        var y = x.Convolve(w, stride: 2, padding: 1, groups: groups);
        AssertEqual(Reshaping.Concatenate(1, [.. parts]), y);

        var transposedParts = Enumerable.Range(0, groups).Select(group => y.Slice(1, group * outputs, outputs)
            .ConvolveTransposed(w.Slice(0, group * outputs, outputs), stride: 2, padding: 1));
        AssertEqual(Reshaping.Concatenate(1, [.. transposedParts]),
            y.ConvolveTransposed(w, stride: 2, padding: 1, groups: groups));
    }

    static void AssertEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }
}
