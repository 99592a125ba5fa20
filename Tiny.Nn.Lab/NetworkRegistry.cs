using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// The networks of this program, each written as the table in its source. The last layer gives logits; the softmax is part of the
/// loss. The NM series (NM-01 … NM-07) pools before the activation, draws weights from N(0, 1/n_out) and biases from N(0, 1), and
/// starts its softmax layer at zero.
/// </summary>
public static class NetworkRegistry
{
    static readonly TrainingRecipe series = new() { Optimizer = "sgd", Rate = 0.1, BatchSize = 10, Epochs = 60 };
    static readonly TrainingRecipe rectified = series with { Rate = 0.03, Lambda = 0.1 };
    static readonly TrainingRecipe expanded = rectified with { Expand = true };

    /// <summary>All of them, in the order of a first reading.</summary>
    public static IReadOnlyList<NetworkDefinition> All { get; } =
    [
        new("default", "a small modern convolutional net: the best accuracy within a minute",
            new TrainingRecipe
            {
                Optimizer = "adam", Rate = 0.004, BatchSize = 100, Epochs = 6, Schedule = new OneCycle(),
            },
            () => new(
                new Conv2d(1, 16, kernel: 5), new MaxPool2d(2), new Relu(),
                new Conv2d(16, 32, kernel: 5), new MaxPool2d(2), new Relu(),
                new Flatten(), new Dense(512, 128), new Relu(), new Dense(128, 10))),

        new("softmax", "softmax regression: one linear layer",
            new TrainingRecipe { Optimizer = "sgd", Rate = 0.5, BatchSize = 100, Epochs = 5 },
            () => new(new Flatten(), new Dense(784, 10, weights: Initializer.Zero, biases: Initializer.Zero))),

        new("mlp16", "two hidden layers of 16 sigmoids: 13,002 parameters (NN-04)",
            new TrainingRecipe { Optimizer = "sgd", Rate = 0.5, BatchSize = 10, Epochs = 30 },
            () => new(new Flatten(), FanIn(784, 16), new Sigmoid(), FanIn(16, 16), new Sigmoid(), FanIn(16, 10))),

        new("mlp30", "one hidden layer of 30 sigmoids",
            new TrainingRecipe { Optimizer = "sgd", Rate = 0.5, BatchSize = 10, Epochs = 30 },
            () => new(new Flatten(), FanIn(784, 30), new Sigmoid(), FanIn(30, 10))),

        new("sklearn50", "scikit-learn's MLPClassifier with 50 hidden units (SK-01), on all 60,000 images",
            new TrainingRecipe
            {
                Optimizer = "nesterov", Rate = 0.1, Momentum = 0.9, BatchSize = 200, Epochs = 10, ValidationCount = 0,
                Lambda = 1e-4, PenaltyScaling = L2PenaltyScaling.ByBatchSize,
            },
            () => new(new Flatten(), Glorot(784, 50), new Relu(), Glorot(50, 10))),

        new("baseline", "100 sigmoids, the start of the NM series (NM-01)", series,
            () => new(new Flatten(), Full(784, 100), new Sigmoid(), SoftmaxLayer(100))),

        new("v1", "one convolution before the dense layer (NM-02)", series,
            () => new(
                Filters(1, 20), new MaxPool2d(2), new Sigmoid(),
                new Flatten(), Full(2880, 100), new Sigmoid(), SoftmaxLayer(100))),

        new("v2", "a second convolution (NM-03)", series,
            () => new(
                Filters(1, 20), new MaxPool2d(2), new Sigmoid(),
                Filters(20, 40), new MaxPool2d(2), new Sigmoid(),
                new Flatten(), Full(640, 100), new Sigmoid(), SoftmaxLayer(100))),

        new("v3", "ReLU and an L2 penalty (NM-04)", rectified, Rectified),

        new("v4", "v3 on the expanded data (NM-05)", expanded, Rectified),

        new("v5", "a second dense layer (NM-06)", expanded,
            () => new(
                Filters(1, 20), new MaxPool2d(2), new Relu(),
                Filters(20, 40), new MaxPool2d(2), new Relu(),
                new Flatten(), Full(640, 100), new Relu(), Full(100, 100), new Relu(), SoftmaxLayer(100))),

        new("v6", "two dense layers of 1000 with dropout (NM-07)", expanded with { Lambda = 0, Epochs = 40 },
            () => new(
                Filters(1, 20), new MaxPool2d(2), new Relu(),
                Filters(20, 40), new MaxPool2d(2), new Relu(),
                new Flatten(), new Dropout(0.5), Full(640, 1000), new Relu(),
                new Dropout(0.5), Full(1000, 1000), new Relu(),
                new Dropout(0.5), SoftmaxLayer(1000))),

        new("lenet5", "LeNet-5 on 28×28 pixels (NA-01, NA-02): average pools and tanh",
            new TrainingRecipe { Optimizer = "sgd", Rate = 0.05, Momentum = 0.9, BatchSize = 64, Epochs = 10 },
            () => new(
                new Conv2d(1, 6, kernel: 5, padding: 2), new AveragePool2d(2), new Tanh(),
                new Conv2d(6, 16, kernel: 5), new AveragePool2d(2), new Tanh(),
                new Conv2d(16, 120, kernel: 5), new Tanh(),
                new Flatten(), new Dense(120, 84), new Tanh(), new Dense(84, 10))),

        new("conv-autoencoder", "a convolutional autoencoder with a code of 8·7·7 = 392 numbers (AE-03)",
            new TrainingRecipe { Optimizer = "adam", Rate = 1e-3, BatchSize = 128, Epochs = 10, Objective = Objective.Reconstruction },
            () => new(
                new Conv2d(1, 16, kernel: 3, stride: 2, padding: 1), new Relu(),
                new Conv2d(16, 8, kernel: 3, stride: 2, padding: 1), new Relu(),
                new ConvTranspose2d(8, 16, kernel: 4, stride: 2, padding: 1), new Relu(),
                new ConvTranspose2d(16, 1, kernel: 4, stride: 2, padding: 1), new Sigmoid())),
    ];

    /// <summary>The network of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists those there are.</exception>
    public static NetworkDefinition Find(string name) => FindOrNull(name) ?? throw new UsageException(
        $"unknown network '{name}'; choose one of {string.Join(", ", All.Select(network => network.Name))}");

    /// <summary>The network of that name, or null.</summary>
    public static NetworkDefinition? FindOrNull(string name) => All.FirstOrDefault(network => network.Name == name);

    static Sequential Rectified() => new(
        Filters(1, 20), new MaxPool2d(2), new Relu(),
        Filters(20, 40), new MaxPool2d(2), new Relu(),
        new Flatten(), Full(640, 100), new Relu(), SoftmaxLayer(100));

    /// <summary>5×5 filters of the NM series; each is followed by a pool of 2×2 = 4 cells.</summary>
    static Conv2d Filters(int inputs, int outputs) =>
        new(inputs, outputs, kernel: 5, weights: Initializer.NormalFanOut(poolCells: 4), biases: Initializer.Normal(1));

    static Dense Full(int inputs, int outputs) => new(inputs, outputs, weights: Initializer.NormalFanOut(), biases: Initializer.Normal(1));

    static Dense SoftmaxLayer(int inputs) => new(inputs, 10, weights: Initializer.Zero, biases: Initializer.Zero);

    static Dense FanIn(int inputs, int outputs) => new(inputs, outputs, weights: Initializer.NormalFanIn, biases: Initializer.Normal(1));

    static Dense Glorot(int inputs, int outputs) =>
        new(inputs, outputs, weights: Initializer.GlorotUniform, biases: Initializer.GlorotUniform);
}
