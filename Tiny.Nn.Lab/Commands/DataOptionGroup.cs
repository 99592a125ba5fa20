using System.CommandLine;
using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// The option <c>--data</c>, and those that say how it is read: <c>--target</c>, <c>--ignore</c>, <c>--task</c>,
/// <c>--image-size</c>, <c>--grey</c>.
/// </summary>
sealed class DataOptionGroup
{
    readonly Option<string?> data = OptionFactory.Data();

    readonly Option<string?> target = OptionFactory.Text("--target",
        "The column of a table to predict; several columns of numbers are separated by commas.", "NAME");

    readonly Option<string?> ignore = OptionFactory.Text("--ignore",
        "The columns of a table to leave out, separated by commas.", "NAMES");

    readonly Option<string?> task = OptionFactory.Text("--task",
        "The task. Default: classify images and columns of text, regress columns of numbers.",
        "classify|regress|reconstruct");

    readonly Option<string?> size = OptionFactory.Text("--image-size",
        "Stretch the images of a folder to this size, width × height.", "WxH");

    readonly Option<bool> grey = new("--grey") { Description = "Turn the images of a folder to grey levels." };

    /// <summary>The options, in the order of the help.</summary>
    public IReadOnlyList<Option> Options => [data, target, ignore, task, size, grey];

    public DataOptions Read(ParseResult parsed)
    {
        var options = new DataOptions
        {
            Source = parsed.GetValue(data), Target = parsed.GetValue(target), Ignore = parsed.GetValue(ignore),
            Task = ReadTask(parsed.GetValue(task)), ImageSize = parsed.GetValue(size), Grey = parsed.GetValue(grey),
        };
        _ = options.Size;                                  // an invalid size is an error before data is read
        return options;
    }

    /// <summary>Returns the options of a run to continue; only the place of the data may differ.</summary>
    public DataOptions Read(ParseResult parsed, EarlierRun earlier)
    {
        var (given, stored) = (Read(parsed), earlier.Settings.ReadDataOptions());
        Match("--target", given.Target, stored.Target);
        Match("--ignore", given.Ignore, stored.Ignore);
        Match("--task", given.Task, stored.Task);
        Match("--image-size", given.ImageSize, stored.ImageSize);
        Match("--grey", given.Grey ? "grey levels" : null, stored.Grey ? "grey levels" : null);
        return stored with { Source = given.Source ?? stored.Source };

        void Match(string option, object? value, object? expected)
        {
            if (value is not null && !value.Equals(expected))
                throw earlier.Contradiction(option, expected ?? "none", value);
        }
    }

    static LearningTask? ReadTask(string? text) => text switch
    {
        null => null,
        "classify" => LearningTask.Classify,
        "regress" => LearningTask.Regress,
        "reconstruct" => LearningTask.Reconstruct,
        _ => throw new UsageException($"--task: expects classify, regress or reconstruct, got '{text}'"),
    };
}
