namespace Exercise53;

using Framework;
using Framework.Checks;

/// <summary>The worked example, several planes, ties, odd sizes, and gradient checks.</summary>
public static class Tests
{
    static readonly double[] Sixteen = [1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8];

    [ExerciseTest("PL-09", nameof(Tensor.MaxPool))]
    public static void The_worked_example()
    {
        var y = new Tensor([1, 1, 4, 4], Sixteen).MaxPool(2);
        Expect.Equal([1, 1, 2, 2], y.Shape, "a 4×4 image, K = 2: the shape");
        Expect.Equal([5, 6, 7, 8], y.Data, "(1 2 6 3 / 3 5 2 1 / 1 2 2 1 / 7 3 4 8), K = 2");
    }

    [ExerciseTest("PL-09", nameof(Tensor.MaxPool))]
    public static void Several_planes_and_negative_elements()
    {
        double[] planes = [.. Sixteen, .. Sixteen.Select(value => value - 10), .. Sixteen.Select(value => -value),
            .. Sixteen.Select(value => 2 * value)];
        Expect.Equal([5, 6, 7, 8, -5, -4, -3, -2, -1, -1, -1, -1, 10, 12, 14, 16],
            new Tensor([2, 2, 4, 4], planes).MaxPool(2).Data, "2 images of 2 planes: x, x − 10, −x and 2x, K = 2");
    }

    [ExerciseTest("PL-09", nameof(Tensor.MaxPool))]
    public static void Rows_and_columns_that_fill_no_window_are_left_out()
    {
        var y = new Tensor([1, 1, 3, 5], [1, 2, 3, 4, 99, 5, 6, 7, 8, 99, 99, 99, 99, 99, 99]).MaxPool(2);
        Expect.Equal([1, 1, 1, 2], y.Shape, "a 3×5 image, K = 2: the shape");
        Expect.Equal([6, 8], y.Data, "(1 2 3 4 99 / 5 6 7 8 99 / 99 99 99 99 99), K = 2");
    }

    [ExerciseTest("PL-04", nameof(Tensor.MaxPool))]
    public static void The_gradient_goes_to_the_first_largest_element()
    {
        var x = Tensor.Parameter([1, 1, 2, 2], [3, 3, 1, 3]);
        x.MaxPool(2).Backward();
        Expect.Equal([1, 0, 0, 0], x.Gradient, "(3 3 / 1 3), K = 2, dy = 1: dx");
    }

    [ExerciseTest("PL-04", nameof(Tensor.MaxPool))]
    public static void The_gradient_of_pooling()
    {
        foreach (var (shape, k) in new (int[], int)[] { ([1, 1, 4, 4], 2), ([2, 2, 3, 5], 2), ([1, 2, 6, 3], 3) })
            TensorCheck.Gradients($"MaxPool, K = {k}", x => x[0].MaxPool(k), shape);
    }

    [ExerciseTest("PL-04", nameof(Tensor.Reshape))]
    public static void Reshape_keeps_the_elements()
    {
        var y = new Tensor([2, 3], [1, 2, 3, 4, 5, 6]).Reshape(3, 2);
        Expect.Equal([3, 2], y.Shape, "[2, 3] to [3, 2]: the shape");
        Expect.Equal([1, 2, 3, 4, 5, 6], y.Data, "(1 2 3 / 4 5 6) to [3, 2]");
        TensorCheck.Gradients("Reshape", x => x[0].Reshape(6), [2, 3]);
    }
}
