using System.CommandLine;
using System.CommandLine.Parsing;

namespace Exercises.Guide;

/// <summary>The command line of <c>dotnet run --project exercises --</c>: commands, arguments and options.</summary>
static class CommandLine
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

        var giveUp = new Option<bool>("--give-up")
        {
            Description = "Show the solution before the tests pass. The overview marks the exercise.",
        };
        var root = new RootCommand(
            "Build a neural-network framework, exercise by exercise. Without a command: progress and next exercise.")
        {
            watch, check,
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
        Description = "An exercise (01, 02, …) or a milestone (M1, M2, …).",
        Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        CustomParser = result =>
            result.Tokens is [var token] && course.Find(token.Value) is { } found ? found : Unknown(result, course),
    };

    static Exercise? Unknown(ArgumentResult result, Course course)
    {
        if (result.Tokens is [var token])
            result.AddError($"there is no exercise {token.Value}; exercises are {course.Exercises[0].Id} to " +
                $"{course.Exercises[^1].Id}, milestones {course.Milestones[0].Id} to {course.Milestones[^1].Id}");
        return null;
    }
}
