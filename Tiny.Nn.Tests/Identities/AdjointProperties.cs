using Tiny.Nn.Backends;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Transposition;

namespace Tiny.Nn.Tests.Identities;

/// <summary>
/// The property that holds for every linear operation and its transpose. <see cref="TransposedConvolutionProperties"/>
/// states the same for convolutions. Every comparison is exact.
/// </summary>
public static class AdjointProperties
{
    /// <summary>
    /// Returns the property for the pair of this name in <see cref="AdjointPairs"/>. Its random case is a seed.
    /// </summary>
    public static Action<Backend, int> Of(string name) => (backend, seed) =>
        Each_operation_is_the_transpose_and_the_pullback_of_the_other(backend, AdjointPairs.All[name], seed);

    /// <summary>
    /// ⟨A x, y⟩ = ⟨x, Aᵀ y⟩. The pullback of A is Aᵀ, and that of Aᵀ is A. A is linear: A(2x − 3x′) = 2·A x − 3·A x′.
    /// </summary>
    public static void Each_operation_is_the_transpose_and_the_pullback_of_the_other(
        Backend backend, Func<Backend, RandomStream, AdjointPair> create, int seed)
    {
        using var scope = backend.BeginScope();
        var pair = create(backend, new RandomStream((ulong)seed, "adjoint pair"));
        var x = RandomTensors.Integers(backend, pair.Input, $"{seed}, x");
        var other = RandomTensors.Integers(backend, pair.Input, $"{seed}, x′");
        var image = pair.Forward(x);
        var y = RandomTensors.Integers(backend, image.Shape, $"{seed}, y");
        var transposed = pair.Transpose(y);
        TensorAssert.EqualInnerProducts((image, y), (x, transposed));
        TensorAssert.Equal(2 * image - 3 * pair.Forward(other), pair.Forward(2 * x - 3 * other));
        Graph.Backward(image, y.Detach());
        TensorAssert.Equal(transposed, x.Gradient!);
        Graph.Backward(transposed, x.Detach());
        TensorAssert.Equal(pair.Forward(x), y.Gradient!);
    }
}
