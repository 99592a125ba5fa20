namespace Exercises.Guide;

/// <summary>
/// Looks at one exercise's files, and checks again after every save. It compares times of last writing a few times a second, which
/// works on every file system; keys are read in between.
/// </summary>
public sealed class Watch(Course course, Judge judge, Commands commands, Screen screen)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    Exercise? current;
    DateTime seen;

    /// <summary>Runs until q is pressed, or until all is done.</summary>
    public int Run(CancellationToken stop)
    {
        current = Commands.Next(commands.Verdicts()) ?? course.Exercises[^1];
        Check();
        while (!stop.IsCancellationRequested)
        {
            if (Saved() != seen) Check();
            if (!Console.IsInputRedirected && Console.KeyAvailable && !Obey(Console.ReadKey(intercept: true).KeyChar)) return 0;
            stop.WaitHandle.WaitOne(Pause);
        }
        return 0;
    }

    DateTime Saved() => File.Exists(current!.Path) ? File.GetLastWriteTimeUtc(current.Path) : default;

    void Check()
    {
        seen = Saved();
        screen.Clear();
        try
        {
            var verdict = judge.Check(current!);
            screen.Show(verdict);
            screen.Blank();
            if (verdict.Passed)
                screen.Say($"{current} passes. n goes on; `solution {current!.Id}` shows another way to write it.", "green");
            else if (verdict.Outcome is Outcome.Todo) screen.Next(current!);
        }
        catch (IOException error)
        {
            screen.Say(error.Message, "yellow");        // an editor is just writing the file: the next look will find it
            seen = default;
        }
        screen.Say("n next   h hint   l list   r run again   q quit", "dim");
    }

    bool Obey(char key)
    {
        switch (char.ToLowerInvariant(key))
        {
            case 'q': return false;
            case 'r': Check(); break;
            case 'h': commands.Hint(current!); break;
            case 'l': screen.Table(commands.Verdicts()); break;
            case 'n':
                var verdicts = commands.Verdicts();
                var after = course.Exercises.ToList().IndexOf(current!);
                current = verdicts.Skip(after + 1).Concat(verdicts).FirstOrDefault(verdict => !verdict.Passed)?.Exercise ?? current;
                Check();
                break;
        }
        return true;
    }
}
