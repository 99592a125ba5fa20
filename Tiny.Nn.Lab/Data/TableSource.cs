using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// The rows of a table (<see cref="TableReader"/>). Columns of numbers are standardized with the mean and the deviation
/// of the training rows; a column of text becomes one element per different text. Columns of text to predict are
/// classes, columns of numbers a regression.
/// </summary>
public sealed class TableSource : ExampleSource
{
    const int MaximumTexts = 100, MaximumNamed = 20;

    readonly IReadOnlyList<TableColumn> inputs, targets;
    readonly LearningTask task;

    TableSource(string path, IReadOnlyList<TableColumn> inputs, IReadOnlyList<TableColumn> targets, LearningTask task)
        : base(Path.GetFileName(path), path)
    {
        (this.inputs, this.targets, this.task) = (inputs, targets, task);
        Count = inputs[0].IsNumeric ? inputs[0].Numbers.Count : inputs[0].Codes.Count;
        Strata = task == LearningTask.Classify && targets.Count == 1 ? targets[0].Codes : new int[Count];
    }

    public override int Count { get; }

    public override IReadOnlyList<int> Strata { get; }

    public override string Noun => "row";

    /// <summary>Whether the rows have the columns to predict.</summary>
    public bool HasTargets => targets.Count > 0;

    /// <summary>Reads a table to train on.</summary>
    /// <param name="notify">Called with one line per notice.</param>
    /// <exception cref="UsageException">An option does not fit the table.</exception>
    /// <exception cref="InvalidDataException">A row or column is invalid.</exception>
    public static TableSource Read(string path, DataOptions options, Action<string> notify)
    {
        var names = TableReader.ReadNames(path);
        var ignored = Names("--ignore", options.Ignore, names, path);
        var targetNames = Names("--target", options.Target, names, path);
        if (targetNames.Length == 0 && options.Task != LearningTask.Reconstruct)
            throw new UsageException($"--target: expects the column of {path} to predict, for example --target "
                + $"{names[^1]}; its columns are {List(names)}");
        var columns = TableReader.Read(path, name => !ignored.Contains(name));
        TableColumn[] targets = [.. targetNames.Select(name => columns.FirstOrDefault(column => column.Name == name)
            ?? throw new UsageException($"--ignore: '{name}' is the column to predict; leave it in"))];
        TableColumn[] inputs = [.. columns.Where(column => !targets.Contains(column))];
        if (inputs.Length == 0)
            throw new UsageException($"{path}: has no column besides the one to predict; expects columns to predict "
                + $"from");
        CheckTexts(inputs, path);
        var task = ChooseTask(targets, options.Task, path, notify);
        if (task != LearningTask.Reconstruct) return new(path, inputs, Prepare(targets, task, path), task);
        return new(path, inputs, [], task);
    }

    /// <summary>Reads a table for a trained network: the columns of its description, by name.</summary>
    /// <param name="needsTargets">Whether the columns to predict must be there.</param>
    /// <exception cref="LabException">A column is missing.</exception>
    public static TableSource Read(string path, DataDescription description, bool needsTargets)
    {
        var names = TableReader.ReadNames(path);
        string[] inputs = [.. description.Columns!.Select(column => column.Name)];
        string[] targets = description.Task switch
        {
            LearningTask.Classify => [description.ClassColumn!],
            LearningTask.Regress => [.. description.Targets!.Select(column => column.Name)],
            _ => [],
        };
        if (!needsTargets && targets.Any(name => !names.Contains(name))) targets = [];
        var missing = inputs.Concat(targets).FirstOrDefault(name => !names.Contains(name));
        if (missing is not null)
            throw new LabException($"{path}: has no column '{missing}', which the network was trained with; its "
                + $"columns "
                + $"are {List(names)}");
        var columns = TableReader.Read(path, name => inputs.Contains(name) || targets.Contains(name));
        TableColumn Find(string name) => columns.First(column => column.Name == name);
        return new(path, [.. inputs.Select(Find)], description.Task == LearningTask.Classify
            ? [.. targets.Select(name => Find(name).AsTexts())]
            : [.. targets.Select(Find)], description.Task);
    }

    public override DataDescription Describe(IReadOnlyList<int> training)
    {
        InputColumn[] columns = [.. inputs.Select(column => column.IsNumeric
            ? Standardize(column, training, (mean, deviation) => new InputColumn(column.Name, mean, deviation))
            : new(column.Name, 0, 1, [.. column.Texts.Order(StringComparer.Ordinal)]))];
        var description = new DataDescription
        {
            Name = Name, Task = task, Columns = columns, InputShape = [columns.Sum(column => column.Width)],
            Outputs = targets.Count,
        };
        if (task == LearningTask.Regress)
            return description with
            {
                Targets = [.. targets.Select(column => Standardize(column, training,
                    (mean, deviation) => new TargetColumn(column.Name, mean, deviation)))],
            };
        if (task == LearningTask.Reconstruct) return description with { Outputs = columns.Sum(column => column.Width) };
        var classes = ClassOrder.Of(targets[0].Texts);
        return description with { Classes = classes, ClassColumn = targets[0].Name, Outputs = classes.Length };
    }

    public override Dataset Select(IReadOnlyList<int> examples, DataDescription description)
    {
        var width = description.InputShape[0];
        var elements = new float[examples.Count * width];
        var offset = 0;
        foreach (var (column, conversion) in inputs.Zip(description.Columns!))
        {
            var encoded = new ColumnEncoder(column, conversion, Origin);
            for (var row = 0; row < examples.Count; row++)
                encoded.Write(examples[row], elements.AsSpan(row * width + offset, conversion.Width));
            offset += conversion.Width;
        }
        return Dataset.FromArrays(elements, [width], SelectTargets(examples, description), Name);
    }

    Targets SelectTargets(IReadOnlyList<int> examples, DataDescription description)
    {
        if (!HasTargets) return Targets.None(examples.Count);
        if (task == LearningTask.Regress)
        {
            foreach (var column in targets)
                if (!column.IsNumeric)
                    throw new LabException($"{Origin}: expects numbers in the column '{column.Name}', got text");
            return Targets.FromValues(
                [.. examples.SelectMany(row => targets.Select(column => (float)column.Numbers[row]))], [targets.Count]);
        }
        var (texts, classes) = (targets[0].Texts, description.Classes!);
        var map = texts.Select(text => Array.IndexOf(classes, text)).ToArray();
        if (Array.FindIndex(map, known => known < 0) is >= 0 and var unknown)
            throw new LabException($"{Origin}: the class '{TableColumn.Short(texts[unknown])}' is none of the "
                + $"network's "
                + $"{classes.Length} classes {ClassList.Of(description)}; it was trained on '{description.Name}'");
        return Targets.FromLabels([.. examples.Select(row => map[targets[0].Codes[row]])], classes.Length);
    }

    static T Standardize<T>(TableColumn column, IReadOnlyList<int> rows, Func<double, double, T> create)
    {
        var mean = rows.Average(row => column.Numbers[row]);
        var variance = rows.Average(row => (column.Numbers[row] - mean) * (column.Numbers[row] - mean));
        var deviation = Math.Sqrt(variance);
        return double.IsFinite(mean) && double.IsFinite(deviation)
            ? create(mean, deviation > 0 ? deviation : 1)
            : throw new LabException($"the numbers of the column '{column.Name}' are too large; scale them down");
    }

    static LearningTask ChooseTask(
        TableColumn[] targets, LearningTask? requested, string path, Action<string> notify)
    {
        if (requested == LearningTask.Reconstruct) return LearningTask.Reconstruct;
        var text = targets.FirstOrDefault(column => !column.IsNumeric);
        if (requested == LearningTask.Regress && text is not null)
            throw new UsageException($"--task regress: the column '{text.Name}' of {path} has text such as "
                + $"'{TableColumn.Short(text.Texts[0])}', expected numbers; omit --task to classify");
        var task = requested ?? (text is null ? LearningTask.Regress : LearningTask.Classify);
        if (task == LearningTask.Classify && targets.Length > 1)
            throw new UsageException($"--target: classes come from one column, got {targets.Length}; name one of them");
        if (requested is null && task == LearningTask.Regress && targets[0].Numbers.Distinct().Take(MaximumNamed + 1)
            .Count() <= MaximumNamed)
            notify($"The column '{targets[0].Name}' has numbers, so this is a regression; for classes add --task "
                + "classify.");
        return task;
    }

    static TableColumn[] Prepare(TableColumn[] targets, LearningTask task, string path)
    {
        if (task != LearningTask.Classify) return targets;
        var column = targets[0].AsTexts();
        var (classes, rows) = (column.Texts.Count, column.Codes.Count);
        if (classes < 2)
            throw new LabException($"{path}: the column '{column.Name}' has one class only, "
                + $"'{TableColumn.Short(column.Texts[0])}'; a classifier needs two");
        if (2 * classes > rows || classes > Training.ConfusionMatrix.MaximumClasses)
            throw new LabException($"{path}: the column '{column.Name}' has {classes} different classes in {rows} "
                + $"rows; "
                + "expects two rows per class or more; choose another --target");
        return [column];
    }

    static void CheckTexts(TableColumn[] inputs, string path)
    {
        foreach (var column in inputs)
            if (!column.IsNumeric && column.Texts.Count > MaximumTexts)
                throw new LabException($"{path}: the column '{column.Name}' has more than {MaximumTexts} different "
                    + $"texts "
                    + $"such as '{TableColumn.Short(column.Texts[0])}'; correct it, or leave it out with --ignore "
                    + $"{column.Name}");
    }

    /// <summary>Returns the columns that an option names: one, or several separated by commas.</summary>
    static string[] Names(string option, string? value, string[] known, string path)
    {
        if (value is null) return [];
        if (known.Contains(value)) return [value];
        string[] names = value.Split(',', StringSplitOptions.TrimEntries);
        var unknown = names.FirstOrDefault(name => !known.Contains(name));
        return unknown is null
            ? names
            : throw new UsageException($"{option}: {path} has no column '{unknown}'; its columns are {List(known)}");
    }

    static string List(string[] names) => string.Join(", ", names.Take(MaximumNamed).Select(TableColumn.Short))
        + (names.Length > MaximumNamed ? $", … ({names.Length} columns)" : "");
}

/// <summary>Sorts the names of classes: as numbers if all are numbers, else by their letters.</summary>
static class ClassOrder
{
    public static string[] Of(IEnumerable<string> names)
    {
        string[] sorted = [.. names.Order(StringComparer.Ordinal)];
        return sorted.All(name => double.TryParse(name, out _)) ? [.. sorted.OrderBy(double.Parse)] : sorted;
    }
}

/// <summary>Converts the values of a column to elements as a description says.</summary>
sealed class ColumnEncoder
{
    readonly TableColumn column;
    readonly InputColumn conversion;
    readonly int[]? elements;            // of each text, the index of its element

    public ColumnEncoder(TableColumn column, InputColumn conversion, string origin)
    {
        (this.column, this.conversion) = (column, conversion);
        if (conversion.Texts is null && !column.IsNumeric)
            throw new LabException($"{origin}: expects numbers in the column '{column.Name}', got text such as "
                + $"'{TableColumn.Short(column.Texts[0])}'");
        if (conversion.Texts is not { } texts) return;
        this.column = column.AsTexts();
        elements = [.. this.column.Texts.Select(text => Array.IndexOf(texts, text))];
        if (Array.IndexOf(elements, -1) is >= 0 and var unknown)
            throw new LabException($"{origin}: the text '{TableColumn.Short(this.column.Texts[unknown])}' of the "
                + $"column "
                + $"'{column.Name}' was not in the training data; it had {string.Join(", ", texts.Take(20))}");
    }

    public void Write(int row, Span<float> to)
    {
        if (elements is not null) to[elements[column.Codes[row]]] = 1;
        else to[0] = (float)((column.Numbers[row] - conversion.Mean) / conversion.Deviation);
    }
}
