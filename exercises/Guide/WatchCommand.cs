namespace Exercises.Guide;

/// <summary>
/// The command <c>watch</c>: runs the tests of one exercise after every save, and reads keys. It polls the last write
/// time, which works on every file system.
/// </summary>
public sealed class WatchCommand(Course course, TestRunner runner, Commands commands, ConsoleOutput output)
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(150);

    Exercise? current;
    DateTime lastWrite;

    /// <summary>Runs until q is pressed or <paramref name="stop"/> is cancelled. Returns the exit code.</summary>
    public int Run(CancellationToken stop)
    {
        current = Commands.Next(commands.Results()) ?? course.Exercises[^1];
        Check();
        while (!stop.IsCancellationRequested)
        {
            if (LastWriteTime() != lastWrite) Check();
            if (!Console.IsInputRedirected && Console.KeyAvailable
                && !HandleKey(Console.ReadKey(intercept: true).KeyChar)) return 0;
            stop.WaitHandle.WaitOne(PollInterval);
        }
        return 0;
    }

    DateTime LastWriteTime() => File.Exists(current!.Path) ? File.GetLastWriteTimeUtc(current.Path) : default;

    void Check()
    {
        lastWrite = LastWriteTime();
        output.Clear();
        try
        {
            var result = runner.Run(current!);
            output.WriteResult(result);
            output.WriteLine();
            if (result.Passed)
            {
                output.WriteLine($"{current} passes. Press n for the next exercise; `solution {current!.Id}` shows " +
                    "another way to write it.", "green");
                commands.WriteOpenPrograms(current);
            }
            else if (result.Outcome is Outcome.Todo) output.WriteNext(current!);
        }
        catch (IOException error)
        {
            output.WriteLine(error.Message,
                "yellow");        // the editor still writes the file; retry
            lastWrite = default;
        }
        output.WriteLine("n next   h hint   l list   r run again   q quit", "dim");
    }

    bool HandleKey(char key)
    {
        switch (char.ToLowerInvariant(key))
        {
            case 'q': return false;
            case 'r': Check(); break;
            case 'h': commands.Hint(current!); break;
            case 'l': output.WriteTable(commands.Results()); break;
            case 'n':
                var results = commands.Results();
                var after = course.Exercises.ToList().IndexOf(current!);
                current = results.Skip(after + 1).Concat(results).FirstOrDefault(result => !result.Passed)?.Exercise
                    ?? current;
                Check();
                break;
        }
        return true;
    }
}
