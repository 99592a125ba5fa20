namespace Tiny.Nn.Data;

/// <summary>
/// Three disjoint sets of digits: one to learn from, one to choose with, one to report on, looked at once and last.
/// </summary>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What decides when to stop and which epoch is best; null where everything is trained on.</param>
/// <param name="Test">What nothing but the final report touches.</param>
/// <param name="Origin">Where the images come from, for people: a folder, or how they were made.</param>
public sealed record DigitSplits(Dataset Training, Dataset? Validation, Dataset Test, string Origin);
