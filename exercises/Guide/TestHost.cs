using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;

namespace Exercises.Guide;

/// <summary>
/// The process that runs a learner's code. It loads each assembly into a load context, runs the tests in order up to
/// the first failure, and writes one line of JSON per event. An endless loop, a stack overflow or an exit ends this
/// process only; the <see cref="TestRunner"/> then starts another one.
/// </summary>
public static class TestHost
{
    /// <summary>The command-line argument that starts the program as a test host.</summary>
    public const string Argument = "test-host";

    /// <summary>Answers requests from standard input until it is closed.</summary>
    public static void Serve()
    {
        using var events = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false))
        {
            AutoFlush = true, NewLine = "\n",
        };
        using var requests = new BlockingCollection<string>();
        new Thread(() => Listen(requests)) { IsBackground = true }.Start();
        foreach (var line in requests.GetConsumingEnumerable())
        {
            var request = JsonSerializer.Deserialize<TestRequest>(line)!;
            var context = new AssemblyLoadContext("exercise", isCollectible: true);
            try
            {
                Run(context.LoadFromStream(new MemoryStream(request.Assembly), new MemoryStream(request.Symbols)),
                    request, step => events.WriteLine(JsonSerializer.Serialize(step)));
            }
            finally
            {
                context.Unload();
            }
            events.WriteLine(JsonSerializer.Serialize(new TestEvent(Done: true)));
        }
    }

    /// <summary>
    /// Reads requests on a separate thread, so that the process exits with its parent even while a test loops forever.
    /// </summary>
    static void Listen(BlockingCollection<string> requests)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        while (input.ReadLine() is { } line) requests.Add(line);
        Environment.Exit(0);
    }

    static void Run(Assembly assembly, TestRequest request, Action<TestEvent> send)
    {
        var tests = assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.GetCustomAttribute<ExerciseTestAttribute>() is not null)
            .OrderBy(method => method.MetadataToken);
        var context = new TestContext(request.Small, line => send(new(Output: line)));
        foreach (var test in tests)
        {
            var attribute = test.GetCustomAttribute<ExerciseTestAttribute>()!;
            send(new(Started: new(test.Name, Outcome.Passed, attribute.Formula, attribute.Method)));
            var result = Run(test, attribute, context, request.File);
            send(new(Finished: result));
            if (!result.Passed) break;
        }
        if (context.Page.Content is { Length: > 0 } page) send(new(Page: page));
    }

    static TestResult Run(MethodInfo test, ExerciseTestAttribute attribute, TestContext context, string file)
    {
        var printed = new StringWriter();
        Console.SetOut(printed);
        context.NotFasterYet = null;
        var watch = Stopwatch.StartNew();
        object[] arguments = test.GetParameters().Length == 0 ? [] : [context];
        var thrown = ThrownBy(() => test.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        var result = new TestResult(test.Name, Outcome.Passed, attribute.Formula, attribute.Method)
        {
            Milliseconds = watch.Elapsed.TotalMilliseconds,
            Printed = printed.ToString() is { Length: > 0 } text ? Shortened(text) : null,
        };
        if (thrown is not null) return WithException(result, thrown, test.Module.Assembly, file);
        return context.NotFasterYet is { } slow ? result with { Outcome = Outcome.NotFaster, Message = slow } : result;
    }

    static Exception? ThrownBy(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions is [var first, ..])
        {
            return first;                       // Parallel.For wraps the learner's exception; report the original
        }
        catch (Exception error)
        {
            return error;
        }
    }

    static TestResult WithException(TestResult result, Exception thrown, Assembly assembly, string file)
    {
        if (thrown is TodoException todo) return result with { Outcome = Outcome.Todo, Message = todo.Exercise };
        if (thrown is SkippedException) return result with { Outcome = Outcome.Skipped, Message = thrown.Message };
        if (thrown is AssertionException failed)
            return result with
            {
                Outcome = Outcome.Failed, Inputs = failed.Inputs, Expected = failed.Expected, Got = failed.Got,
            };
        var frames = new StackTrace(thrown, fNeedFileInfo: true).GetFrames()
            .Where(frame => IsOfExercise(frame, assembly)).ToArray();
        // The files of needed exercises pass their own tests, so the cause is rather in the file of this exercise.
        var origin = frames.FirstOrDefault(frame => frame.GetFileName() == file && !IsTest(frame))
            ?? frames.FirstOrDefault(frame => !IsTest(frame));
        return result with
        {
            Outcome = Outcome.Threw, Message = origin is null && thrown is NullReferenceException
                or ArgumentNullException
                ? $"{result.Method} returned null, or null is among its results"
                : $"{thrown.GetType().Name}: {thrown.Message.Split('\n')[0].Trim()}",
            File = origin?.GetFileName(), Line = origin?.GetFileLineNumber(),
            TestLine = frames.LastOrDefault(IsTest)?.GetFileLineNumber(),
        };
    }

    static bool IsOfExercise(StackFrame frame, Assembly assembly) =>
        frame.GetFileName() is not null && frame.GetMethod()?.Module.Assembly == assembly;

    static bool IsTest(StackFrame frame) => Path.GetFileName(frame.GetFileName()) is "Tests.cs" or "TensorCheck.cs"
        or "Milestone.cs" or "Prediction.cs";

    static string Shortened(string text) => text.Length <= 2000 ? text.TrimEnd() : text[..2000] + " …";
}
