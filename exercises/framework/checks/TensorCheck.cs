using Exercises;

namespace Framework.Checks;

/// <summary>The gradient check of the framework's parts and of milestone M5.</summary>
public static class TensorCheck
{
    /// <summary>Checks the gradients of an operation on random tensors of these shapes.</summary>
    /// <param name="name">The operation, for the message.</param>
    /// <param name="f">The operation.</param>
    /// <param name="shapes">The shape of each input.</param>
    public static void Gradients(string name, Func<Tensor[], Tensor> f, params int[][] shapes)
    {
        var inputs = shapes.Select((shape, i) => Random(shape, (ulong)i + 1)).ToArray();
        Gradients(name, () => f(inputs), inputs);
    }

    /// <summary>
    /// Compares the gradients of J = Σ r_i·y_i for y = <paramref name="f"/>() and random r with central differences.
    /// </summary>
    /// <param name="parameters">The tensors that f uses, whose gradients are checked.</param>
    public static void Gradients(string name, Func<Tensor> f, IReadOnlyList<Tensor> parameters)
    {
        Weighted(f()).Backward();
        var gradients = parameters.Select(parameter => parameter.Gradient.ToArray()).ToArray();
        for (var p = 0; p < parameters.Count; p++)
        {
            var data = parameters[p].Data;
            var before = data.ToArray();
            Expect.Gradient(at =>
            {
                at.CopyTo(data, 0);
                return Weighted(f()).Item;
            }, before, gradients[p], $"{name}, with respect to tensor {p + 1} of {parameters.Count}, " +
                $"[{string.Join(", ", parameters[p].Shape)}]");
            before.CopyTo(data, 0);
        }
    }

    /// <summary>Returns a parameter with random elements in [−1, 1].</summary>
    public static Tensor Random(int[] shape, ulong seed) =>
        Tensor.Parameter(shape, TestData.Uniform(Tensor.CountOf(shape), seed));

    /// <summary>Returns Σ r_i·y_i, with random r.</summary>
    static Tensor Weighted(Tensor y)
    {
        var r = TestData.Uniform(y.Count, seed: 99);
        return new([], [y.Data.Zip(r, (value, weight) => value * weight).Sum()],
            (y, (dJ, dy) =>
            {
                for (var i = 0; i < r.Length; i++) dy[i] += dJ[0] * r[i];
            }));
    }
}
