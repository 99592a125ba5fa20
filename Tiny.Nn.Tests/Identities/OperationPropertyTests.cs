using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Tests.Backends;
using static Tiny.Nn.Tests.BackendsUnderTest;

namespace Tiny.Nn.Tests.Identities;

/// <summary>Checks <see cref="OperationProperties"/> on every backend, with random values.</summary>
[Collection(OpenClCollection.Name)]
public sealed class OperationPropertyTests
{
    static readonly Arbitrary<int> Seeds = Arb.From(Gen.Choose(0, 1000));

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-05")]
    public void Softmax_is_invariant_to_a_shift(string backend) =>
        Check(backend, OperationProperties.Softmax_is_invariant_to_a_shift, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-05")]
    public void Softmax_is_nonnegative_and_sums_to_one(string backend) =>
        Check(backend, OperationProperties.Softmax_is_nonnegative_and_sums_to_one, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-05")]
    public void Softmax_of_two_classes_is_the_sigmoid_of_their_difference(string backend) =>
        Check(backend, OperationProperties.Softmax_of_two_classes_is_the_sigmoid_of_their_difference, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-02")]
    public void Tanh_sigmoid_and_softplus_satisfy_their_identities(string backend) =>
        Check(backend, OperationProperties.Tanh_sigmoid_and_softplus_satisfy_their_identities, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-02")]
    public void Relu_splits_a_value_into_its_positive_and_negative_part(string backend) =>
        Check(backend, OperationProperties.Relu_splits_a_value_into_its_positive_and_negative_part, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "RG-18")]
    public void Standardized_channels_have_mean_0_and_variance_1(string backend) =>
        Check(backend, OperationProperties.Standardized_channels_have_mean_0_and_variance_1, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "RG-18")]
    public void Standardization_is_invariant_to_scale_and_shift(string backend) =>
        Check(backend, OperationProperties.Standardization_is_invariant_to_scale_and_shift, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "RG-17")]
    public void Dropout_preserves_the_expected_value(string backend) =>
        Check(backend, OperationProperties.Dropout_preserves_the_expected_value, Seeds, 10);

    [SkippableTheory, AllBackends]
    [Trait("Id", "RG-13")]
    public void Label_smoothing_is_minimal_at_the_log_of_its_targets(string backend) =>
        Check(backend, OperationProperties.Label_smoothing_is_minimal_at_the_log_of_its_targets, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-06")]
    public void The_gradient_of_cross_entropy_is_prediction_minus_target(string backend) =>
        Check(backend, OperationProperties.The_gradient_of_cross_entropy_is_prediction_minus_target, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-08")]
    public void Binary_cross_entropy_is_the_cross_entropy_of_two_classes(string backend) =>
        Check(backend, OperationProperties.Binary_cross_entropy_is_the_cross_entropy_of_two_classes, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-17")]
    public void Cross_entropy_is_at_least_the_entropy(string backend) =>
        Check(backend, OperationProperties.Cross_entropy_is_at_least_the_entropy, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "NN-01")]
    public void Matrix_product_equals_its_defining_sum(string backend) =>
        Check(backend, OperationProperties.Matrix_product_equals_its_defining_sum, Seeds, 60);

    [SkippableTheory, AllBackends]
    public void Broadcasting_equals_explicit_repetition(string backend) =>
        Check(backend, OperationProperties.Broadcasting_equals_explicit_repetition, Seeds, 30);

    [SkippableTheory, AllBackends]
    public void Max_and_argmax_take_the_first_of_equal_values(string backend) =>
        Check(backend, OperationProperties.Max_and_argmax_take_the_first_of_equal_values, Seeds, 30);

    [SkippableTheory, AllBackends]
    [Trait("Id", "AD-03")]
    public void Derivatives_of_elementwise_functions_match_differences(string backend) =>
        Check(backend, OperationProperties.Derivatives_of_elementwise_functions_match_differences, Seeds, 10);

    [SkippableTheory, AllBackends]
    public void Elementary_functions_satisfy_their_identities(string backend) =>
        Check(backend, OperationProperties.Elementary_functions_satisfy_their_identities, Seeds, 30);
}
