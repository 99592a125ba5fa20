using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Identities;
using Tiny.Nn.Tests.Torch;
using Tiny.Nn.Tests.Transposition;
using Tiny.Nn.Training;
using static Tiny.Nn.Tests.Mutants.BrokenMachines;

namespace Tiny.Nn.Tests.Mutants;

/// <summary>Machines with one wrong primitive, each beside the property that rejects it.</summary>
static class MachineMutants
{
    static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, 1000));

    static readonly Look Flipped = (windows, axis, position, tap) =>
        BentMachine.Straight(windows, axis, position, BentMachine.Axis(windows, axis).Kernel - 1 - tap);

    static readonly Look StrideOffByOne = (windows, axis, position, tap) => BentMachine.Straight(windows, axis, position, tap) + position;

    static readonly Look PaddedOnlyAfter = (windows, axis, position, tap) =>
        BentMachine.Straight(windows, axis, position, tap) + BentMachine.Axis(windows, axis).PaddingBefore;

    static readonly Look WidthIsNotDilated = (windows, axis, position, tap) =>
        BentMachine.Straight(windows, axis, position, tap) - (axis == 2 ? (windows.Width.Dilation - 1) * tap : 0);

    static readonly Look OutputPaddingInFront = (windows, axis, position, tap) =>
        BentMachine.Straight(windows, axis, position, tap) + BentMachine.Axis(windows, axis).Remainder;

    static readonly Look StridesExchanged = (windows, axis, position, tap) => axis == 0
        ? BentMachine.Straight(windows, axis, position, tap)
        : position * BentMachine.Axis(windows, 3 - axis).Stride - BentMachine.Axis(windows, axis).PaddingBefore + tap * BentMachine.Axis(windows, axis).Dilation;

    public static IEnumerable<Mutant> All =>
    [
        Convolution("the kernel is flipped", () => new BentMachine { InConvolve = Flipped }, TranspositionClaims.A_convolution_is_its_formula),
        Convolution("the kernel is flipped in all three primitives alike", () => new BentMachine { InConvolve = Flipped, InTransposed = Flipped, InFilter = Flipped },
            TranspositionClaims.A_convolution_is_its_formula),
        Convolution("the stride is one too long", () => new BentMachine { InConvolve = StrideOffByOne }, ConvolutionClaims.A_stride_subsamples),
        Convolution("the padding before is left out", () => new BentMachine { InConvolve = PaddedOnlyAfter }, ConvolutionClaims.It_is_equivariant_to_translation),
        Convolution("one axis is not dilated", () => new BentMachine { InConvolve = WidthIsNotDilated }, ConvolutionClaims.A_dilation_stuffs_the_kernel_with_zeros),
        Convolution("height and width exchange their strides", () => new BentMachine { InConvolve = StridesExchanged }, ConvolutionClaims.A_stride_subsamples),
        Convolution("groups are interleaved", () => new BentMachine { Channel = (shape, o, c) => c * shape.Groups + o / shape.OutputChannelsPerGroup },
            ConvolutionClaims.Groups_are_a_block_diagonal_kernel),
        Convolution("the kernel is flipped on the way back", () => new BentMachine { InTransposed = Flipped }, TranspositionClaims.The_three_primitives_are_one_trilinear_form),
        Convolution("the stride is one too long on the way back", () => new BentMachine { InTransposed = StrideOffByOne },
            TranspositionClaims.The_three_primitives_are_one_trilinear_form),
        Convolution("output padding goes in front", () => new BentMachine { InTransposed = OutputPaddingInFront },
            TranspositionClaims.A_transposed_convolution_is_a_convolution_of_the_stretched_argument),
        Convolution("copies that overlap overwrite each other", () => new BentMachine { Overwrites = true },
            TranspositionClaims.Convolution_and_transposed_convolution_are_a_matrix_and_its_transpose),
        Convolution("the filter gradient ignores padding", () => new BentMachine { InFilter = PaddedOnlyAfter },
            TranspositionClaims.The_three_primitives_are_one_trilinear_form),
        Convolution("the filter gradient is flipped", () => new BentMachine { InFilter = Flipped }, TranspositionClaims.The_three_primitives_are_one_trilinear_form),
        Convolution("the filter gradient is not dilated on one axis", () => new BentMachine { InFilter = WidthIsNotDilated },
            TranspositionClaims.The_three_primitives_are_one_trilinear_form),

        Pool<LastTieWins>("a tie goes to the last cell", PoolingClaims.A_maximum_is_the_largest_and_the_first),
        Pool<PaddingIsAZero>("padding is a zero among the candidates", PoolingClaims.A_maximum_is_the_largest_and_the_first),
        Pool<SwitchesCountFromTheBatch>("switches point into the wrong plane", PoolingClaims.A_maximum_is_the_largest_and_the_first),
        Pool<ScatterOverwrites>("unpooling overwrites", PoolingClaims.Unpooling_is_the_transpose_of_choosing),
        Pool<LastTapIsMissing>("a sum leaves out the last tap", PoolingClaims.Sum_and_average_are_depthwise_convolutions),
        Pool<StrideKeepsTheLast>("a stride keeps the last position of each step", PoolingClaims.A_stride_subsamples),
        Pool<SpreadOverwrites>("spreading overwrites", PoolingClaims.Spreading_is_the_transposed_depthwise_convolution),

        Biased<BiasGoesAlongTheRow>("a bias goes to cells instead of channels"),
        Biased<BiasIsAddedTwice>("a bias is added twice"),
        Function<BiasGoesDownTheColumn>("a bias goes to rows instead of columns", BiasClaims.A_product_adds_its_bias_to_every_row),

        Pair<SumForgetsAnAxis>("a sum without an axis", "broadcast ↔ sum"),
        Pair<SumMixesItsAxes>("a sum of the wrong axes", "broadcast ↔ sum"),
        Pair<LeftOperandIsNeverTransposed>("a transposed operand is read straight", "product from the left ↔ with the transpose"),
        Pair<GatherReadsBelowZero>("−1 gathers the first cell", "gather ↔ scatter"),
        Pair<ScatterOverwrites>("scattering overwrites", "gather ↔ scatter"),
        Pair<CopyForgetsTheOffset>("an embedding begins at the first cell", "slice ↔ embed"),

        // Read transposed both ways, a product and its pullback agree with each other: only the formula can tell.
        Function<RightOperandIsTransposed>("a straight operand is read transposed", FunctionClaims.A_product_is_its_sum),
        Function<SoftmaxOverflows>("softmax overflows", FunctionClaims.Softmax_sums_to_one),
        Function<LastOfEqualsIsLargest>("the last of equals is the largest", FunctionClaims.Of_equal_numbers_the_first_is_the_largest),
        Function<MaskIsInverted>("dropout keeps what it should drop", FunctionClaims.Dropout_keeps_the_expected_value),
        Function<MaskIsNotScaled>("dropout loses the mean", FunctionClaims.Dropout_keeps_the_expected_value),
        Function<SecondOperandIsNotRepeated>("the second operand is not repeated", FunctionClaims.Operands_meet_as_if_repeated),
        Function<SlopeSeesTheInputTwice>("slopes see x in the place of y", FunctionClaims.Slopes_are_those_of_differences),
        new("a velocity never fades", nameof(TorchOptimizerTests.Twelve_steps_are_those_of_PyTorch),
            () => TorchOptimizerTests.AssertMatchesPyTorch("momentum", new Sgd(0.1, momentum: 0.9), new CombineForgetsBeta()),
            () => TorchOptimizerTests.AssertMatchesPyTorch("momentum", new Sgd(0.1, momentum: 0.9), new Reference())),
    ];

    static Mutant Convolution(string bug, Func<Backend> machine, Action<Backend, ConvolutionCase> claim) => new(bug, claim.Method.Name,
        () => Prove.Try(machine, claim, Cases(claim)),
        () => Prove.Try(() => new BentMachine(), claim, Cases(claim)));

    /// <summary>Claims about windows told from the input side want geometries that both sides agree on.</summary>
    static Arbitrary<ConvolutionCase> Cases(Action<Backend, ConvolutionCase> claim) =>
        claim.Method.DeclaringType == typeof(ConvolutionClaims) ? ConvolutionCase.Forward : ConvolutionCase.Any;

    static Mutant Biased<M>(string bug) where M : Backend, new() => new(bug, nameof(BiasClaims.A_convolution_adds_its_bias_to_every_channel),
        () => Prove.Try(() => new M(), BiasClaims.A_convolution_adds_its_bias_to_every_channel, ConvolutionCase.Any),
        () => Prove.Try(() => new Reference(), BiasClaims.A_convolution_adds_its_bias_to_every_channel, ConvolutionCase.Any));

    static Mutant Pool<M>(string bug, Action<Backend, ConvolutionCase> claim) where M : Backend, new() => new(bug, claim.Method.Name,
        () => Prove.Try(() => new M(), claim, PoolingClaims.Undilated), () => Prove.Try(() => new Reference(), claim, PoolingClaims.Undilated));

    static Mutant Pair<M>(string bug, string pair) where M : Backend, new() => new(bug, $"{nameof(AdjointPairs.Transposes)}: {pair}",
        () => Prove.Try(() => new M(), (machine, seed) => AdjointPairs.Transposes(machine, AdjointPairs.All[pair], seed), Seeds),
        () => Prove.Try(() => new Reference(), (machine, seed) => AdjointPairs.Transposes(machine, AdjointPairs.All[pair], seed), Seeds));

    static Mutant Function<M>(string bug, Action<Backend, int> claim) where M : Backend, new() => new(bug, claim.Method.Name,
        () => Prove.Try(() => new M(), claim, Seeds, 10), () => Prove.Try(() => new Reference(), claim, Seeds, 10));
}
