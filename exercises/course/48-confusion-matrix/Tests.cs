namespace Exercise48;

/// <summary>The matrix of small examples, then each measure.</summary>
public static class Tests
{
    static readonly int[,] Example = { { 2, 1 }, { 0, 1 } };

    static readonly int[,] Three = { { 5, 0, 1 }, { 2, 3, 0 }, { 0, 4, 0 } };

    const string ThreeText = "C = (5 0 1 / 2 3 0 / 0 4 0)";

    [ExerciseTest("NN-10", nameof(Confusion.Matrix))]
    public static void The_worked_example()
    {
        Expect.Equal([2, 1, 0, 1], Flat(Confusion.Matrix([0, 0, 0, 1], [0, 1, 0, 1], 2)),
            "labels 0 0 0 1, predictions 0 1 0 1, 2 classes: C row by row");
    }

    [ExerciseTest("NN-10", nameof(Confusion.Matrix))]
    public static void Classes_without_examples_have_rows_of_zeros()
    {
        Expect.Equal([0, 0, 0, 0, 0, 1, 0, 0, 0], Flat(Confusion.Matrix([1], [2], 3)),
            "label 1, prediction 2, 3 classes: C row by row");
    }

    [ExerciseTest("NN-10", nameof(Confusion.Accuracy))]
    public static void Accuracy_is_the_fraction_on_the_diagonal()
    {
        Expect.Equal(0.75, Confusion.Accuracy(Example), "C = (2 1 / 0 1)");
        Expect.Equal(8 / 15.0, Confusion.Accuracy(Three), ThreeText);
    }

    [ExerciseTest("NN-10", nameof(Confusion.Recall))]
    public static void Recall_is_a_fraction_of_a_row()
    {
        Expect.Equal(2 / 3.0, Confusion.Recall(Example, 0), "C = (2 1 / 0 1), class 0");
        Expect.Equal(1, Confusion.Recall(Example, 1), "C = (2 1 / 0 1), class 1");
        Expect.Equal(0.6, Confusion.Recall(Three, 1), $"{ThreeText}, class 1");
        Expect.Equal(double.NaN, Confusion.Recall(new[,] { { 0, 0 }, { 1, 1 } }, 0), "C = (0 0 / 1 1), class 0");
    }

    [ExerciseTest("NN-10", nameof(Confusion.Precision))]
    public static void Precision_is_a_fraction_of_a_column()
    {
        Expect.Equal(1, Confusion.Precision(Example, 0), "C = (2 1 / 0 1), class 0");
        Expect.Equal(0.5, Confusion.Precision(Example, 1), "C = (2 1 / 0 1), class 1");
        Expect.Equal(3 / 7.0, Confusion.Precision(Three, 1), $"{ThreeText}, class 1");
        Expect.Equal(double.NaN, Confusion.Precision(new[,] { { 0, 1 }, { 0, 1 } }, 0), "C = (0 1 / 0 1), class 0");
    }

    [ExerciseTest("NN-10", nameof(Confusion.MostConfused))]
    public static void The_most_frequent_confusion()
    {
        ExpectMostConfused(Three, 2, 1, ThreeText);
        ExpectMostConfused(Example, 0, 1, "C = (2 1 / 0 1)");
        ExpectMostConfused(new[,] { { 9, 0, 0 }, { 3, 9, 0 }, { 0, 3, 9 } }, 1, 0, "C = (9 0 0 / 3 9 0 / 0 3 9)");
    }

    static void ExpectMostConfused(int[,] C, int label, int prediction, string text)
    {
        var got = Confusion.MostConfused(C);
        Expect.Equal([label, prediction], [got.Label, got.Prediction], $"{text}: label and prediction");
    }

    static int[] Flat(int[,] C) => [.. C.Cast<int>()];
}
