using System.Reflection;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>
/// The switch that Stryker compiles into the library: it holds the id of the active mutant, or records the ids of the
/// mutants whose code runs.
/// </summary>
sealed class StrykerSwitch
{
    const int None = -1;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.05);

    readonly Type control = typeof(Tensor).Assembly.GetTypes().SingleOrDefault(type => type.Name == "MutantControl")
        ?? throw new InvalidOperationException("Tiny.Nn.dll holds no mutants; run Tiny.Nn.Tests/mutation.sh");

    /// <summary>The id of the active mutant, or null for the original library.</summary>
    public int? Active
    {
        set => control.GetField("ActiveMutant")!.SetValue(null, value ?? None);
    }

    /// <summary>
    /// Runs an action on the original library. Returns the ids of the mutants whose code ran; in the second list only
    /// those in static initializers, which run once in a process. Recording is slow, so it has a limit of processor
    /// time.
    /// </summary>
    public (IReadOnlyList<int> All, IReadOnlyList<int> Static) Record(Action action, TimeSpan limit)
    {
        var capture = control.GetField("CaptureCoverage")!;
        Call("ResetCoverage");
        capture.SetValue(null, true);
        var end = Environment.CpuUsage.TotalTime + limit;
        using (new Timer(_ => StopAt(end), null, Interval, Interval)) action();
        capture.SetValue(null, false);
        var covered = (IList<int>[])Call("GetCoverageData")!;
        return ([.. covered[0].Union(covered[1])], [.. covered[1]]);

        void StopAt(TimeSpan time)
        {
            if (Environment.CpuUsage.TotalTime >= time) capture.SetValue(null, false);
        }
    }

    object? Call(string method) => control.GetMethod(method)!.Invoke(null, null);
}
