using System.Diagnostics;
using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Tests.Fuzzing;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Random lifetimes of worker pools and of backends, on all processors and on one: no item is lost or computed twice,
/// no thread outlives its pool, and nothing deadlocks.
/// </summary>
public sealed class WorkerPoolStressTests
{
    const int Lifetimes = 60, LifetimesOnOneProcessor = 60, BackendLifetimes = 20;

    static readonly ProductShape Shape = new(1, 96, 80, 64);

    [Fact]
    public void Two_pools_at_once_compute_each_item_once_and_end_all_their_threads() =>
        FuzzRun.Check(Lifetimes, WorkerPoolStress.Check);

    [SkippableFact]
    public void Two_pools_on_one_processor_compute_each_item_once_and_end_all_their_threads()
    {
        Skip.IfNot(File.Exists("/usr/bin/taskset"), "taskset, which limits a process to one processor, is absent");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/taskset",
            ["-c", FirstProcessor(), "dotnet", typeof(WorkerPoolStressTests).Assembly.Location])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        Assert.Equal("1 processor, at least 60 lifetimes: no finding\n", output.Result);
    }

    /// <summary>The program of the child process.</summary>
    internal static void RunOnOneProcessor()
    {
        var lifetimes = FuzzRun.Check(LifetimesOnOneProcessor, WorkerPoolStress.Check);
        Assert.InRange(lifetimes, LifetimesOnOneProcessor, int.MaxValue);
        Console.WriteLine($"{Environment.ProcessorCount} processor, at least {LifetimesOnOneProcessor} lifetimes: "
            + "no finding");
    }

    [Fact]
    public void Two_backends_at_once_give_the_same_bits_until_another_thread_disposes_them()
    {
        var expected = Compute(1);
        var results = 0;
        FuzzRun.Check(BackendLifetimes, seed =>
        {
            var random = new RandomStream(seed, "backends");
            Cpu<float>[] backends = [new(2 + random.NextInt(7)), new(2 + random.NextInt(7))];
            Task[] users = [.. backends.Select(backend => Task.Factory.StartNew(
                () => ComputeUntilDisposed(backend, expected, ref results), TaskCreationOptions.LongRunning))];
            Thread.Sleep(random.NextInt(10));
            foreach (var backend in backends)
            {
                Thread.SpinWait(random.NextInt(10_000));
                Assert.True(SpinWait.SpinUntil(() => TryDispose(backend), TimeSpan.FromMinutes(1)));
            }
            Assert.True(Task.WaitAll(users, TimeSpan.FromMinutes(1)), "The users of the backends do not end");
        });
        Assert.True(results > BackendLifetimes, $"{results} results");
    }

    static float[] Compute(int threads)
    {
        using var backend = new Cpu<float>(threads);
        return new Product(backend).Compute();
    }

    static void ComputeUntilDisposed(Cpu<float> backend, float[] expected, ref int results)
    {
        try
        {
            for (var product = new Product(backend); ; Interlocked.Increment(ref results))
                Assert.Equal(expected, product.Compute());
        }
        catch (ObjectDisposedException error)
        {
            Assert.Equal("Backend cpu: was disposed; create a new backend", error.Message);
        }
        catch (InvalidOperationException error)
        {
            // The backend is being disposed: the other thread has reserved it.
            Assert.Matches(@"^Backend cpu: is in use by thread \d+, ", error.Message);
        }
    }

    /// <summary>Disposes a backend; returns false if another thread is using it.</summary>
    static bool TryDispose(Cpu<float> backend)
    {
        try
        {
            backend.Dispose();
            return true;
        }
        catch (InvalidOperationException error) when (error.Message.Contains("is in use by thread"))
        {
            return false;
        }
    }

    /// <summary>A matrix product that is large enough to be shared among threads.</summary>
    sealed class Product
    {
        readonly Backend backend;
        readonly ValueBuffer a, b, c;

        public Product(Backend backend)
        {
            var run = new PrimitiveRun(backend);
            this.backend = backend;
            (a, b) = (run.Values(Shape.Rows * Shape.Depth), run.Values(Shape.Depth * Shape.Columns));
            c = backend.AllocateValues(Shape.Rows * Shape.Columns);
        }

        public float[] Compute()
        {
            var values = new float[c.Length];
            backend.Product(Shape, a, b, null, c);
            backend.Read(c, values);
            return values;
        }
    }

    /// <summary>Returns the number of the first processor on which this process may run.</summary>
    static string FirstProcessor()
    {
        const string field = "Cpus_allowed_list:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field));
        return line[field.Length..].Trim().Split(',', '-')[0];
    }
}
