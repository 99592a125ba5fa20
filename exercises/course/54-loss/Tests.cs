namespace Exercise54;

using Framework;
using Framework.Checks;

/// <summary>Worked examples, large logits, and gradient checks.</summary>
public static class Tests
{
    [ExerciseTest("NN-05", nameof(Loss.Softmax))]
    public static void Softmax_of_the_worked_example()
    {
        Expect.Equal([0.5, 0.5, 0.25, 0.75], Loss.Softmax(new([2, 2], [0, 0, 0, Math.Log(3)])),
            "logits (0 0 / 0 ln 3): the probabilities");
        var p = Loss.Softmax(TensorCheck.Random([3, 4], 1));
        foreach (var row in p.Chunk(4)) Expect.Equal(1, row.Sum(), $"the sum of {Format.Text(row)}");
    }

    [ExerciseTest("NN-05", nameof(Loss.Softmax))]
    public static void Large_logits_do_not_overflow() =>
        Expect.Equal([0.5, 0.5, 0, 1], Loss.Softmax(new([2, 2], [1000, 1000, -1000, 1000])),
            "logits (1000 1000 / -1000 1000): the probabilities");

    [ExerciseTest("NN-06", nameof(Loss.CrossEntropy))]
    public static void The_loss_of_the_worked_example()
    {
        var logits = new Tensor([2, 2], [0, 0, 0, Math.Log(3)]);
        var loss = Loss.CrossEntropy(logits, [0, 1]);
        Expect.Equal(0, loss.Shape.Length, "logits (0 0 / 0 ln 3): the number of axes of the loss");
        Expect.Equal((Math.Log(2) + Math.Log(4.0 / 3)) / 2, loss.Item, "logits (0 0 / 0 ln 3), labels (0, 1)");
        Expect.Equal((Math.Log(2) + Math.Log(4)) / 2, Loss.CrossEntropy(logits, [1, 0]).Item,
            "logits (0 0 / 0 ln 3), labels (1, 0)");
        Expect.Equal(2000, Loss.CrossEntropy(new([1, 2], [-1000, 1000]), [0]).Item, "logits (-1000, 1000), label 0");
    }

    [ExerciseTest("NN-06", nameof(Loss.CrossEntropy))]
    public static void The_gradient_of_the_worked_example()
    {
        var logits = Tensor.Parameter([2, 2], [0, 0, 0, Math.Log(3)]);
        Loss.CrossEntropy(logits, [0, 1]).Backward();
        Expect.Equal([-0.25, 0.25, 0.125, -0.125], logits.Gradient, "logits (0 0 / 0 ln 3), labels (0, 1): dz");
    }

    [ExerciseTest("NN-06", nameof(Loss.CrossEntropy))]
    public static void The_gradient_check()
    {
        TensorCheck.Gradients("the loss of 1 row, label 2", x => Loss.CrossEntropy(x[0], [2]), [1, 3]);
        TensorCheck.Gradients("the loss of 3 rows, labels (1, 0, 3)", x => Loss.CrossEntropy(x[0], [1, 0, 3]), [3, 4]);
    }

    [ExerciseTest("NN-06", nameof(Loss.Classes))]
    public static void The_predicted_classes() => Expect.Equal([1, 0, 2],
        Loss.Classes(new([3, 3], [1, 3, 2, 5, 5, 4, -3, -2, -1])), "logits (1 3 2 / 5 5 4 / -3 -2 -1): the classes");
}
