using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;

namespace Exercises.Guide;

/// <summary>
/// The process that runs a learner's code: it loads an assembly into a context of its own, runs its tests in order up to the first that
/// fails, and reports each in one line of JSON. An endless loop, a stack overflow or an exit harms this process only; the
/// <see cref="Judge"/> starts another one.
/// </summary>
public static class Referee
{
    /// <summary>The command-line word that makes the guide a referee.</summary>
    public const string Word = "referee";

    /// <summary>Answers requests until the input ends.</summary>
    public static void Serve()
    {
        using var answers = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        using var requests = new BlockingCollection<string>();
        new Thread(() => Listen(requests)) { IsBackground = true }.Start();
        foreach (var line in requests.GetConsumingEnumerable())
        {
            var request = JsonSerializer.Deserialize<Request>(line)!;
            var context = new AssemblyLoadContext("exercise", isCollectible: true);
            try
            {
                Run(context.LoadFromStream(new MemoryStream(request.Assembly), new MemoryStream(request.Symbols)), request.Small,
                    report => answers.WriteLine(JsonSerializer.Serialize(report)));
            }
            finally
            {
                context.Unload();
            }
            answers.WriteLine(JsonSerializer.Serialize(new Report(null, null, null, Done: true)));
        }
    }

    /// <summary>Reads on a thread of its own: when the guide is gone, so is its referee, even from within an endless loop.</summary>
    static void Listen(BlockingCollection<string> requests)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        while (input.ReadLine() is { } line) requests.Add(line);
        Environment.Exit(0);
    }

    static void Run(Assembly assembly, bool small, Action<Report> answer)
    {
        var tests = assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.GetCustomAttribute<AboutAttribute>() is not null).OrderBy(method => method.MetadataToken);
        var stage = new Stage(small, line => answer(new(null, line, null, false)));
        foreach (var test in tests)
        {
            var about = test.GetCustomAttribute<AboutAttribute>()!;
            answer(new(new(test.Name, Outcome.Passed, about.Formula, about.Method), null, null, false));
            var result = Run(test, about, stage);
            answer(new(null, null, result, false));
            if (result.Outcome is not (Outcome.Passed or Outcome.Skipped)) return;
        }
    }

    static TestResult Run(MethodInfo test, AboutAttribute about, Stage stage)
    {
        var printed = new StringWriter();
        Console.SetOut(printed);
        var watch = Stopwatch.StartNew();
        object[] arguments = test.GetParameters().Length == 0 ? [] : [stage];
        var thrown = Thrown(() => test.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        var result = new TestResult(test.Name, Outcome.Passed, about.Formula, about.Method)
        {
            Milliseconds = watch.Elapsed.TotalMilliseconds, Printed = printed.ToString() is { Length: > 0 } text ? Shortened(text) : null,
        };
        return thrown is null ? result : Describe(result, thrown, test.Module.Assembly);
    }

    static Exception? Thrown(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions is [var first, ..])
        {
            return first;                       // from Parallel.For: the learner wants to see what happened, not how it travelled
        }
        catch (Exception error)
        {
            return error;
        }
    }

    static TestResult Describe(TestResult result, Exception thrown, Assembly assembly)
    {
        if (thrown is TodoException todo) return result with { Outcome = Outcome.Todo, Message = todo.Exercise };
        if (thrown is SkippedException) return result with { Outcome = Outcome.Skipped, Message = thrown.Message };
        if (thrown is LessonException lesson)
            return result with { Outcome = Outcome.Failed, Inputs = lesson.Inputs, Expected = lesson.Expected, Got = lesson.Got };
        var frames = new StackTrace(thrown, fNeedFileInfo: true).GetFrames().Where(frame => IsOfExercise(frame, assembly)).ToArray();
        var place = frames.FirstOrDefault(frame => !IsTest(frame));
        return result with
        {
            Outcome = Outcome.Threw, Message = $"{thrown.GetType().Name}: {thrown.Message.Split('\n')[0].Trim()}",
            File = place?.GetFileName(), Line = place?.GetFileLineNumber(),
            TestLine = frames.LastOrDefault(IsTest)?.GetFileLineNumber(),
        };
    }

    static bool IsOfExercise(StackFrame frame, Assembly assembly) =>
        frame.GetFileName() is not null && frame.GetMethod()?.Module.Assembly == assembly;

    static bool IsTest(StackFrame frame) => Path.GetFileName(frame.GetFileName()) is "Tests.cs" or "Milestone.cs";

    static string Shortened(string text) => text.Length <= 2000 ? text.TrimEnd() : text[..2000] + " …";
}
