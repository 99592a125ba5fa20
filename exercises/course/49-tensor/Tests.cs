namespace Exercise49;

using Framework;

/// <summary>Graphs whose edges are written by hand: one gradient, two uses, many paths, deep graphs.</summary>
public static class Tests
{
    [ExerciseTest("AD-05", nameof(Tensor.Backward))]
    public static void One_operation()
    {
        var x = Tensor.Parameter([], [3]);
        Square(x).Backward();
        Expect.Equal([6], x.Gradient, "y = x·x at x = 3: the gradient of x");
    }

    [ExerciseTest("AD-05", nameof(Tensor.Backward))]
    public static void A_chain_of_operations_on_arrays()
    {
        var x = Tensor.Parameter([3], [1, 2, 3]);
        var squares = Square(x);
        var sum = Sum(squares);
        sum.Backward();
        Expect.Equal([1], sum.Gradient, "J = Σ x_i² at x = (1, 2, 3): the gradient of J");
        Expect.Equal([1, 1, 1], squares.Gradient, "J = Σ x_i² at x = (1, 2, 3): the gradient of the squares");
        Expect.Equal([2, 4, 6], x.Gradient, "J = Σ x_i² at x = (1, 2, 3): the gradient of x");
    }

    [ExerciseTest("AD-05", nameof(Tensor.Backward))]
    public static void A_tensor_used_twice_adds_both_contributions()
    {
        var x = Tensor.Parameter([], [3]);
        Add(Square(x), x).Backward();
        Expect.Equal([7], x.Gradient, "y = x·x + x at x = 3: the gradient of x");
        var late = Tensor.Parameter([], [3]);
        Add(late, Square(Square(late))).Backward();
        Expect.Equal([109], late.Gradient, "y = x + (x·x)·(x·x) at x = 3: the gradient of x");
    }

    [ExerciseTest("AD-05", nameof(Tensor.Backward))]
    public static void Previous_gradients_are_overwritten()
    {
        var x = Tensor.Parameter([2], [1, 2]);
        for (var call = 1; call <= 2; call++)
        {
            Sum(Square(x)).Backward();
            Expect.Equal([2, 4], x.Gradient, $"J = Σ x_i² at x = (1, 2), call {call} of Backward: the gradient of x");
        }
    }

    [ExerciseTest("AD-05", nameof(Tensor.Backward))]
    public static void Each_edge_is_used_once_however_many_paths_lead_to_it()
    {
        var (x, calls) = (Tensor.Parameter([], [1]), 0);
        var y = new Tensor([], [1], (x, (dy, dx) =>
        {
            calls++;
            dx[0] += dy[0];
        }));
        for (var i = 0; i < 10; i++) y = Add(y, y);
        y.Backward();
        Expect.Equal(1, calls, "t = 1·x, then t ← t + t ten times: the calls of the pullback to x");
        Expect.Equal([1024], x.Gradient, "t = 1·x, then t ← t + t ten times: the gradient of x");
    }

    [ExerciseTest("AD-05", nameof(Tensor.Backward))]
    public static void A_tensor_that_depends_on_no_parameter_is_left_alone()
    {
        Tensor image = new([2], [1, 2]), weight = Tensor.Parameter([2], [3, 4]);
        var calls = 0;
        Sum(new Tensor([2], [3, 8], (image, (_, _) => calls++), (weight, (dy, dw) => AddTo(dw, i => dy[i] * (i + 1)))))
            .Backward();
        Expect.Equal([1, 2], weight.Gradient, "J = Σ image_i·w_i, image = (1, 2): the gradient of w");
        Expect.Equal(0, calls, "J = Σ image_i·w_i: the calls of the pullback to the image");
        Expect.Equal(0, image.Gradient.Length, "J = Σ image_i·w_i: the length of the image's gradient");
    }

    [ExerciseTest("AD-05", nameof(Tensor.Backward))]
    public static void A_graph_of_100000_tensors_does_not_overflow_the_stack()
    {
        var x = Tensor.Parameter([], [1]);
        var y = x;
        for (var i = 0; i < 100_000; i++) y = Add(y, new([], [0]));
        y.Backward();
        Expect.Equal([1], x.Gradient, "x + 0 + 0 + …, 100,000 times: the gradient of x");
    }

    static Tensor Square(Tensor x) => Multiply(x, x);

    static Tensor Multiply(Tensor a, Tensor b) => new(a.Shape, [.. a.Data.Zip(b.Data, (u, v) => u * v)],
        (a, (dy, da) => AddTo(da, i => dy[i] * b.Data[i])), (b, (dy, db) => AddTo(db, i => dy[i] * a.Data[i])));

    static Tensor Add(Tensor a, Tensor b) => new(a.Shape, [.. a.Data.Zip(b.Data, (u, v) => u + v)],
        (a, (dy, da) => AddTo(da, i => dy[i])), (b, (dy, db) => AddTo(db, i => dy[i])));

    static Tensor Sum(Tensor x) => new([], [x.Data.Sum()], (x, (dy, dx) => AddTo(dx, _ => dy[0])));

    static void AddTo(double[] gradient, Func<int, double> contribution)
    {
        for (var i = 0; i < gradient.Length; i++) gradient[i] += contribution(i);
    }
}
