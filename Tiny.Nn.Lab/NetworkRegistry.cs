using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// The predefined networks by name. Each is written as the table in its source. The last layer returns logits; the
/// softmax is part of the loss. The MNIST series (NM-01 … NM-07) pools before the activation, initializes weights with
/// N(0, 1/n_out) and biases with N(0, 1), and initializes its last layer with zeros.
/// </summary>
public static class NetworkRegistry
{
    static readonly TrainingRecipe nmSeries = new() { Optimizer = "sgd", Rate = 0.1, BatchSize = 10, Epochs = 60 };
    static readonly TrainingRecipe relu = nmSeries with { Rate = 0.03, Lambda = 0.1 };
    static readonly TrainingRecipe expanded = relu with { Expand = true };

    /// <summary>All networks, from the simplest to the largest; the first is the default.</summary>
    public static IReadOnlyList<NetworkDefinition> All { get; } =
    [
        new("default", "small convolutional network, the best within a minute",
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

        new("mlp16", "two hidden layers of 16 sigmoid units (NN-04)",
            new TrainingRecipe { Optimizer = "sgd", Rate = 0.5, BatchSize = 10, Epochs = 30 },
            () => new(new Flatten(), FanIn(784, 16), new Sigmoid(), FanIn(16, 16), new Sigmoid(), FanIn(16, 10))),

        new("mlp30", "one hidden layer of 30 sigmoid units",
            new TrainingRecipe { Optimizer = "sgd", Rate = 0.5, BatchSize = 10, Epochs = 30 },
            () => new(new Flatten(), FanIn(784, 30), new Sigmoid(), FanIn(30, 10))),

        new("sklearn50", "scikit-learn's MLPClassifier with 50 hidden units (SK-01)",
            new TrainingRecipe
            {
                Optimizer = "nesterov", Rate = 0.1, Momentum = 0.9, BatchSize = 200, Epochs = 10, ValidationCount = 0,
                Lambda = 1e-4, PenaltyScaling = PenaltyScaling.ByBatchSize,
            },
            () => new(new Flatten(), Glorot(784, 50), new Relu(), Glorot(50, 10))),

        new("baseline", "one hidden layer of 100 sigmoid units (NM-01)", nmSeries,
            () => new(new Flatten(), FanOut(784, 100), new Sigmoid(), ZeroInitialized(100))),

        new("v1", "baseline after one convolutional layer (NM-02)", nmSeries,
            () => new(
                Conv5x5(1, 20), new MaxPool2d(2), new Sigmoid(),
                new Flatten(), FanOut(2880, 100), new Sigmoid(), ZeroInitialized(100))),

        new("v2", "v1 with a second convolutional layer (NM-03)", nmSeries,
            () => new(
                Conv5x5(1, 20), new MaxPool2d(2), new Sigmoid(),
                Conv5x5(20, 40), new MaxPool2d(2), new Sigmoid(),
                new Flatten(), FanOut(640, 100), new Sigmoid(), ZeroInitialized(100))),

        new("v3", "v2 with ReLU and an L2 penalty (NM-04)", relu, ReluNetwork),

        new("v4", "v3 on the expanded training set (NM-05)", expanded, ReluNetwork),

        new("v5", "v4 with a second dense layer (NM-06)", expanded,
            () => new(
                Conv5x5(1, 20), new MaxPool2d(2), new Relu(),
                Conv5x5(20, 40), new MaxPool2d(2), new Relu(),
                new Flatten(), FanOut(640, 100), new Relu(), FanOut(100, 100), new Relu(), ZeroInitialized(100))),

        new("v6", "v5 with dense layers of 1000 units and dropout (NM-07)", expanded with { Lambda = 0, Epochs = 40 },
            () => new(
                Conv5x5(1, 20), new MaxPool2d(2), new Relu(),
                Conv5x5(20, 40), new MaxPool2d(2), new Relu(),
                new Flatten(), new Dropout(0.5), FanOut(640, 1000), new Relu(),
                new Dropout(0.5), FanOut(1000, 1000), new Relu(),
                new Dropout(0.5), ZeroInitialized(1000))),

        new("lenet5", "LeNet-5 with average pooling and tanh (NA-01)",
            new TrainingRecipe
            {
                Optimizer = "sgd", Rate = 0.05, Momentum = 0.9, BatchSize = 64, Epochs = 5, Lambda = 1, Expand = true,
                Schedule = new OneCycle(),
            },
            () => new(
                new Conv2d(1, 6, kernel: 5, padding: 2), new AveragePool2d(2), new Tanh(),
                new Conv2d(6, 16, kernel: 5), new AveragePool2d(2), new Tanh(),
                new Conv2d(16, 120, kernel: 5), new Tanh(),
                new Flatten(), new Dense(120, 84), new Tanh(), new Dense(84, 10))),

        new("lenet-sigmoid", "LeNet with sigmoid before average pooling (NA-02)",
            new TrainingRecipe { Optimizer = "adam", Rate = 0.003, BatchSize = 64, Epochs = 10 },
            () => new(
                new Conv2d(1, 6, kernel: 5, padding: 2), new Sigmoid(), new AveragePool2d(2),
                new Conv2d(6, 16, kernel: 5), new Sigmoid(), new AveragePool2d(2),
                new Flatten(), new Dense(400, 120), new Sigmoid(), new Dense(120, 84), new Sigmoid(),
                new Dense(84, 10))),

        new("conv-autoencoder", "convolutional autoencoder, a code of 8·7·7 values (AE-03)",
            new TrainingRecipe { Optimizer = "adam", Rate = 1e-3, BatchSize = 128,
                Epochs = 10, Objective = Objective.Reconstruction },
            () => new(
                new Conv2d(1, 16, kernel: 3, stride: 2, padding: 1), new Relu(),
                new Conv2d(16, 8, kernel: 3, stride: 2, padding: 1), new Relu(),
                new ConvTranspose2d(8, 16, kernel: 4, stride: 2, padding: 1), new Relu(),
                new ConvTranspose2d(16, 1, kernel: 4, stride: 2, padding: 1), new Sigmoid())),
    ];

    /// <summary>Returns the network of that name.</summary>
    /// <exception cref="UsageException">The name is unknown; the message lists the known ones.</exception>
    public static NetworkDefinition Find(string name) => FindOrNull(name) ?? throw new UsageException(
        $"unknown network '{name}'; choose one of {string.Join(", ", All.Select(network => network.Name))}");

    /// <summary>Returns the network of that name, or null.</summary>
    public static NetworkDefinition? FindOrNull(string name) => All.FirstOrDefault(network => network.Name == name);

    static Sequential ReluNetwork() => new(
        Conv5x5(1, 20), new MaxPool2d(2), new Relu(),
        Conv5x5(20, 40), new MaxPool2d(2), new Relu(),
        new Flatten(), FanOut(640, 100), new Relu(), ZeroInitialized(100));

    /// <summary>
    /// Returns a 5×5 convolution with the initializers of the MNIST series (NM). The 2×2 pooling that follows it
    /// divides the fan-out by 4.
    /// </summary>
    static Conv2d Conv5x5(int inputs, int outputs) =>
        new(inputs, outputs, kernel: 5, weights: Initializer.NormalFanOut(poolSize: 4), biases: Initializer.Normal(1));

    static Dense FanOut(int inputs, int outputs) =>
        new(inputs, outputs, weights: Initializer.NormalFanOut(), biases: Initializer.Normal(1));

    static Dense ZeroInitialized(int inputs) => new(inputs, 10, weights: Initializer.Zero, biases: Initializer.Zero);

    static Dense FanIn(int inputs, int outputs) =>
        new(inputs, outputs, weights: Initializer.NormalFanIn, biases: Initializer.Normal(1));

    static Dense Glorot(int inputs, int outputs) =>
        new(inputs, outputs, weights: Initializer.GlorotUniform, biases: Initializer.GlorotUniform);
}
