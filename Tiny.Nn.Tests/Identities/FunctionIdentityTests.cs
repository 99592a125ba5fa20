using FsCheck.Fluent;
using Tiny.Nn.Tests.Transposition;
using static Tiny.Nn.Tests.Identities.FunctionClaims;

namespace Tiny.Nn.Tests.Identities;

/// <summary>Identities of activations, losses, norms and dropout on random numbers.</summary>
public sealed class FunctionIdentityTests
{
    static readonly FsCheck.Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, 1000));

    [Fact]
    [Trait("Id", "NN-05")]
    public void Softmax_does_not_feel_a_shift() => Prove.That(A_shift_leaves_softmax_alone, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-05")]
    public void Softmax_is_a_distribution() => Prove.That(Softmax_sums_to_one, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-05")]
    public void Softmax_of_two_classes_is_the_logistic_of_their_difference() => Prove.That(Two_classes_are_a_logistic, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-02")]
    public void The_squashing_functions_are_relatives() => Prove.That(Tanh_sigmoid_and_softplus_are_relatives, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-02")]
    public void Rectifiers_split_a_number_into_its_halves() => Prove.That(Rectifiers_split, Seeds, 30);

    [Fact]
    [Trait("Id", "RG-18")]
    public void Batch_norm_has_mean_0_and_variance_1() => Prove.That(Standardizing_fixes_the_moments, Seeds, 30);

    [Fact]
    [Trait("Id", "RG-18")]
    public void Batch_norm_does_not_feel_scale_or_shift_of_its_input() => Prove.That(Standardizing_forgets_scale_and_shift, Seeds, 30);

    [Fact]
    [Trait("Id", "RG-17")]
    public void Dropout_keeps_the_mean() => Prove.That(Dropout_keeps_the_expected_value, Seeds, 10);

    [Fact]
    [Trait("Id", "RG-13")]
    public void Label_smoothing_is_least_at_the_logarithm_of_its_targets() => Prove.That(Smoothing_has_a_finite_optimum, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-06")]
    public void The_gradient_of_cross_entropy_is_prediction_minus_target() => Prove.That(Cross_entropy_pulls_by_p_minus_t, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-08")]
    public void Binary_cross_entropy_is_the_cross_entropy_of_two_classes() => Prove.That(Two_class_losses_agree, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-17")]
    public void Cross_entropy_is_never_less_than_entropy() => Prove.That(Gibbs_inequality, Seeds, 30);

    [Fact]
    [Trait("Id", "NN-01")]
    public void A_matrix_product_is_its_sum() => Prove.That(A_product_is_its_sum, Seeds, 60);

    [Fact]
    public void Broadcasting_is_repeating() => Prove.That(Operands_meet_as_if_repeated, Seeds, 30);

    [Fact]
    public void The_first_of_equals_is_the_largest() => Prove.That(Of_equal_numbers_the_first_is_the_largest, Seeds, 30);

    [Fact]
    [Trait("Id", "AD-03")]
    public void Slopes_are_those_that_differences_measure() => Prove.That(Slopes_are_those_of_differences, Seeds, 10);

    [Fact]
    public void A_power_of_a_square_root_is_the_number() => Prove.That(Elementary_functions_invert, Seeds, 30);
}
