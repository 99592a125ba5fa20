using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Tiny.Nn.Tests.Mutation;

/// <summary>The test cases that run against mutants, each run alone and in this process.</summary>
sealed class InProcessTests : IDisposable
{
    /// <summary>
    /// Parts of the names of tests that take long, start processes, or test no code of the upper layers.
    /// </summary>
    static readonly string[] Excluded =
    [
        "Tests.Lab", "Tests.Exercises", "Tests.Bench", "Tests.Readme", "Tests.Catalogue", "Tests.Architecture",
        "Tests.Backends", "Tests.Mutants", "Tests.Mutation", "Tests.Fuzzing", "Tests.Geometry", "Tests.NonFinite",
        "Tests.Browser", "Tests.Playground", "Tests.Exchange", "Download", "\"cpu", "\"opencl", "OnCpu",
    ];

    static readonly Assembly Tests = typeof(InProcessTests).Assembly;

    readonly XunitTestFramework framework = new(new NullMessageSink());
    readonly ITestFrameworkExecutor executor;
    readonly Dictionary<string, ITestCase> cases;

    public InProcessTests()
    {
        executor = framework.GetExecutor(Tests.GetName());
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(Tests));
        var found = new List<ITestCase>();
        using var sink = new Sink<IDiscoveryCompleteMessage>(message =>
        {
            if (message is ITestCaseDiscoveryMessage discovery) found.Add(discovery.TestCase);
            return true;
        });
        discoverer.Find(includeSourceInformation: false, sink, new Options());
        sink.Wait();
        cases = found.Where(IsIncluded).DistinctBy(test => test.UniqueID).ToDictionary(test => test.UniqueID);
    }

    /// <summary>The ids of the test cases; the same in each process.</summary>
    public IEnumerable<string> Ids => cases.Keys;

    public bool Contains(string id) => cases.ContainsKey(id);

    public string Name(string id) => cases[id].DisplayName;

    /// <summary>Runs a test case. Returns the first line of its failure, or null if it passes or is skipped.</summary>
    public string? Failure(string id)
    {
        string? failure = null;
        using var sink = new Sink<ITestAssemblyFinished>(message =>
        {
            if (message is IFailureInformation failed) failure ??= failed.Messages.FirstOrDefault() ?? "";
            return failure is null;
        });
        var options = new Options();
        options.SetValue("xunit.execution.DisableParallelization", true);
        options.SetValue("xunit.execution.SynchronousMessageReporting", true);
        executor.RunTests([cases[id]], sink, options);
        sink.Wait();
        return failure?.Split('\n')[0].Trim();
    }

    public void Dispose()
    {
        executor.Dispose();
        framework.Dispose();
    }

    static bool IsIncluded(ITestCase test)
    {
        var name = $"{test.TestMethod.TestClass.Class.Name}.{test.DisplayName}";
        return !Excluded.Any(part => name.Contains(part, StringComparison.Ordinal));
    }

    sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        readonly Dictionary<string, object?> values = [];

        public TValue GetValue<TValue>(string name) =>
            values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => values[name] = value;
    }

    /// <summary>Receives messages until one of type <typeparamref name="TLast"/>.</summary>
    sealed class Sink<TLast>(Func<IMessageSinkMessage, bool> onMessage) : LongLivedMarshalByRefObject, IMessageSink,
        IDisposable
    {
        readonly ManualResetEventSlim ended = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            var continues = onMessage(message);
            if (message is TLast) ended.Set();
            return continues;
        }

        public void Wait() => ended.Wait();

        public void Dispose() => ended.Dispose();
    }
}
