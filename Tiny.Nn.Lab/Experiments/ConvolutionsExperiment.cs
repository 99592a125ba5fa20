using System.Diagnostics;
using Tiny.Nn.Lab.Experiments.Support;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// Other ways to compute a convolution, with fewer multiplications or by Fourier transform, and ways to enlarge an
/// image.
/// </summary>
/// <remarks>
/// Data: one digit, and random images. Measured: equality, multiplications, and times.
/// Source: CV-17, CV-18, CV-31, TC-07, TC-08.
/// </remarks>
sealed class ConvolutionsExperiment : Experiment
{
    const int Size = 28, FourierSize = 128, SpeedBatch = 64;

    static readonly int[] kernels = [3, 5, 7, 11, 15, 21, 31];

    public override string Name => "convolutions";

    public override string Shows => "Separable, depthwise and Fourier convolutions, and enlargement by convolution";

    public override string LookFor => "The time of the Fourier transform does not depend on the filter's size; that of "
        + "the sum over the window does. Where copies of a filter overlap, a checkerboard appears.";

    public override IReadOnlyList<string> Ids => ["CV-17", "CV-18", "CV-31", "TC-07", "TC-08"];

    public override string? PictureSection => "Overlaps";

    public override double Minutes => 0.1;

    public override void Run(ExperimentRun run)
    {
        var pixels = run.Digits(0, 0, 1).Test.Input(0);
        using (run.DoubleBackend.BeginScope(recording: false))
        {
            var digit = From(run, [1, 1, Size, Size], [.. pixels.Select(pixel => (double)pixel)]);
            JudgeSobel(run, digit);
            JudgeUpsampling(run, digit);
            JudgeOverlaps(run);
            JudgeFourier(run);
        }
        JudgeDepthwise(run);
    }

    static void JudgeSobel(ExperimentRun run, Tensor digit)
    {
        Tensor column = From(run, [1, 1, 3, 1], [1, 2, 1]), row = From(run, [1, 1, 1, 3], [-1, 0, 1]);
        var kernel = column * row;
        var (whole, separate) = (digit.Convolve(kernel), digit.Convolve(column).Convolve(row));
        var difference = Difference(whole, separate);
        run.Judge("CV-17", "Sobel's filter is a column times a row: 3 + 3 multiplications for 9",
            "[1, 2, 1]ᵀ × [−1, 0, 1] = the filter; results equal to 1e-12",
            $"{string.Join(' ', kernel.ToArray())}; difference {difference:0.#e0}",
            kernel.ToArray().SequenceEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1]) && difference <= 1e-12);
        run.Section("Sobel's filter", "Red: brighter to the right. Blue: darker to the right.");
        run.ShowImages([Image(digit, "digit"), Image(digit.Convolve(column), "after the column"),
            Image(separate, "after column and row"), Image(whole, "after the 3×3 filter")], 160,
            HtmlFragments.DivergingImage);
    }

    static void JudgeDepthwise(ExperimentRun run)
    {
        Conv2d standard = new(3, 256, kernel: 5, bias: false), depthwise = new(3, 3, kernel: 5, groups: 3, bias: false),
            pointwise = new(3, 256, kernel: 1, bias: false);
        Sequential separable = new(depthwise, pointwise);
        var counts = (standard.Multiplications([1, 3, 12, 12]), separable.Multiplications([1, 3, 12, 12]));
        run.Judge("CV-18", "A depthwise separable convolution needs fewer multiplications", "1,228,800 and 53,952",
            $"{counts.Item1:N0} and {counts.Item2:N0}: {(double)counts.Item1 / counts.Item2:F2} times fewer",
            counts == (1_228_800, 53_952));
        standard.Initialize(run.Backend, seed: 1);
        separable.Initialize(run.Backend, seed: 1);
        Shape shape = [SpeedBatch, 3, 12, 12];
        var images = Tensor.From(run.Backend, shape, new RandomStream(1, "images").NextNormals(shape.Count));
        double Milliseconds(Layer layer) => Time(run, () =>
        {
            using var scope = run.Backend.BeginScope(recording: false);
            layer.Forward(images, ForwardContext.Evaluation).ToArray();
        });
        var (slow, fast) = (Milliseconds(standard), Milliseconds(separable));
        run.Report("CV-18", $"The same in time, for {SpeedBatch} images",
            $"{slow:F2} ms and {fast:F2} ms: {slow / fast:F1} times faster", "the source counts multiplications");
    }

    static void JudgeFourier(ExperimentRun run)
    {
        var random = new RandomStream(1, "fourier");
        var image = random.NextNormals(FourierSize * FourierSize);
        var x = From(run, [1, 1, FourierSize, FourierSize], image);
        var (largest, direct, fourier) = (0.0, new List<(double, double)>(), new List<(double, double)>());
        foreach (var kernel in run.Track("filter", kernels))
        {
            var filter = random.NextNormals(kernel * kernel);
            var w = From(run, [1, 1, kernel, kernel], filter);
            var expected = x.Convolve(w).ToArray();
            var got = FourierConvolution.Apply(image, FourierSize, filter, kernel);
            largest = Math.Max(largest, expected.Zip(got, (a, b) => Math.Abs(a - b)).Max());
            direct.Add((kernel, Time(run, () => x.Convolve(w).ToArray())));
            fourier.Add((kernel, Time(run, () => FourierConvolution.Apply(image, FourierSize, filter, kernel))));
        }
        run.Judge("CV-31", "A convolution can be computed by FFT, for large filters",
            "equal to the sum over the window to 1e-10, filters of 3 to 31", $"largest difference {largest:0.#e0}",
            largest <= 1e-10);
        run.Report("CV-31", "The best implementation depends on the filter's size", string.Join(", ",
            kernels.Select((kernel, i) => $"{kernel}: {direct[i].Item2:F1} and {fourier[i].Item2:F1} ms")),
            "times depend on the machine");
        run.Section("Window or Fourier", $"One image of {FourierSize}×{FourierSize} in double precision. The transform "
            + "is MathNet's, in C# without vector instructions; the sum over the window is this library's.");
        run.Show(new Chart("Time of a convolution", new("filter size"), new("milliseconds", 0),
            new Series("sum over the window", direct), new Series("Fourier transform", fourier, 1)));
    }

    static void JudgeOverlaps(ExperimentRun run)
    {
        var ones = Tensor.Full(run.DoubleBackend, [1, 1, 5, 5], 1);
        Tensor Copies(int kernel) => ones.ConvolveTransposed(
            Tensor.Full(run.DoubleBackend, [1, 1, kernel, kernel], 1), stride: 2);
        double[] along = [1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1];
        var counts = Copies(3).ToArray();
        run.Judge("TC-07", "Where copies of a 3×3 filter with stride 2 overlap, the output is their sum",
            "the products of 1 1 2 1 2 … 1 along both axes: 1, 2 and 4", string.Join(", ", counts.Distinct().Order()),
            counts.SequenceEqual(from a in along from b in along select a * b));
        run.Section("Overlaps", "A transposed convolution with stride 2 of an image of ones: the number of copies at "
            + "each output. A kernel whose size is a multiple of the stride has no checkerboard.");
        run.ShowImages([.. ((int[])[3, 4, 5]).Select(kernel => Image(Copies(kernel), $"kernel {kernel}"))], 200,
            HtmlFragments.DivergingImage);
    }

    static void JudgeUpsampling(ExperimentRun run, Tensor digit)
    {
        var differences = new List<double>();
        foreach (var scale in (int[])[2, 4])
        {
            double[] tent = [.. Enumerable.Range(0, 2 * scale).Select(i => 1 - Math.Abs(i - scale + 0.5) / scale)];
            var kernel = From(run, [1, 1, 2 * scale, 1], tent) * From(run, [1, 1, 1, 2 * scale], tent);
            var transposed = digit.ConvolveTransposed(kernel, stride: scale, padding: scale / 2);
            var inner = scale * (Size - 2);
            Tensor Interior(Tensor image) => image.Slice(2, scale, inner).Slice(3, scale, inner);
            differences.Add(Difference(Interior(transposed), Interior(digit.UpsampleLinear(scale))));
            differences.Add(Difference(digit.UpsampleNearest(scale), digit.ConvolveTransposed(
                Tensor.Full(run.DoubleBackend, [1, 1, scale, scale], 1), stride: scale)));
        }
        run.Judge("TC-08", "Bilinear and nearest upsampling are transposed convolutions with fixed weights",
            "equal to 1e-12 for scales 2 and 4, bilinear away from the border",
            $"largest difference {differences.Max():0.#e0}", differences.Max() <= 1e-12);
        run.Section("Enlarging a digit", "Four times as wide and high. Blue is below 0: bicubic weights are partly "
            + "negative, which makes edges sharper than bilinear ones.");
        run.ShowImages([Image(digit.UpsampleNearest(4), "nearest"), Image(digit.UpsampleLinear(4), "bilinear"),
            Image(BicubicUpsampling.Apply(digit, 4), "bicubic")], 336, HtmlFragments.DivergingImage);
    }

    static Tensor From(ExperimentRun run, Shape shape, double[] values) =>
        Tensor.From(run.DoubleBackend, shape, values);

    static double Difference(Tensor a, Tensor b) => a.ToArray().Zip(b.ToArray(), (x, y) => Math.Abs(x - y)).Max();

    static (string Image, string Caption) Image(Tensor image, string caption)
    {
        float[] plane = [.. image.ToArray().Select(value => (float)value)];
        return (ColorMappedImage.Diverging(plane, image.Shape[3], ColorMappedImage.LargestMagnitude(plane)), caption);
    }

    /// <summary>Returns the shortest of several times, in milliseconds.</summary>
    static double Time(ExperimentRun run, Action action) => Enumerable.Range(0, run.Choose(3, 10)).Min(_ =>
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    });
}
