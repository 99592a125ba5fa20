namespace Tiny.Nn.Tests.Mutants;

/// <summary>
/// A bug made on purpose, and the property that must reject it. The same property must hold for what the bug was made in.
/// </summary>
/// <param name="Bug">What is wrong, in a few words.</param>
/// <param name="Property">The name of the property.</param>
/// <param name="Sick">The property asked of the broken thing.</param>
/// <param name="Sound">The property asked of the sound thing.</param>
public sealed record Mutant(string Bug, string Property, Action Sick, Action Sound);
