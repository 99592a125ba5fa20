using System.CommandLine;
using System.CommandLine.Parsing;

namespace Exercises.Guide;

/// <summary>The command line of <c>dotnet run --project exercises --</c>: commands, arguments and options.</summary>
public static class CommandLine
{
    /// <summary>Returns the root command; each command calls a method of <paramref name="commands"/>.</summary>
    public static RootCommand Create(Course course, TestRunner runner, Commands commands, ConsoleOutput output)
    {
        var watch = new Command("watch",
            "Run the tests again after every save. Keys: n next, h hint, l list, r run again, q quit.");
        watch.SetAction((_, stop) =>
            Task.Run(() => new WatchCommand(course, runner, commands, output).Run(stop), CancellationToken.None));

        var small = new Option<bool>("--small")
        {
            Description = "Run a milestone on a few built-in digits, in seconds.",
        };
        var any = Id(course, optional: true);
        var check = new Command("check",
            "Run the tests of one exercise, or of all. The exit code is 0 only if all of them pass.") { any, small };
        check.SetAction(parsed => commands.Check(parsed.GetValue(any), parsed.GetValue(small)));

        var choice = new Argument<string?>("CHOICE")
        {
            Description = "Your prediction: a, b, c or d.", Arity = ArgumentArity.ZeroOrOne,
        };
        var prediction = Id(course, optional: false);
        var predict = new Command("predict",
            "Show the question of a prediction; with a choice, run it on your code and compare.")
        {
            prediction, choice,
        };
        predict.SetAction(parsed => commands.Predict(parsed.GetValue(prediction)!, parsed.GetValue(choice)));

        var giveUp = new Option<bool>("--give-up")
        {
            Description = "Show the solution before the tests pass. The overview marks the exercise.",
        };
        var root = new RootCommand(
            "Build a neural-network framework, exercise by exercise. Without a command: progress and next exercise.")
        {
            watch, check, predict,
            For("hint", "Show the next hint; each exercise has three.", course,
                (exercise, _) => commands.Hint(exercise)),
            For("solution", "Show the solution, after your tests pass.", course,
                (exercise, parsed) => commands.Solution(exercise, parsed.GetValue(giveUp)), giveUp),
            For("reset", "Restore the stub; your file is kept next to it with the suffix .mine.", course,
                (exercise, _) => commands.Reset(exercise)),
        };
        root.SetAction(_ => commands.Overview());
        return root;
    }

    /// <summary>
    /// Returns the first error of an invalid command line. If a word that is no command resembles one, the message
    /// names that command.
    /// </summary>
    public static string ErrorMessage(ParseResult parsed)
    {
        var commands = parsed.RootCommandResult.Command.Subcommands.Select(command => command.Name);
        var word = parsed.UnmatchedTokens.FirstOrDefault() ?? "";
        return commands.MinBy(command => Edits(word, command)) is { } nearest && Edits(word, nearest) <= 2
            ? $"there is no command {word}; did you mean {nearest}?"
            : $"{parsed.Errors[0].Message.TrimEnd('.')}; see --help";
    }

    /// <summary>Returns the number of letters to insert, delete or replace in order to turn a into b.</summary>
    static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j],
                    Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }

    static Command For(string name, string description, Course course, Func<Exercise, ParseResult, int> run,
        params Option[] options)
    {
        var id = Id(course, optional: false);
        var command = new Command(name, description) { id };
        foreach (var option in options) command.Add(option);
        command.SetAction(parsed => run(parsed.GetValue(id)!, parsed));
        return command;
    }

    static Argument<Exercise?> Id(Course course, bool optional) => new("ID")
    {
        Description = "An exercise (01, 02, …), a milestone (M1, M2, …) or a prediction (P1, P2, …).",
        Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        CustomParser = result =>
            result.Tokens is [var token] && course.Find(token.Value) is { } found ? found : Unknown(result, course),
    };

    static Exercise? Unknown(ArgumentResult result, Course course)
    {
        if (result.Tokens is [var token])
            result.AddError($"there is no exercise {token.Value}; exercises are " +
                $"{course.Exercises.Min(one => one.Id)} to {course.Exercises.Max(one => one.Id)}, milestones " +
                $"{course.Milestones[0].Id} to {course.Milestones[^1].Id}");
        return null;
    }
}
