using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Tiny.Nn.Lab.Data;

namespace Tiny.Nn.Lab.Commands;

/// <summary>
/// Creates command-line options. Their error messages name the option, the accepted range and the given value.
/// </summary>
static class OptionFactory
{
    /// <summary>Creates an option with a text value.</summary>
    public static Option<string?> Text(string name, string help, string placeholder) =>
        new(name) { Description = help, HelpName = placeholder };

    /// <summary>Creates the option <c>--net</c>.</summary>
    public static Option<string> Network() => new("--net")
    {
        Description = "The network; the command list shows all of them.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "default",
    };

    /// <summary>
    /// Creates an option with a numeric value from <paramref name="minimum"/> to <paramref name="maximum"/>; null
    /// if omitted.
    /// </summary>
    public static Option<T?> Number<T>(string name, string help, T minimum, T maximum, string placeholder = "N")
        where T : struct, INumber<T> => new(name)
    {
        Description = help,
        HelpName = placeholder,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (T.TryParse(text, CultureInfo.InvariantCulture, out var number)
                && number >= minimum && number <= maximum)
                return number;
            var kind = typeof(T) == typeof(double) ? "a number" : "an integer";
            result.AddError(string.Create(CultureInfo.InvariantCulture,
                $"{name}: expects {kind} from {minimum} to {maximum}, got '{text}'"));
            return null;
        },
    };

    /// <summary>Creates an option whose text is checked, and brought to its shortest form.</summary>
    /// <param name="normalize">Returns the text's shortest form, or throws a <see cref="UsageException"/>.</param>
    public static Option<string?> Text(
        string name, string help, string placeholder, Func<string, string> normalize) => new(name)
    {
        Description = help,
        HelpName = placeholder,
        CustomParser = result =>
        {
            try
            {
                return normalize(result.Tokens[0].Value);
            }
            catch (UsageException error)
            {
                result.AddError(error.Message);
                return null;
            }
        },
    };

    /// <summary>Creates the option <c>--data</c>.</summary>
    public static Option<string?> Data() => Text("--data",
        "A folder of IDX files or of class folders with PNG, PGM or PPM images, a .csv file with a header, or "
            + "synthetic, "
        + "fashion-mnist, kmnist. Default: MNIST, or synthetic digits if MNIST is unavailable.",
        "DIR|FILE|NAME");

    /// <summary>Creates the option <c>--layers</c>.</summary>
    public static Option<string?> Layers() => Text("--layers",
        "A network in one line, such as \"conv 16 5, pool 2, relu, flatten, dense 10\"; the command list shows the "
        + "words.", "LINE");

    /// <summary>Creates the option <c>--part</c>.</summary>
    public static Option<string?> Part() => Text("--part",
        "The part of data without a test set of its own: test, as in training, or all. Default: test.", "test|all");

    /// <summary>Returns the value of <c>--part</c>.</summary>
    public static DataPart ReadPart(string? text) => text switch
    {
        null or "test" => DataPart.Test,
        "all" => DataPart.All,
        _ => throw new UsageException($"--part: expects test or all, got '{text}'"),
    };

    /// <summary>Creates the required option <c>--model</c>.</summary>
    public static Option<string> Model() => new("--model")
    {
        Description = "The weights file that train wrote (model.safetensors).", HelpName = "FILE", Required = true,
    };
}
