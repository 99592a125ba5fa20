// 48 · The confusion matrix · 4 Generalisation
//
// Accuracy is one number and hides which classes a network confuses. The confusion matrix counts every pair of label
// and prediction; its diagonal holds the correct ones. For one class, two questions differ: how many of its examples
// were found (recall), and how many of the predictions of this class are right (precision)? A test that always answers
// "healthy" has a high accuracy, and recall 0 for the ill.
//
// Formula  NN-10  C[label, prediction] counts examples;  accuracy is the fraction of examples on the diagonal;  recall
//                 of a class: the fraction of its row that is on the diagonal;  precision: of its column
// Shapes   labels [n], predictions [n] → C [K, K]
// Example  labels 0 0 0 1, predictions 0 1 0 1: C = (2 1 / 0 1), accuracy ¾, recall of 0 ⅔, precision of 0 1
// Read     after: ConfusionMatrix in Tiny.Nn/Training/Metrics.cs

namespace Exercise48;

public static class Confusion
{
    /// <summary>Returns C for K classes.</summary>
    public static int[,] Matrix(int[] labels, int[] predictions, int classes)
    {
        throw new TodoException("48");
    }

    /// <summary>Returns the accuracy.</summary>
    public static double Accuracy(int[,] C)
    {
        throw new TodoException("48");
    }

    /// <summary>Returns the recall of a class; NaN if it has no examples.</summary>
    public static double Recall(int[,] C, int label)
    {
        throw new TodoException("48");
    }

    /// <summary>Returns the precision of a class; NaN if it was never predicted.</summary>
    public static double Precision(int[,] C, int prediction)
    {
        throw new TodoException("48");
    }

    /// <summary>
    /// Returns the label and the prediction of the most frequent confusion, the largest count outside the diagonal. Of
    /// equal counts, the first in row-major order.
    /// </summary>
    public static (int Label, int Prediction) MostConfused(int[,] C)
    {
        throw new TodoException("48");
    }
}
