using MathNet.Numerics.LinearAlgebra;
using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Principal component analysis of digits, and the same as a linear autoencoder: with the eigenvectors as weights it
/// reproduces PCA, and by training it finds the same subspace.
/// </summary>
/// <remarks>
/// The eigenvectors come from MathNet.Numerics, in double precision. φ(x) = Vᵀ(x − μ), x̃ = μ + Vφ(x), V the k
/// eigenvectors of the covariance with the largest eigenvalues λ. Source: AE-04, AE-05, AE-06.
/// </remarks>
sealed class PcaExperiment : Experiment
{
    // The sixth and the seventh eigenvalue differ most, so that the subspace of six components is well determined.
    const int Components = 6;

    public override string Name => "pca";

    public override string Shows => "A linear autoencoder finds the subspace of the principal components";

    public override string LookFor => "Zeros and ones lie on opposite sides of the scatter plot. The first principal "
        + "components look like blurred strokes; a few of them already give readable digits.";

    public override IReadOnlyList<string> Ids => ["AE-04", "AE-05", "AE-06"];

    public override string? PictureSection => "First two components";

    public override double Minutes => 0.5;

    public override void Run(ExperimentRun run)
    {
        var digits = run.Digits(run.Choose(1_000, 10_000), 0, 1).Training;
        var side = run.Choose(14, 28);
        var data = side == 28 ? digits : PooledDigits.Create(digits);
        var pca = new PrincipalComponents(data, Components);
        ShowComponents(run, pca, data, side);
        JudgeComponents(run, pca);
        JudgeScatter(run, pca, data);
        JudgeAutoencoder(run, pca, data);
    }

    static void ShowComponents(ExperimentRun run, PrincipalComponents pca, Dataset data, int side)
    {
        run.Section("Components", "The first components; red is positive, blue is negative.");
        var largest = pca.Vectors.Enumerate().Max(Math.Abs);
        run.ShowImages(pca.Vectors.EnumerateColumns().Select((vector, index) => (
            ColorMappedImage.Diverging(ToImage(vector), side, largest),
            $"{index + 1}: λ = {pca.Eigenvalues[index]:F2}")), 84, HtmlFragments.DivergingImage);
        run.Section("Reconstructions", $"Digits, and what {Components} components keep of them.");
        var restored = pca.Reconstruct(pca.Project());
        run.ShowImages(Enumerable.Range(0, 8).SelectMany(i => new[]
        {
            (ColorMappedImage.Grayscale(data.Input(i), side), "input"),
            (ColorMappedImage.Grayscale(ToImage(restored.Row(i)), side), "reconstruction"),
        }), 84);
    }

    static void JudgeComponents(ExperimentRun run, PrincipalComponents pca)
    {
        var codes = pca.Project();
        var mean = codes.ColumnSums().AbsoluteMaximum() / codes.RowCount;
        var covariance = codes.TransposeThisAndMultiply(codes) / codes.RowCount;
        var largest = pca.Eigenvalues[0];
        var offDiagonal = (covariance - Matrix<double>.Build.DenseOfDiagonalVector(covariance.Diagonal()))
            .Enumerate().Max(Math.Abs) / largest;
        var error = pca.MeanSquaredError(pca.Reconstruct(codes));
        var discarded = pca.Eigenvalues.Skip(Components).Sum();
        run.Judge("AE-04", "The codes have mean 0", "≤ 1e-6", $"{mean:E1}", mean <= 1e-6);
        run.Judge("AE-04", "The covariance of the codes is Diag(λ)", "others ≤ 1e-5 λ₁", $"{offDiagonal:E1} λ₁",
            offDiagonal <= 1e-5);
        run.Judge("AE-04", "The eigenvalues are sorted", "λ₁ ≥ λ₂ ≥ …",
            $"{pca.Eigenvalues[0]:F3}, {pca.Eigenvalues[1]:F3}, {pca.Eigenvalues[2]:F3}, …",
            pca.Eigenvalues.Zip(pca.Eigenvalues.Skip(1)).All(pair => pair.First >= pair.Second));
        run.Judge("AE-04", "The reconstruction error is the sum of the discarded eigenvalues", "equal to 1e-6",
            $"{error:F6} and {discarded:F6}", Math.Abs(error - discarded) <= 1e-6 * discarded);
    }

    static void JudgeScatter(ExperimentRun run, PrincipalComponents pca, Dataset data)
    {
        var codes = pca.Project();
        var points = Enumerable.Range(0, data.Count).Select(i => (codes[i, 0], codes[i, 1])).ToArray();
        run.Section("First two components", "Every point is a digit; on the right only zeros and ones.");
        run.Show(Scatter("All digits", data, points, [.. Enumerable.Range(0, 10)]),
            Scatter("Zeros and ones", data, points, [0, 1]));
        var two = Enumerable.Range(0, data.Count).Where(i => data.Label(i) < 2).ToArray();
        var inputs = two.SelectMany(i => new[] { (float)points[i].Item1, (float)points[i].Item2 }).ToArray();
        var plane = Dataset.FromArrays(inputs, [2], [.. two.Select(data.Label)], 2, "two components");
        var line = new Sequential(new Dense(2, 2));
        run.Train(line, new() { Optimizer = "adam", Rate = 0.05, BatchSize = 100, Epochs = 20 }, plane, null, seed: 1);
        var accuracy = run.Accuracy(line, plane);
        run.Judge("AE-06", "The first two components separate zeros from ones by a line", "≥ 95 %",
            $"{accuracy:F1} %", accuracy >= 95);
    }

    static Chart Scatter(string title, Dataset data, (double, double)[] points, int[] digits)
    {
        const int shown = 2_000;
        return new(title, new("first component"), new("second component"), [.. digits.Select(digit => new Series(
            $"{digit}", [.. Enumerable.Range(0, Math.Min(shown, data.Count)).Where(i => data.Label(i) == digit)
                .Select(i => points[i])], digit, SeriesStyle.Points))]);
    }

    /// <summary>
    /// Sets the eigenvectors as the weights of a linear autoencoder, and trains another one from random weights.
    /// </summary>
    static void JudgeAutoencoder(ExperimentRun run, PrincipalComponents pca, Dataset data)
    {
        var size = data.ExampleShape.Count;
        var optimum = pca.MeanSquaredError(pca.Reconstruct(pca.Project())) / size;
        var network = Autoencoder(size);
        network.Initialize(run.DoubleBackend, seed: 1);
        var weights = network.Parameters.Select(entry => entry.Parameter.Value).ToArray();
        weights[0].Assign(pca.Vectors.ToColumnMajorArray());
        weights[1].Assign([.. -(pca.Vectors.TransposeThisAndMultiply(pca.Mean))]);
        weights[2].Assign(pca.Vectors.ToRowMajorArray());
        weights[3].Assign([.. pca.Mean]);
        var exact = Trainer.Evaluate(run.DoubleBackend, network, Objective.Reconstruction, data).Loss;
        run.Judge("AE-05", "A linear autoencoder with these weights is PCA", "error equal to 1e-6",
            $"{exact:F8} and {optimum:F8} per pixel", Math.Abs(exact - optimum) <= 1e-6 * optimum);

        List<double> ratios = [], angles = [];
        var recipe = new TrainingRecipe
        {
            Optimizer = "adam", Rate = 0.003, BatchSize = 100, Epochs = 60,
            Schedule = new CosineDecay(), Objective = Objective.Reconstruction,
        };
        foreach (var seed in run.Track("seed", run.Seeds))
        {
            network = Autoencoder(size);
            run.Train(network, recipe, data, validation: null, seed);
            ratios.Add(Trainer.Evaluate(run.Backend, network, Objective.Reconstruction, data).Loss / optimum);
            var decoder = network.Parameters[2].Parameter.Value.ToArray();
            angles.Add(pca.LargestAngle(Matrix<double>.Build.DenseOfRowMajor(size, Components, decoder)));
        }
        run.Judge("AE-05", "A trained linear autoencoder reaches the error of PCA", "≤ 1.01 × PCA",
            $"{new Sample(ratios):F4} × PCA", new Sample(ratios).Mean <= 1.01, Needs.Length);
        run.Judge("AE-05", "It spans the same subspace", "largest principal angle ≤ 5°",
            $"{new Sample(angles):F2}°", new Sample(angles).Mean <= 5, Needs.Length);
    }

    static Sequential Autoencoder(int size) =>
        new(new Flatten(), new Dense(size, Components), new Dense(Components, size));

    static float[] ToImage(Vector<double> vector) => [.. vector.Select(value => (float)value)];
}
