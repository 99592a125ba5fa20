namespace Exercise58;

using Framework;

/// <summary>The accuracy, the calls of the loop, the weights that it keeps, and a problem that it solves.</summary>
public static class Tests
{
    [ExerciseTest("RG-15", nameof(Training.Accuracy))]
    public static void The_accuracy_of_a_network_that_knows_its_answers()
    {
        // the logits are (1 − x, x), so a pixel greater than 127 is class 1
        var network = new Function(x => (new Tensor([2], [-1, 1]) * x.Reshape(x.Shape[0], 1)) +
            new Tensor([2], [1, 0]));
        Expect.Equal(0.75, Training.Accuracy(network, Digits([0, 255, 230, 25], [0, 1, 1, 1])),
            "pixels (0, 255, 230, 25), labels (0, 1, 1, 1); a pixel greater than 127 is class 1: the accuracy");
        byte[] labels = [.. Enumerable.Range(0, 250).Select(n => (byte)(n % 2))];
        Expect.Equal(0.8, Training.Accuracy(network, Digits(
            [.. labels.Select((label, n) => (byte)(255 * (n < 50 ? 1 - label : label)))], labels)),
            "250 digits, of which the first 50 are classified wrongly: the accuracy");
    }

    [ExerciseTest("OP-03", nameof(Training.Fit))]
    public static void Each_batch_takes_a_step_with_its_own_gradient()
    {
        var (network, optimizer, epochs) = (new Weights(), new Recorder(), new List<int>());
        optimizer.Parameter = network.Parameters[0];
        Training.Fit(network, optimizer, Digits([0, 0, 0, 0, 0], [1, 1, 1, 1, 1]), Digits([0], [0]), 3, 2, new(1),
            (epoch, _, _) => epochs.Add(epoch));
        Expect.Equal(9, optimizer.Gradients.Count, "5 digits in batches of 2, 3 epochs: the number of steps");
        Expect.Equal([1, 2, 3], [.. epochs], "3 epochs: the numbers of the completed epochs");
        foreach (var gradient in optimizer.Gradients)
            Expect.Equal([0.5, -0.5], gradient, "logits (0, 0), label 1: the gradient at a step");
    }

    [ExerciseTest("OP-03", nameof(Training.Fit))]
    public static void The_loss_of_an_epoch_is_the_mean_over_its_examples()
    {
        // the logits are 0 and ln 3 for a pixel 255: losses ln 4/3 for label 1, ln 4 for label 0; batches of 2 and 1
        var network = new Function(x => new Tensor([2], [0, Math.Log(3)]) * x.Reshape(x.Shape[0], 1));
        double? loss = null;
        Training.Fit(network, new Recorder(), Digits([255, 255, 255], [1, 1, 0]), Digits([0], [0]), 1, 2, new(1),
            (_, mean, _) => loss = mean);
        Expect.That(loss is not null, "one epoch", "a call of epochCompleted", "none");
        Expect.Equal((2 * Math.Log(4.0 / 3) + Math.Log(4)) / 3, loss!.Value,
            "the losses of 3 examples in batches of 2 and 1: the mean");
    }

    [ExerciseTest("RG-15", nameof(Training.Fit))]
    public static void The_best_weights_are_restored_not_the_last()
    {
        // each step adds 1 to the weight; the accuracy is highest when the weight is 2
        foreach (var (accuracies, best) in new (double[], int)[] { ([0.5, 1, 0.25], 2), ([0.75, 0.5, 0.5], 1),
            ([0.25, 0.5, 0.75], 3), ([0.5, 0.75, 0.75], 2), ([0, 0, 0], 1) })
        {
            var network = new Scripted(accuracies);
            var reached = new List<double>();
            var returned = Training.Fit(network, new Increment(network.Parameters[0]), Digits([0], [0]),
                Digits([0, 0, 0, 0], [0, 0, 0, 0]), 3, 1, new(1), (_, _, accuracy) => reached.Add(accuracy));
            var name = $"accuracies {Format.Text(accuracies)}, weight 1, 2, 3 after the epochs";
            Expect.Equal(accuracies, [.. reached], $"{name}: the accuracies that the caller gets");
            Expect.Equal(accuracies.Max(), returned, $"{name}: the highest accuracy");
            Expect.Equal([best], network.Parameters[0].Data, $"{name}: the weight at the end");
        }
    }

    [ExerciseTest("OP-03", nameof(Training.Fit))]
    public static void It_learns_which_half_of_an_image_is_bright()
    {
        var random = new Random(1);
        Digits Draw(int count)
        {
            byte[] labels = [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(2))];
            byte Pixel(int bright) => (byte)(random.Next(100) + 100 * bright);
            return new([.. labels.SelectMany(label => new[] { Pixel(label), Pixel(1 - label) })], labels, 1, 2);
        }
        var network = new Network(new Flatten(), new Dense(2, 2, random));
        var accuracy = Training.Fit(network, new Sgd(network.Parameters, 0.5), Draw(200), Draw(100), 20, 10, random);
        Expect.That(accuracy > 0.97, "a linear classifier, 200 examples, 20 epochs", "an accuracy above 97 %",
            $"{100 * accuracy:0} %");
    }

    static Digits Digits(byte[] pixels, byte[] labels) => new(pixels, labels, 1, 1);

    /// <summary>The logits are two weights, whatever the input.</summary>
    sealed class Weights : Layer
    {
        readonly Tensor weight = Tensor.Parameter([2], [0, 0]);

        public override IReadOnlyList<Tensor> Parameters => [weight];

        public override Tensor Forward(Tensor x) => 0 * x.Reshape(x.Shape[0], 1) + weight;
    }

    /// <summary>Classifies a given fraction of 4 digits of class 0 correctly; the weight is the epoch.</summary>
    sealed class Scripted(double[] accuracies) : Layer
    {
        readonly Tensor weight = Tensor.Parameter([1], [0]);

        public override IReadOnlyList<Tensor> Parameters => [weight];

        public override Tensor Forward(Tensor x)
        {
            var correct = x.Shape[0] == 4 ? (int)(4 * accuracies[(int)weight.Data[0] - 1]) : 1;
            double[] logits = [.. Enumerable.Range(0, x.Shape[0]).SelectMany(n =>
                n < correct ? new double[] { 1, 0 } : [0, 1])];
            return new Tensor([x.Shape[0], 2], logits) + 0 * weight;
        }
    }

    /// <summary>Takes no step, and records the gradient instead.</summary>
    sealed class Recorder() : Optimizer(1)
    {
        public Tensor? Parameter { get; set; }

        public List<double[]> Gradients { get; } = [];

        public override void Step() => Gradients.Add(Parameter?.Gradient.ToArray() ?? []);
    }

    /// <summary>Adds 1 to a weight at every step.</summary>
    sealed class Increment(Tensor weight) : Optimizer(1)
    {
        public override void Step() => weight.Data[0]++;
    }
}
