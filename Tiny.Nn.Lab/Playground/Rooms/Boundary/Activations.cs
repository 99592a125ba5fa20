using Tiny.Nn.Layers;

namespace Tiny.Nn.Lab.Playground.Rooms.Boundary;

/// <summary>The activations by name, each with the C# that creates its layer.</summary>
static class Activations
{
    static readonly (string Name, string Code, Func<Layer> Create)[] all =
    [
        ("tanh", "new Tanh()", () => new Tanh()), ("relu", "new Relu()", () => new Relu()),
        ("sigmoid", "new Sigmoid()", () => new Sigmoid()), ("leaky", "new LeakyRelu()", () => new LeakyRelu()),
        ("elu", "new Elu()", () => new Elu()), ("gelu", "new Gelu()", () => new Gelu()),
        ("softplus", "new Softplus()", () => new Softplus()),
    ];

    const string Linear = "linear";

    public static IEnumerable<string> Names => [.. all.Select(activation => activation.Name), Linear];

    /// <summary>Creates the layer of an activation; null for <c>linear</c>.</summary>
    public static Layer? Create(string name) => name == Linear ? null : Find(name).Create();

    /// <summary>Returns the C# that creates the layer; null for <c>linear</c>.</summary>
    public static string? Code(string name) => name == Linear ? null : Find(name).Code;

    static (string Name, string Code, Func<Layer> Create) Find(string name) =>
        all.Single(activation => activation.Name == name);
}
