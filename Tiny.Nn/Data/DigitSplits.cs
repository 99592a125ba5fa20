namespace Tiny.Nn.Data;

/// <summary>Three disjoint sets of digits: train, validation and test.</summary>
/// <param name="Training">The examples that the network is trained on.</param>
/// <param name="Validation">The examples for early stopping and for the choice of the best epoch; null to train on
/// all.</param>
/// <param name="Test">The examples for the final report only.</param>
/// <param name="Origin">The source of the images, for messages: a folder, or how they were generated.</param>
public sealed record DigitSplits(Dataset Training, Dataset? Validation, Dataset Test, string Origin);
