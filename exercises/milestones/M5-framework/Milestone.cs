// M5 · Digits by your own framework · milestones
//
// Your ten files are a library now. It trains two networks: a dense one, 784-100-10, and a small convolutional one,
// conv 8@5×5, pool, conv 16@5×5, pool, dense 10. Every operation, gradient, step and batch is yours, and so are the
// reader and the loop. Tiny.Nn only supplies the digits as IDX files, checks three training steps, and shows its own
// speed beside yours.
//
// Formula  AD-05  dJ/dJ = 1; for each tensor y from last to first, for each input x of y:  dx += pullback(dy)
//          OP-03  for each epoch, for each batch: loss of the batch, backward, step
// Needs    49 50 51 52 53 54 55 56 57 58
// Passes   if the accuracy on 10,000 test digits of MNIST is ≥ 96 % for the dense network, after 3 epochs of 45,000,
//          and ≥ 98 % for the convolutional one, after 4 epochs of 20,000; without MNIST 1 % less on the built-in
//          digits; small: ≥ 75 % and ≥ 80 % on 300 built-in digits, after 4 epochs of 1,000

using System.Diagnostics;
using Framework;
using Framework.Checks;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Training;
using Library = Tiny.Nn.Layers;
using LibraryTraining = Tiny.Nn.Training;

namespace MilestoneM5;

using Tensor = Framework.Tensor;

public static class Milestone
{
    [ExerciseTest("AD-05", "Backward")]
    public static void The_gradients_of_a_convolutional_network_match_central_differences()
    {
        var random = new Random(1);
        var network = new Network(new Conv2d(1, 2, 3, random, stride: 2, padding: 1), Activate(), new Flatten(),
            new Dense(18, 3, random));
        var images = new Tensor([2, 1, 12, 12], TestData.Uniform(288, seed: 1));
        TensorCheck.Gradients("the loss of a network of 2 images", () =>
            Loss.CrossEntropy(network.Forward(images), [2, 0]), network.Parameters);
    }

    [ExerciseTest("AD-05", "Step")]
    public static void Three_training_steps_match_the_library()
    {
        const double rate = 0.05, momentum = 0.9;
        var digits = SyntheticDigits.Create(6, seed: 1);
        using var backend = new Reference();
        var library = new Library.Sequential(new Library.Conv2d(1, 2, kernel: 5), new Library.MaxPool2d(2),
            new Library.Relu(), new Library.Flatten(), new Library.Dense(288, 10));
        library.Initialize(backend, seed: 1);
        var random = new Random(1);
        var own = new Network(new Conv2d(1, 2, 5, random), Activate(), new Flatten(), new Dense(288, 10, random));
        foreach (var (parameter, values) in own.Parameters.Zip(ValuesOf(library))) values.CopyTo(parameter.Data, 0);
        var expected = new List<(double Loss, double[][] Weights)>();
        new Trainer(library, Objective.Classification(), new LibraryTraining.Sgd(rate, momentum: momentum))
        {
            BatchCompleted = now => expected.Add((now.Loss, ValuesOf(library))),
        }.Fit(backend, new Batches(digits, 2, shuffle: false), null, 1, seed: 1);
        var (optimizer, step, sum) = (new Framework.Sgd(own.Parameters, rate, momentum), 0, 0.0);
        foreach (var (images, labels) in Read(digits).Batches(2))
        {
            var loss = Loss.CrossEntropy(own.Forward(images), labels);
            loss.Backward();
            optimizer.Step();
            sum += loss.Item;
            var name = $"training step {step + 1} on 2 digits, compared with Tiny.Nn";
            Expect.Equal(expected[step].Loss, sum / (step + 1), $"{name}: the mean loss so far", 1e-7);
            for (var p = 0; p < own.Parameters.Count; p++)
                Expect.Equal(expected[step].Weights[p], own.Parameters[p].Data, $"{name}: parameter {p + 1} of 4",
                    1e-7);
            step++;
        }
    }

    [ExerciseTest("OP-03", "Fit")]
    public static void A_dense_network_classifies_digits(TestContext context) => Train(context, "dense",
        context.IsSmall ? (1000, 300, 4, 0.75) : (45_000, 10_000, 3, 0.96), rate: 0.002, random => new Network(
            new Flatten(), new Dense(784, 100, random), new Function(x => x.Relu()), new Dense(100, 10, random)));

    [ExerciseTest("OP-03", "Fit")]
    public static void A_convolutional_network_classifies_digits(TestContext context) => Train(context, "convolutional",
        context.IsSmall ? (1000, 300, 4, 0.80) : (20_000, 10_000, 4, 0.98), rate: 0.003, Convolutional);

    [ExerciseTest("OP-03", "Fit")]
    public static void The_speed_of_both(TestContext context)
    {
        const int batch = 20;
        var (data, random) = (SyntheticDigits.Create(context.IsSmall ? 200 : 2000, seed: 1), new Random(1));
        var (digits, network) = (Read(data), Convolutional(random));
        var optimizer = new Framework.Sgd(network.Parameters, 0.01);
        var one = digits.Take(1);
        double Own()
        {
            var watch = Stopwatch.StartNew();
            Training.Fit(network, optimizer, digits, one, 1, batch, random);
            return watch.Elapsed.TotalSeconds;
        }
        using var backend = new Cpu<float>();
        var library = new Library.Sequential(new Library.Conv2d(1, 8, kernel: 5), new Library.MaxPool2d(2),
            new Library.Relu(), new Library.Conv2d(8, 16, kernel: 5), new Library.MaxPool2d(2), new Library.Relu(),
            new Library.Flatten(), new Library.Dense(256, 10));
        library.Initialize(backend, seed: 1);
        var trainer = new Trainer(library, Objective.Classification(), new LibraryTraining.Sgd(0.01));
        double Theirs()
        {
            var watch = Stopwatch.StartNew();
            trainer.Fit(backend, new Batches(data, batch, seed: 1), null, 1, seed: 1);
            return watch.Elapsed.TotalSeconds;
        }
        var (own, theirs) = (Enumerable.Range(0, 3).Min(_ => Own()), Enumerable.Range(0, 3).Min(_ => Theirs()));
        context.Page.AddFigure($"{data.Count / own:N0}", "digits per second in training, by your framework");
        context.Page.AddFigure($"{data.Count / theirs:N0}", "digits per second in training, by Tiny.Nn");
        context.WriteLine($"training the convolutional network: {data.Count / own:N0} digits per second; " +
            $"Tiny.Nn: {data.Count / theirs:N0} ({own / theirs:0.0} times as fast, with float and " +
            $"{Environment.ProcessorCount} threads)");
    }

    static Network Convolutional(Random random) => new(new Conv2d(1, 8, 5, random), Activate(),
        new Conv2d(8, 16, 5, random), Activate(), new Flatten(), new Dense(256, 10, random));

    static Function Activate() => new(x => x.MaxPool(2).Relu());

    /// <summary>
    /// Trains a network by Adam, whose rate is halved after each epoch, and measures it on test digits. On the built-in
    /// digits, the threshold of a complete run is lower by 1 %: they are harder.
    /// </summary>
    static void Train(TestContext context, string name, (int Training, int Test, int Epochs, double Threshold) task,
        double rate, Func<Random, Network> create)
    {
        var digits = context.LoadDigits(task.Training * 11 / 10, task.Test);
        var (training, validation) = digits.Training.Split(digits.Training.Count * 10 / 11);
        var threshold = context.IsSmall || digits.Origin.StartsWith("MNIST") ? task.Threshold : task.Threshold - 0.01;
        context.WriteLine($"{name} network: {training.Count} training digits, {task.Test} test digits: " +
            digits.Origin);
        var (random, watch, accuracies) = (new Random(1), Stopwatch.StartNew(), new List<double>());
        var network = create(random);
        var optimizer = new Framework.Adam(network.Parameters, rate);
        Training.Fit(network, optimizer, Read(training), Read(validation), task.Epochs, 10, random,
            (epoch, loss, accuracy) =>
            {
                context.WriteLine($"epoch {epoch}   loss {loss:0.0000}   validation accuracy {accuracy:P1}   " +
                    $"{watch.Elapsed.TotalSeconds:0} s");
                accuracies.Add(100 * accuracy);
                optimizer.Rate /= 2;
            });
        var test = Training.Accuracy(network, Read(digits.Test));
        context.WriteLine($"{name} network: accuracy {test:P2} on {task.Test} test digits " +
            $"(threshold: {threshold:P0})");
        context.Page.AddFigure($"{test:P2}", $"accuracy of the {name} network, {watch.Elapsed.TotalSeconds:0} s");
        context.Page.AddCurve($"The {name} network", "epoch", "validation accuracy in percent", accuracies);
        AddPictures(context.Page, name, network, digits.Test);
        Expect.That(test >= threshold, $"{name} network, accuracy after {task.Epochs} epochs on {digits.Origin}",
            $"at least {threshold:P0}", $"{test:P2}");
    }

    /// <summary>Adds the misclassified digits, and the filters of a convolutional network.</summary>
    static void AddPictures(MilestonePage page, string name, Network network, Dataset test)
    {
        var classes = Read(test).Batches(100).SelectMany(batch => Loss.Classes(network.Forward(batch.Images)))
            .ToArray();
        var wrong = Enumerable.Range(0, test.Count).Where(i => classes[i] != test.Label(i)).ToArray();
        page.AddImages($"Digits that the {name} network misclassifies", $"The first of {wrong.Length}, with labels.",
            28, wrong.Take(16).Select(i => ($"{test.Label(i)}, predicted {classes[i]}", test.Input(i))));
        if (network.Parameters[0] is { Shape: [_, 1, var rows, var columns] } filters)
            page.AddFilters("The filters of its first layer", columns,
                [.. filters.Data.Select(weight => (float)weight).Chunk(rows * columns)]);
    }

    static Digits Read(Dataset digits)
    {
        var (images, labels) = IdxDigits.Write(digits);
        return Digits.Read(images, labels);
    }

    /// <summary>Returns the library's parameters in the shapes of yours: dense weights [O, I] become [I, O].</summary>
    static double[][] ValuesOf(Library.Layer network) => [.. network.Parameters.Select(one =>
    {
        var (shape, values) = (one.Parameter.Value.Shape, one.Parameter.Value.ToArray());
        if (shape.Rank != 2) return values;
        var (rows, columns) = (shape[0], shape[1]);
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];
    })];
}
