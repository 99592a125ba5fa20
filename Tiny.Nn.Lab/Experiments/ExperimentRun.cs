using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Lab.Data;
using Tiny.Nn.Lab.Report;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Experiments;

/// <summary>
/// One run of an experiment: gives it backend, seeds and data, and collects its figures and claims. It is independent
/// of what the experiment measures.
/// </summary>
public sealed class ExperimentRun : IDisposable
{
    const int DefaultSeeds = 3;

    readonly ExperimentSettings settings;
    readonly ExperimentFolder folder;
    readonly LoopProgress progress;
    readonly CancellationToken stop;
    readonly List<Claim> claims = [];
    readonly List<ExperimentSection> sections = [];
    NamedSplits? digits;
    Backend? doubleBackend;

    /// <param name="stop">Ends the run; figures and claims so far are kept.</param>
    public ExperimentRun(
        ExperimentSettings settings, ExperimentFolder folder, LoopProgress progress, CancellationToken stop)
    {
        (this.settings, this.folder, this.progress, this.stop) = (settings, folder, progress, stop);
        Backend = settings.Backend.Create();
        var count = IsQuick ? 1 : settings.SeedCount ?? DefaultSeeds;
        Seeds = [.. Enumerable.Range(1, count).Select(seed => (ulong)seed)];
    }

    /// <summary>The backend of <c>--backend</c>.</summary>
    public Backend Backend { get; }

    /// <summary>A CPU backend in double precision, for claims about exact equality.</summary>
    public Backend DoubleBackend => doubleBackend ??= new Cpu<double>(settings.Backend.Threads);

    /// <summary>The random seeds: 1, 2, …</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    public bool IsQuick => settings.Budget == Budget.Quick;

    public bool IsFull => settings.Budget == Budget.Full;

    /// <summary>Whether the digits are MNIST's. Loads them.</summary>
    public bool HasMnist => !IsQuick && LoadDigits(0, 0, 0).Name == "mnist";

    /// <summary>The name of the digits that were used, or <c>generated</c> if there were none.</summary>
    public string DataName { get; private set; } = "generated";

    /// <summary>The claims so far.</summary>
    public IReadOnlyList<Claim> Claims => claims;

    /// <summary>The sections of the page so far.</summary>
    public IReadOnlyList<ExperimentSection> Sections => sections;

    /// <summary>Returns the value for a quick run, or the other one.</summary>
    public T Choose<T>(T quick, T normal) => IsQuick ? quick : normal;

    /// <summary>Returns the value for a quick run, for the default length, or for the full length.</summary>
    public T Choose<T>(T quick, T normal, T full) => IsFull ? full : Choose(quick, normal);

    /// <summary>
    /// Returns digits for training, validation and test: the first and the last ones of MNIST's training set and the
    /// first ones of its test set, or synthetic digits in a quick run.
    /// </summary>
    public DigitSplits Digits(int training, int validation, int test)
    {
        var all = LoadDigits(training, validation, test).Splits;
        var held = Math.Min(validation, all.Training.Count / 6);
        var (learned, chosen) = all.Training.Split(all.Training.Count - held);
        return all with
        {
            Training = learned.Take(training), Validation = held == 0 ? null : chosen, Test = all.Test.Take(test),
        };
    }

    /// <summary>Enumerates items and shows the progress: the item, and the time left.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public IEnumerable<T> Track<T>(string title, IReadOnlyList<T> items) => progress.Track(title, items, stop);

    /// <summary>Measures one value per seed and shows the progress.</summary>
    public Sample Measure(string title, Func<ulong, double> measure) => new([.. Track(title, Seeds).Select(measure)]);

    /// <summary>
    /// Initializes a network with a seed and trains it. The seed also determines the order of the examples and dropout.
    /// </summary>
    /// <param name="training">The training set.</param>
    /// <param name="validation">The validation set, which selects the best epoch, or null for the last epoch.</param>
    /// <param name="augmentation">Applied to each training image, or null.</param>
    /// <param name="stopping">Early stopping, or null.</param>
    /// <param name="epochCompleted">Called after every epoch, for measurements along the way.</param>
    /// <param name="checkpoint">A name for long training runs: the state after every epoch is saved under it, and the
    /// next run of the experiment continues from there. The name must tell everything that varies.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public TrainingResult Train(
        Sequential network, TrainingRecipe recipe, Dataset training, Dataset? validation, ulong seed,
        Augmentation? augmentation = null, EarlyStopping? stopping = null, Action<EpochResult>? epochCompleted = null,
        string? checkpoint = null)
    {
        network.Initialize(Backend, seed);
        var batches = new Batches(training, recipe.BatchSize, seed, augmentation: augmentation);
        var path = checkpoint is null || IsQuick ? null
            : folder.Checkpoint($"{checkpoint}-{recipe.Epochs}-epochs-{DataName}");
        var trainer = new Trainer(network, recipe.Objective, recipe.CreateOptimizer())
        {
            Schedule = recipe.Schedule, Regularizer = recipe.CreateRegularizer(batches.Count), Stopping = stopping,
            BatchCompleted = progress.OnBatchCompleted, EpochCompleted = epochCompleted,
            SaveState = path is null ? null : state => Checkpoint.Save(path, state),
        };
        var from = File.Exists(path) ? Checkpoint.Load(path) : null;
        var result = progress.InTraining(() =>
            trainer.Fit(Backend, batches, validation, recipe.Epochs, seed, stop, from));
        stop.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>Returns the accuracy of a classifier in percent.</summary>
    public double Accuracy(Sequential network, Dataset data) =>
        100 * Trainer.Evaluate(Backend, network, Objective.Classification(), data).Accuracy!.Value;

    // ── Page ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>Begins a section of the page; the figures that follow belong to it.</summary>
    /// <param name="lead">What the figures show, as plain text.</param>
    public void Section(string title, string lead = "") => sections.Add(new(title, lead, [], []));

    /// <summary>Adds charts side by side; square ones are smaller.</summary>
    public void Show(params IReadOnlyList<Chart> charts) =>
        AddFigure(HtmlFragments.Charts(charts), StandalonePicture.OfCharts(charts));

    /// <summary>Adds images with captions, as many in a row as fit.</summary>
    /// <param name="images">Images by <see cref="ColorMappedImage"/>, and captions in plain text.</param>
    /// <param name="width">The width of an image in pixels.</param>
    /// <param name="element">The fragment for the images' colors, such as
    /// <see cref="HtmlFragments.DivergingImage"/>; by default <see cref="HtmlFragments.GrayscaleImage"/>.</param>
    public void ShowImages(
        IEnumerable<(string Image, string Caption)> images, int width = 112,
        Func<string, int, string, string>? element = null)
    {
        element ??= HtmlFragments.GrayscaleImage;
        var all = images.ToArray();
        AddFigure($"""<div class="tiles">{string.Concat(all.Select(image => $"""
            <figure class="tile">{element(image.Image, width, image.Caption)}
            <figcaption>{HtmlFragments.Text(image.Caption)}</figcaption></figure>
            """))}</div>""", StandalonePicture.OfImages(all, width, element));
    }

    /// <summary>Adds a table of plain text; the first column is aligned to the left.</summary>
    public void ShowTable(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        AddFigure(HtmlFragments.Table(columns, rows));

    // ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────

    /// <summary>Judges a claim of a source.</summary>
    /// <param name="says">What the source says, and where if the id alone does not tell.</param>
    /// <param name="accepted">What is accepted, in words or numbers.</param>
    /// <param name="got">What was measured.</param>
    /// <param name="holds">Whether the measurement is accepted.</param>
    /// <param name="needs">What must be there before the claim can be judged.</param>
    /// <param name="reason">Why the claim is not reproduced, if that is known.</param>
    public void Judge(
        string id, string says, string accepted, string got, bool holds, Needs needs = Needs.Nothing,
        string reason = "no reason is recorded")
    {
        var missing = needs.HasFlag(Needs.Mnist) && !HasMnist ? "needs MNIST"
            : needs.HasFlag(Needs.Length) && IsQuick ? "a quick run is too short" : null;
        claims.Add(missing is not null ? new(id, says, accepted, got, Verdict.NotJudged, missing)
            : holds ? new(id, says, accepted, got, Verdict.Holds)
            : new(id, says, accepted, got, Verdict.NotReproduced, reason));
    }

    /// <summary>Records a measurement beside what a source says, without a verdict.</summary>
    /// <param name="reason">Why there is no verdict.</param>
    public void Report(string id, string says, string got, string reason = "the source gives no limit") =>
        claims.Add(new(id, says, "–", got, Verdict.NotJudged, reason));

    /// <summary>Adds a claim without a verdict for every id that has none.</summary>
    public void CompleteClaims(IEnumerable<string> ids, string reason)
    {
        foreach (var id in ids.Where(id => claims.TrueForAll(claim => claim.Id != id)))
            claims.Add(new(id, "see SOURCES.md", "–", "–", Verdict.NotJudged, reason));
    }

    public void Dispose()
    {
        Backend.Dispose();
        doubleBackend?.Dispose();
    }

    NamedSplits LoadDigits(int training, int validation, int test)
    {
        var loaded = IsQuick
            ? new NamedSplits("synthetic", SyntheticDigits.Load(
                training: Math.Max(training + validation, 6 * validation), validation: 0, test: test))
            : digits ??= DigitLoader.Load(settings.Data, validation: 0, defaultValidation: 0, progress.WriteLine);
        DataName = loaded.Name;
        return loaded;
    }

    void AddFigure(string html, StandalonePicture? picture = null)
    {
        if (sections.Count == 0) Section("Results");
        sections[^1].Figures.Add(html);
        if (picture is not null) sections[^1].Pictures.Add(picture);
    }
}

/// <summary>
/// One section of an experiment's page: a title, a lead in plain text, figures as HTML, and those of them that are
/// drawings once more as stand-alone pictures.
/// </summary>
public sealed record ExperimentSection(
    string Title, string Lead, List<string> Figures, List<StandalonePicture> Pictures);
