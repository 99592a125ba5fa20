using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Checks;
using Tiny.Nn.Tests.Identities;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// The laws that hold on every machine, on the device, in both forms of its kernels: the numbers of a <see cref="ConvolutionCase"/>
/// are small and whole, so there is no rounding, and equal means equal to the bit. And the gradient of every operation, against differences.
/// </summary>
[Collection(OpenClCollection.Name)]
public class OpenClClaimTests
{
    const int Cases = 40;

    public static TheoryData<OpenClDeviceType> Forms => [OpenClDeviceType.Cpu, OpenClDeviceType.Gpu];

    [SkippableTheory, MemberData(nameof(Forms))]
    public void The_three_convolutions_are_one_trilinear_form_on_the_device(OpenClDeviceType form) => Hold(form, ConvolutionCase.Any,
        TranspositionClaims.A_convolution_is_its_formula,
        TranspositionClaims.The_three_primitives_are_one_trilinear_form,
        TranspositionClaims.The_pullbacks_of_a_convolution_are_the_other_two,
        TranspositionClaims.The_pullbacks_of_a_transposed_convolution_are_the_other_two,
        TranspositionClaims.The_pullbacks_of_a_filter_gradient_are_the_other_two);

    [SkippableTheory, MemberData(nameof(Forms))]
    public void Strides_dilations_and_groups_mean_what_they_should(OpenClDeviceType form) => Hold(form, ConvolutionCase.Forward,
        ConvolutionClaims.It_is_linear_in_the_image_and_in_the_kernel,
        ConvolutionClaims.A_stride_subsamples,
        ConvolutionClaims.A_dilation_stuffs_the_kernel_with_zeros,
        ConvolutionClaims.Groups_are_a_block_diagonal_kernel,
        ConvolutionClaims.Each_example_stands_alone);

    [SkippableTheory, MemberData(nameof(Forms))]
    public void A_bias_on_the_way_is_a_bias_afterwards(OpenClDeviceType form)
    {
        Hold(form, ConvolutionCase.Any, BiasClaims.A_convolution_adds_its_bias_to_every_channel);
        Hold(form, Arb.From(Gen.Choose(0, 1000)), BiasClaims.A_product_adds_its_bias_to_every_row);
    }

    [SkippableTheory, MemberData(nameof(Forms))]
    public void Every_gradient_on_the_device_is_what_differences_measure(OpenClDeviceType form)
    {
        using var machine = OpenClTestBackend.CreateOrSkip(form);
        foreach (var (name, (shapes, operation, place)) in GradientCases.All)
        {
            var leaves = shapes.Select((shape, number) => Leaf(machine, shape, $"{name}.{number}", place)).ToArray();
            var report = new GradientCheck().Run(operation, leaves);
            Assert.True(report.Passed, $"{name}: {report}");
        }
    }

    static void Hold<T>(OpenClDeviceType form, Arbitrary<T> cases, params Action<Backend, T>[] claims)
    {
        using var machine = OpenClTestBackend.CreateOrSkip(form);
        foreach (var claim in claims)
            foreach (var sample in cases.Generator.Sample(Cases, new Rnd(2024, 1), Cases)) claim(machine, sample);
    }

    static Tensor Leaf(Backend machine, Shape shape, string stream, Func<double, double>? place)
    {
        var random = new RandomStream(1, stream);
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan()) value = place is null ? random.NextNormal() : place(random.NextNormal());
        return Tensor.From(machine, shape, values, requiresGradient: true);
    }
}
