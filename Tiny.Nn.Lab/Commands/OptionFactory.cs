using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Tiny.Nn.Lab.Commands;

/// <summary>The kinds of options that several commands have, with error lines that name the option, what it takes, and what came.</summary>
static class OptionFactory
{
    /// <summary>An option that takes text.</summary>
    public static Option<string?> Text(string name, string help, string placeholder) =>
        new(name) { Description = help, HelpName = placeholder };

    /// <summary>The option that names a network.</summary>
    public static Option<string> Network() => new("--net")
    {
        Description = "The network; list has them all.", HelpName = "NAME", DefaultValueFactory = _ => "default",
    };

    /// <summary>An option that takes a number within limits; null where it was not given.</summary>
    public static Option<T?> Number<T>(string name, string help, T least, T most, string placeholder = "N")
        where T : struct, INumber<T> => new(name)
    {
        Description = help,
        HelpName = placeholder,
        CustomParser = result =>
        {
            var given = result.Tokens[0].Value;
            if (T.TryParse(given, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            var kind = typeof(T) == typeof(double) ? "a number" : "a whole number";
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: expects {kind} from {least} to {most}, got '{given}'"));
            return null;
        },
    };

    public static Option<string?> Data() => Text("--data",
        "A folder with MNIST's four files, 'synthetic', or a .csv file of label,pixel0,… rows. Default: MNIST, else synthetic.",
        "DIR|synthetic|FILE.csv");

    public static Option<string> Model() => new("--model")
    {
        Description = "A file that train wrote: model.safetensors.", HelpName = "FILE", Required = true,
    };
}
