namespace Exercise50;

using Framework;
using Framework.Checks;

/// <summary>Worked examples, broadcasting, and gradient checks.</summary>
public static class Tests
{
    [ExerciseTest("AD-12", "operator +")]
    public static void The_sum_of_two_tensors()
    {
        Expect.Equal([5, 7], (new Tensor([2], [1, 2]) + new Tensor([2], [4, 5])).Data, "(1, 2) + (4, 5)");
        var y = new Tensor([2, 1], [1, 2]) + new Tensor([3], [10, 20, 30]);
        Expect.Equal([2, 3], y.Shape, "[2, 1] + [3]: the shape");
        Expect.Equal([11, 21, 31, 12, 22, 32], y.Data, "(1 / 2) + (10, 20, 30)");
    }

    [ExerciseTest("AD-12", "operator *")]
    public static void The_product_of_two_tensors()
    {
        Expect.Equal([4, 10], (new Tensor([2], [1, 2]) * new Tensor([2], [4, 5])).Data, "(1, 2)·(4, 5)");
        Expect.Equal([10, 20, 30, 40], (new Tensor([2, 2], [1, 2, 3, 4]) * new Tensor([], [10])).Data,
            "(1 2 / 3 4)·10");
    }

    [ExerciseTest("AD-12", "operator +")]
    public static void The_gradient_of_a_sum()
    {
        foreach (var (a, b) in Shapes) TensorCheck.Gradients($"{Text(a)} + {Text(b)}", x => x[0] + x[1], a, b);
        TensorCheck.Gradients("a − b for [2, 3] and [3]", x => x[0] - x[1], [2, 3], [3]);
        TensorCheck.Gradients("x + x", x => x[0] + x[0], [2, 2]);
    }

    [ExerciseTest("AD-12", "operator *")]
    public static void The_gradient_of_a_product()
    {
        foreach (var (a, b) in Shapes) TensorCheck.Gradients($"{Text(a)}·{Text(b)}", x => x[0] * x[1], a, b);
        TensorCheck.Gradients("x·x", x => x[0] * x[0], [2, 2]);
    }

    [ExerciseTest("AD-12", "Sum")]
    public static void Sum_and_mean()
    {
        var x = new Tensor([2, 2], [1, 2, 3, 6]);
        Expect.Equal(12, x.Sum().Item, "x = (1 2 / 3 6): the sum");
        Expect.Equal(0, x.Sum().Shape.Length, "x = (1 2 / 3 6): the number of axes of the sum");
        Expect.Equal(3, x.Mean().Item, "x = (1 2 / 3 6): the mean");
        TensorCheck.Gradients("3·Sum", x => 3 * x[0].Sum(), [2, 3]);
        TensorCheck.Gradients("Mean", x => x[0].Mean(), [4]);
    }

    [ExerciseTest("AD-04", "Map")]
    public static void Activations()
    {
        var x = new Tensor([3], [-1, 0, 2]);
        Expect.Equal([0, 0, 2], x.Relu().Data, "ReLU of (-1, 0, 2)");
        Expect.Equal([Math.Tanh(-1), 0, Math.Tanh(2)], x.Tanh().Data, "tanh of (-1, 0, 2)");
        Expect.Equal([0.5], new Tensor([1], [0]).Sigmoid().Data, "sigmoid of (0)");
        TensorCheck.Gradients("ReLU", x => x[0].Relu(), [2, 5]);
        TensorCheck.Gradients("tanh", x => x[0].Tanh(), [2, 5]);
        TensorCheck.Gradients("sigmoid", x => x[0].Sigmoid(), [5]);
        TensorCheck.Gradients("tanh of x, plus x", x => x[0].Tanh() + x[0], [3]);
    }

    [ExerciseTest("AD-12", "operator *")]
    public static void A_composed_formula()
    {
        TensorCheck.Gradients("the mean of (tanh(a·b + c) − b)²", x =>
        {
            var error = (x[0] * x[1] + x[2]).Tanh() - x[1];
            return (error * error).Mean();
        }, [2, 3], [3], [2, 1]);
    }

    static readonly (int[], int[])[] Shapes =
    [
        ([2], [2]), ([2, 3], [3]), ([3], [2, 3]), ([2, 1], [1, 3]), ([], [2, 2]), ([2, 3, 2], [3, 1]), ([4, 1], [4, 1]),
    ];

    static string Text(int[] shape) => $"[{string.Join(", ", shape)}]";
}
