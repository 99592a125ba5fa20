using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.Geometry;

/// <summary>
/// Tests that no geometry breaks a backend: each window operation gives the result of <see cref="Reference"/> or throws
/// an <see cref="ArgumentException"/> that names the sizes.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class GeometryTests
{
    const int Cases = 2000, DeviceCases = 500;

    [SkippableTheory]
    [ComparedBackends]
    public void Random_geometries_give_the_result_of_the_reference_or_an_explanation(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        var cases = backend is OpenCl ? DeviceCases : Cases;
        for (var seed = 1ul; seed <= (ulong)cases; seed++) GeometryProperty.Check(backend, seed);
    }

    [Fact]
    public void The_random_geometries_of_every_operation_include_computed_and_refused_ones()
    {
        using var backend = new Cpu<double>(1);
        var outcomes = RandomGeometry.Operations.ToDictionary(operation => operation, _ => new List<GeometryOutcome>());
        for (var seed = 1ul; seed <= Cases; seed++)
            outcomes[RandomGeometry.FromSeed(seed).Operation].Add(GeometryProperty.Check(backend, seed));
        foreach (var (operation, list) in outcomes)
            foreach (var outcome in new[] { GeometryOutcome.Computed, GeometryOutcome.Refused })
                Assert.True(list.Count(each => each == outcome) >= 10, $"{operation}: few are {outcome}");
    }

    [SkippableTheory]
    [ComparedBackends]
    public void A_padded_plane_beyond_31_bits_is_refused(string name)
    {
        AssertRefused(name, x => x.Convolve(x, stride: [131072, 32768], padding: [131093, 256]));
        AssertRefused(name, x => x.Convolve(x, stride: 50000, padding: 50000));
        AssertRefused(name, x => x.Slice(2, 0, 1).Convolve(x, padding: 30000, stride: [60000, 1])
            .ConvolveTransposed(x, padding: 30000, stride: [60000, 1]));
    }

    [Theory]
    [InlineData("cpu float, 2 threads"), InlineData("cpu double, 1 thread")]
    public void A_padded_plane_of_a_pooling_beyond_31_bits_is_refused(string name) => AssertRefused(name,
        x => x.MaxPool([2, 2], stride: [1, 1], padding: [40000, 40000], dilation: [79999, 79999]));

    [Fact]
    public void The_errors_name_operation_and_sizes()
    {
        using var backend = new Cpu<float>(1);
        using var scope = backend.BeginScope();
        var x = Tensor.Full(backend, [1, 1, 1, 1], 1);
        AssertMessage("convolution over 1 planes of 1 × 100001 × 150000 elements with padding: needs memory "
            + "for 15000150000 elements, but for operands of 10 at most 1048576 are allowed; use less padding, or a "
            + "smaller stride, dilation or scale",
            () => x.Convolve(x, stride: 50000, padding: 50000));
        AssertMessage("Window: the length of an axis is at most 2147483591, got 4294967299; check "
            + "kernel, stride, dilation and padding", () => Window.ForTranspose(65537, 3, 65536, (int.MaxValue, 5)));
        AssertMessage("SpatialWindow: a plane or kernel of 1 × 65536 × 65536 elements exceeds a tensor's 2147483591; "
            + "use smaller lengths", () => Square(65536).InputCount);
        AssertMessage("upsample_nearest: needs memory for 4294967296 elements, but for operands of 1 at most "
            + "2147418112 are allowed; use less padding, or a smaller stride, dilation or scale",
            () => x.UpsampleNearest(65536));
        AssertMessage("upsample_linear: needs memory for 50000000 elements, but for operands of 1 at most 8388608 "
            + "are allowed; use less padding, or a smaller stride, dilation or scale",
            () => x.UpsampleLinear([1, 50_000_000]));
        AssertMessage("max_pool: padding is at most half of the window's span 1, got 1073741824 before and 0 after",
            () => x.MaxPool(1, padding: (1 << 30, 0)));
    }

    [Fact]
    public void Plans_of_planes_with_offsets_beyond_31_bits_are_refused()
    {
        var row = Window.ForConvolution(500_000_000, 1);
        AssertMessage(
            $"Backend cpu: an offset of {5 * (500_000_000L + MicroKernel<double>.Lanes)} elements exceeds 32 bits; "
            + "split the tensor into smaller ones",
            () => new ConvolutionPlan<double>(new(1, 1, 1, 1, SpatialWindow.Of(row))));
        AssertMessage("convolution over 5 planes of 1 × 1 × 500000000 elements with padding: needs memory for "
            + "2500000000 elements, but for operands of 5000000000 at most 2147418112 are allowed; use less padding, "
            + "or a smaller stride, dilation or scale",
            () => new ConvolutionPlan<float>(new(1, 5, 5, 5, SpatialWindow.Of(row))));
    }

    static SpatialWindow Square(int length) =>
        SpatialWindow.Of(Window.ForConvolution(length, 1), Window.ForConvolution(length, 1));

    static void AssertRefused(string name, Func<Tensor, Tensor> operation)
    {
        using var backend = BackendsUnderTest.Create(name);
        using var scope = backend.BeginScope();
        var x = Tensor.Full(backend, [1, 1, 1, 1], 1);
        Assert.Throws<ArgumentException>(() => operation(x));
    }

    static void AssertMessage(string message, Func<object> call) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(call).Message);
}
