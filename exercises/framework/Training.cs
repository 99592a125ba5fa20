// 58 · The training loop · 9 A framework of one's own
//
// Here everything comes together, and it fits on half a screen: for each batch, forward, loss, backward, step. After
// each epoch the loop measures the accuracy on digits that are not trained on, and tells it to the caller. The last
// weights are not always the best, so it keeps a copy of those with the highest accuracy and restores them at the end
// (exercise 46).
//
// Formula  OP-03  for each epoch, for each batch: loss of the batch, backward, step
//          RG-15  after each epoch: if the accuracy is higher than ever before, keep a copy of the parameters
// Shapes   the loss of an epoch is the mean over its examples; the accuracy is a fraction in [0, 1]
// Example  6 digits in batches of 2, 3 epochs: 9 steps, and 3 evaluations
// File     framework/Training.cs
// Needs    49 50 51 52 53 54 55 56 57
// Read     before: exercise 46;  after: Tiny.Nn/Training/Trainer.cs

namespace Framework;

/// <summary>Trains and evaluates classifiers of digits.</summary>
public static class Training
{
    /// <summary>
    /// Trains a network and returns the highest accuracy on the validation digits. At the end, the network has the
    /// parameters of the epoch that reached it first.
    /// </summary>
    /// <param name="epochCompleted">Called after each epoch with its number, counted from 1, its mean loss over the
    /// examples, and the accuracy on the validation digits.</param>
    public static double Fit(Layer network, Optimizer optimizer, Digits training, Digits validation, int epochs,
        int batchSize, Random random, Action<int, double, double>? epochCompleted = null)
    {
        throw new TodoException("58");
    }

    /// <summary>Returns the fraction of digits that the network classifies correctly.</summary>
    public static double Accuracy(Layer network, Digits digits)
    {
        throw new TodoException("58");
    }
}
