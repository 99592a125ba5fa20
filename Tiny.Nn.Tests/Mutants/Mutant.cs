namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// A deliberate bug, and the property that must reject it. The same property must hold for the original, the code
/// without the bug.
/// </summary>
/// <param name="Bug">The bug in a few words.</param>
/// <param name="Property">The name of the property.</param>
/// <param name="CheckMutant">Checks the property on the mutant; an assertion must fail.</param>
/// <param name="CheckOriginal">Checks the property on the original; no assertion may fail.</param>
public sealed record Mutant(string Bug, string Property, Action CheckMutant, Action CheckOriginal);
