using System.CommandLine;
using System.CommandLine.Parsing;

namespace Exercises.Guide;

/// <summary>What can be typed after <c>dotnet run --project exercises --</c>.</summary>
static class CommandLine
{
    /// <summary>The commands, over the parts that carry them out.</summary>
    public static RootCommand Create(Course course, Judge judge, Commands commands, Screen screen)
    {
        var watch = new Command("watch", "Check again after every save. Keys: n next, h hint, l list, r run again, q quit.");
        watch.SetAction((_, stop) => Task.Run(() => new Watch(course, judge, commands, screen).Run(stop), CancellationToken.None));

        var small = new Option<bool>("--small") { Description = "Milestones on few built-in digits, in seconds." };
        var any = Id(course, optional: true);
        var check = new Command("check", "Run one exercise's tests, or all; the exit code is 0 only if all asked for pass.") { any, small };
        check.SetAction(parsed => commands.Check(parsed.GetValue(any), parsed.GetValue(small)));

        var giveUp = new Option<bool>("--give-up") { Description = "Show it although the tests do not pass yet; this is remembered." };
        var root = new RootCommand("Rebuild the framework with your own hands. Without a command: where you are, and what is next.")
        {
            watch, check,
            For("hint", "One more hint at each call, three for each exercise.", course, (exercise, _) => commands.Hint(exercise)),
            For("solution", "One way to write it, once yours passes.", course,
                (exercise, parsed) => commands.Solution(exercise, parsed.GetValue(giveUp)), giveUp),
            For("reset", "The stub again; your file is kept beside it as .mine.", course, (exercise, _) => commands.Reset(exercise)),
        };
        root.SetAction(_ => commands.Overview());
        return root;
    }

    static Command For(string name, string description, Course course, Func<Exercise, ParseResult, int> act, params Option[] options)
    {
        var id = Id(course, optional: false);
        var command = new Command(name, description) { id };
        foreach (var option in options) command.Add(option);
        command.SetAction(parsed => act(parsed.GetValue(id)!, parsed));
        return command;
    }

    static Argument<Exercise?> Id(Course course, bool optional) => new("ID")
    {
        Description = "An exercise, 01 and so on, or a milestone, M1 and so on.",
        Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        CustomParser = result => result.Tokens is [var token] && course.Find(token.Value) is { } found ? found : Unknown(result, course),
    };

    static Exercise? Unknown(ArgumentResult result, Course course)
    {
        if (result.Tokens is [var token])
            result.AddError($"there is no exercise {token.Value}; they are {course.Exercises[0].Id} to {course.Exercises[^1].Id}, and " +
                $"milestones {course.Milestones[0].Id} to {course.Milestones[^1].Id}");
        return null;
    }
}
