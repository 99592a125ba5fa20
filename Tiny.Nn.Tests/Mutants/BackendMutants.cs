using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Geometry;
using Tiny.Nn.Tests.Identities;
using Tiny.Nn.Tests.NonFinite;
using Tiny.Nn.Tests.Torch;
using Tiny.Nn.Tests.Transposition;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.Mutants.ConvolutionIndexMutant;
using static Tiny.Nn.Tests.Mutants.MutantBackends;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>Backends with a bug in one primitive, each with the property that rejects it.</summary>
static class BackendMutants
{
    static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, 1000));

    static readonly InputIndexRule FlippedKernel = (windows, axis, position, tap) =>
        CorrectIndex(windows, axis, position, Axis(windows, axis).Kernel - 1 - tap);

    static readonly InputIndexRule StrideOffByOne = (windows, axis, position, tap) =>
        CorrectIndex(windows, axis, position, tap) + position;

    static readonly InputIndexRule NoPaddingBefore = (windows, axis, position, tap) =>
        CorrectIndex(windows, axis, position, tap) + Axis(windows, axis).PaddingBefore;

    static readonly InputIndexRule UndilatedWidth = (windows, axis, position, tap) =>
        CorrectIndex(windows, axis, position, tap) - (axis == 2 ? (windows.Width.Dilation - 1) * tap : 0);

    static readonly InputIndexRule OutputPaddingBefore = (windows, axis, position, tap) =>
        CorrectIndex(windows, axis, position, tap) + Axis(windows, axis).Remainder;

    static readonly InputIndexRule SwappedStrides = (windows, axis, position, tap) => axis == 0
        ? CorrectIndex(windows, axis, position, tap)
        : CorrectIndex(windows, axis, 0, tap) + position * Axis(windows, 3 - axis).Stride;

    public static IEnumerable<Mutant> All =>
    [
        .. OfConvolutions, .. OfPooling, .. OfBiases, .. OfLinearOperations, .. OfFunctions,
        new("momentum does not decay the velocity", nameof(TorchOptimizerTests.Twelve_steps_are_those_of_PyTorch),
            () => TorchOptimizerTests.AssertMatchesPyTorch(
                "momentum", new Sgd(0.1, momentum: 0.9), new AddScaledIgnoresBeta()),
            () => TorchOptimizerTests.AssertMatchesPyTorch("momentum", new Sgd(0.1, momentum: 0.9), new Reference())),
    ];

    static IEnumerable<Mutant> OfConvolutions =>
    [
        Convolution("convolution flips its kernel",
            () => new() { IndexInConvolve = FlippedKernel },
            TransposedConvolutionProperties.Convolution_equals_its_defining_sum),
        Create("convolution adds the stride to an index beyond the first row",
            () => new ConvolutionIndexMutant { IndexInConvolve = StrideOffByOne }, () => new Cpu<double>(1),
            GeometryProperty.CheckManyFrom, Seeds, 3),
        Convolution("all three convolution primitives flip the kernel",
            () => new()
            {
                IndexInConvolve = FlippedKernel,
                IndexInConvolveTransposed = FlippedKernel,
                IndexInConvolveFilter = FlippedKernel,
            },
            TransposedConvolutionProperties.Convolution_equals_its_defining_sum),
        Convolution("convolution uses a stride one too large",
            () => new() { IndexInConvolve = StrideOffByOne },
            ConvolutionProperties.Strided_convolution_subsamples_the_unstrided_one),
        Convolution("convolution omits the padding before",
            () => new() { IndexInConvolve = NoPaddingBefore },
            ConvolutionProperties.Convolution_is_equivariant_to_translation),
        Convolution("convolution does not dilate its last axis",
            () => new() { IndexInConvolve = UndilatedWidth },
            ConvolutionProperties.Dilation_inserts_zeros_between_the_taps),
        Convolution("convolution swaps the strides of height and width",
            () => new() { IndexInConvolve = SwappedStrides },
            ConvolutionProperties.Strided_convolution_subsamples_the_unstrided_one),
        Convolution("convolution interleaves its groups",
            () => new() { InputChannel = (shape, o, c) => c * shape.Groups + o / shape.OutputChannelsPerGroup },
            ConvolutionProperties.Groups_are_a_block_diagonal_filter),
        Convolution("transposed convolution flips its kernel",
            () => new() { IndexInConvolveTransposed = FlippedKernel },
            TransposedConvolutionProperties.The_three_primitives_are_one_trilinear_form),
        Convolution("transposed convolution uses a stride one too large",
            () => new() { IndexInConvolveTransposed = StrideOffByOne },
            TransposedConvolutionProperties.The_three_primitives_are_one_trilinear_form),
        Convolution("transposed convolution adds output padding before instead of after",
            () => new() { IndexInConvolveTransposed = OutputPaddingBefore },
            TransposedConvolutionProperties.Transposed_convolution_is_a_convolution_of_the_zero_stuffed_input),
        Convolution("transposed convolution overwrites overlapping elements",
            () => new() { OverwritesOverlaps = true },
            TransposedConvolutionProperties.Convolution_and_transposed_convolution_are_a_matrix_and_its_transpose),
        Convolution("the filter gradient ignores padding",
            () => new() { IndexInConvolveFilter = NoPaddingBefore },
            TransposedConvolutionProperties.The_three_primitives_are_one_trilinear_form),
        Convolution("the filter gradient is flipped",
            () => new() { IndexInConvolveFilter = FlippedKernel },
            TransposedConvolutionProperties.The_three_primitives_are_one_trilinear_form),
        Convolution("the filter gradient does not dilate its last axis",
            () => new() { IndexInConvolveFilter = UndilatedWidth },
            TransposedConvolutionProperties.The_three_primitives_are_one_trilinear_form),
    ];

    static IEnumerable<Mutant> OfPooling =>
    [
        Pool<MaxPoolTakesLastOfTies>("max pooling takes the last of equal maxima",
            PoolingProperties.Max_pooling_returns_the_first_largest_element_and_its_index),
        Pool<MaxPoolIncludesPaddingAsZero>("max pooling includes padding as zeros",
            PoolingProperties.Max_pooling_returns_the_first_largest_element_and_its_index),
        Pool<MaxPoolIndicesOfWrongPlane>("max pooling returns indices into the wrong plane",
            PoolingProperties.Max_pooling_returns_the_first_largest_element_and_its_index),
        Pool<ScatterAddOverwrites>("max unpooling overwrites overlapping elements",
            PoolingProperties.Max_unpooling_is_the_transpose_of_gathering_the_maxima),
        Pool<SumPoolSkipsLastTap>("sum pooling skips the last tap",
            PoolingProperties.Sum_and_average_pooling_are_depthwise_convolutions),
        Pool<SumPoolTakesLastOfEachStride>("sum pooling keeps the last position of each stride",
            PoolingProperties.Strided_pooling_subsamples_the_unstrided_one),
        Pool<SumPoolBackwardOverwrites>("sum pool backward overwrites overlapping elements",
            PoolingProperties.Sum_pool_backward_is_a_transposed_depthwise_convolution),
    ];

    static IEnumerable<Mutant> OfBiases =>
    [
        ConvolutionBias<ConvolutionBiasPerElement>("convolution adds a bias per element instead of per channel"),
        ConvolutionBias<TransposedConvolutionAddsBiasTwice>("transposed convolution adds its bias twice"),
        Function<ProductBiasPerRow>("product adds a bias per row instead of per column",
            BiasProperties.Fused_bias_of_a_product_equals_a_separate_addition),
    ];

    static IEnumerable<Mutant> OfLinearOperations =>
    [
        Linear<SumReducesLastAxes>("sum reduces the last axes instead of the middle one", "broadcast ↔ sum"),
        Linear<SumReducesMixedAxes>("sum mixes its reduced axes", "broadcast ↔ sum"),
        Linear<ProductIgnoresTransposeA>("product ignores that its left operand is transposed",
            "product with a left matrix ↔ with its transpose"),
        Linear<GatherReadsFirstElementAtMinusOne>("gather reads the first element at index −1", "gather ↔ scatter add"),
        Linear<ScatterAddOverwrites>("scatter add overwrites repeated indices", "gather ↔ scatter add"),
        Linear<CopyIgnoresTargetOffset>("copy ignores the offset of its target", "slice ↔ slice scatter"),
    ];

    static IEnumerable<Mutant> OfFunctions =>
    [
        // The inverted product is consistent with its own pullback, so only the defining sum rejects it.
        Function<ProductInvertsTransposeB>("product transposes its plain right operand",
            OperationProperties.Matrix_product_equals_its_defining_sum),
        Function<LogSoftmaxOverflows>("log-softmax overflows for large logits",
            OperationProperties.Softmax_is_nonnegative_and_sums_to_one),
        Function<ArgMaxTakesLastOfTies>("argmax takes the last of equal maxima",
            OperationProperties.Max_and_argmax_take_the_first_of_equal_values),
        Function<DropoutMaskInverted>("dropout keeps the elements it should drop",
            OperationProperties.Dropout_preserves_the_expected_value),
        Function<DropoutMaskUnscaled>("dropout does not scale the elements it keeps",
            OperationProperties.Dropout_preserves_the_expected_value),
        Function<MapBinaryIgnoresBroadcasting>("binary operations ignore broadcasting of the second operand",
            OperationProperties.Broadcasting_equals_explicit_repetition),
        Create("a product of 0 and NaN is 0", () => new ProductSkipsZeros(), () => new Cpu<double>(1),
            NonFiniteProperties.Product_agrees, Seeds, 10),
        new("cross-entropy multiplies targets of 0 by logarithms of −∞",
            nameof(LimitTests.Cross_entropy_is_finite_where_only_a_wrong_class_is_impossible),
            () => LimitTests.AssertIgnoresImpossibleClasses(new ZeroTimesInfinityIsNaN()),
            () => LimitTests.AssertIgnoresImpossibleClasses(new Reference())),
        Function<MapPullbackReadsInputAsOutput>("derivatives are evaluated with x in place of y",
            OperationProperties.Derivatives_of_elementwise_functions_match_differences),
    ];

    static Mutant Convolution(
        string bug, Func<ConvolutionIndexMutant> mutant, Action<Backend, ConvolutionCase> property) =>
        Create(bug, mutant, () => new ConvolutionIndexMutant(), property, Cases(property));

    /// <summary>
    /// Returns the cases for a property of convolutions. Those that start from i need geometries in which i and o
    /// determine each other.
    /// </summary>
    static Arbitrary<ConvolutionCase> Cases(Action<Backend, ConvolutionCase> property) =>
        property.Method.DeclaringType == typeof(ConvolutionProperties)
            ? ConvolutionCase.WithOutputPaddingBelowStride
            : ConvolutionCase.Any;

    static Mutant ConvolutionBias<M>(string bug) where M : Backend, new() =>
        Create(bug, () => new M(), () => new Reference(),
        BiasProperties.Fused_bias_of_a_convolution_equals_a_separate_addition, ConvolutionCase.Any);

    static Mutant Pool<M>(string bug, Action<Backend, ConvolutionCase> property) where M : Backend, new() =>
        Create(bug, () => new M(), () => new Reference(), property, PoolingProperties.UndilatedCases);

    static Mutant Linear<M>(string bug, string pair) where M : Backend, new() =>
        Create(bug, () => new M(), () => new Reference(), AdjointProperties.Of(pair), Seeds) with
        {
            Property = nameof(AdjointProperties.Each_operation_is_the_transpose_and_the_pullback_of_the_other)
                + $", {pair}",
        };

    static Mutant Function<M>(string bug, Action<Backend, int> property) where M : Backend, new() =>
        Create(bug, () => new M(), () => new Reference(), property, Seeds, 10);

    static Mutant Create<T>(string bug, Func<Backend> mutant, Func<Backend> original, Action<Backend, T> property,
        Arbitrary<T> arbitrary, int cases = 60) => new(bug, property.Method.Name,
        () => BackendsUnderTest.CheckWithoutShrinking(mutant, property, arbitrary, cases),
        () => BackendsUnderTest.CheckWithoutShrinking(original, property, arbitrary, cases));
}
