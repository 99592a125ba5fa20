using Tiny.Nn.Backends;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Tests that two threads cannot use one backend at once, and may use it one after the other.</summary>
public sealed class BackendThreadTests
{
    /// <summary>A reference backend whose Fill waits for another thread.</summary>
    sealed class WaitingBackend : Reference
    {
        public readonly ManualResetEventSlim Entered = new(), MayLeave = new();

        protected override void FillCore(double value, ValueBuffer y)
        {
            Entered.Set();
            MayLeave.Wait();
            base.FillCore(value, y);
        }
    }

    /// <summary>Runs on a thread of its own, and returns the exception that it throws.</summary>
    static Exception? OnAnotherThread(Action action)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(action));
        thread.Start();
        thread.Join();
        return error;
    }

    static void AssertInUse(Exception? error) => Assert.Matches(
        @"^Backend [a-z-]+: is in use by thread \d+, got a call from thread \d+; create one backend for each thread, " +
        "or dispose the scope before another thread uses the backend$",
        Assert.IsType<InvalidOperationException>(error).Message);

    [Fact]
    public void A_call_while_another_threads_scope_is_open_throws()
    {
        using var backend = new Cpu<float>(1);
        var x = Tensor.Full(backend, [4], 1, requiresGradient: true);
        using (var scope = backend.BeginScope())
        {
            var y = x.Sin();
            foreach (var call in new Action[]
            {
                () => x.Sin(), () => x.ToArray(), () => x.Assign([1, 2, 3, 4]), () => Graph.Backward(y.Sum()),
                () => backend.BeginScope(), () => backend.AllocateValues(1), () => scope.RentIndices(1),
                () => Tensor.Scalar(backend, 1), scope.Dispose, backend.Dispose,
            }) AssertInUse(OnAnotherThread(call));
            Graph.Backward(y.Sum());
        }
        Assert.Null(OnAnotherThread(() =>
        {
            using var scope = backend.BeginScope();
            Graph.Backward(x.Sin().Sum());
        }));
        using var last = backend.BeginScope();
        Graph.Backward(x.Sin().Sum());
    }

    [Fact]
    public void Two_calls_that_overlap_without_a_scope_throw()
    {
        using var backend = new WaitingBackend();
        ValueBuffer x = backend.AllocateValues(1), y = backend.AllocateValues(1);
        var waiting = new Thread(() => backend.Fill(1, x));
        waiting.Start();
        backend.Entered.Wait();
        AssertInUse(Record.Exception(() => backend.Fill(1, y)));
        AssertInUse(Record.Exception(() => backend.BeginScope()));
        AssertInUse(Record.Exception(backend.Dispose));
        backend.MayLeave.Set();
        waiting.Join();
        backend.Fill(1, y);
    }

    [Fact]
    public void Two_threads_compute_right_results_or_throw()
    {
        using var backend = new Cpu<float>(1);
        var (wrong, right, refused) = (0, 0, 0);
        var threads = Enumerable.Range(0, 2).Select(number => new Thread(() =>
        {
            for (var step = 0; step < 20_000; step++)
                try
                {
                    using var scope = backend.BeginScope();
                    var x = Tensor.Full(backend, [5], number + 1, requiresGradient: true);
                    Graph.Backward((x * x).Sum());
                    if (x.Gradient!.ToArray().All(value => value == 2 * (number + 1))) Interlocked.Increment(ref right);
                    else Interlocked.Increment(ref wrong);
                }
                catch (InvalidOperationException error) when (error.Message.Contains("is in use by thread"))
                {
                    Interlocked.Increment(ref refused);
                }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal((0, 40_000), (wrong, right + refused));
    }

    [Fact]
    public void A_primitive_that_fails_leaves_the_backend_free()
    {
        using var backend = new Reference();
        ValueBuffer x = backend.AllocateValues(1), y = backend.AllocateValues(2);
        Assert.Throws<ArgumentException>(() => backend.AddScaled(1, x, 1, y));
        Assert.Throws<ArgumentException>(() => backend.AllocateValues(-1));
        Assert.Null(OnAnotherThread(() => backend.Fill(1, x)));
    }

    [Fact]
    public void A_disposed_pool_has_ended_its_workers()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var round = 0; round < 10; round++)
        {
            var started = new List<Thread>();
            var pool = new WorkerPool(8, thread =>
            {
                thread.Start();
                started.Add(thread);
            });
            pool.ForEach(100, long.MaxValue, _ => { });
            Thread.Sleep(20);                            // the workers park
            pool.Dispose();
            Assert.Equal(7, started.Count);
            Assert.All(started, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(10))));
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(7), $"Dispose wakes the workers, took {clock.Elapsed}");
    }
}
