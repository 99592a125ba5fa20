using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// One random lifetime of a worker pool, drawn from a seed: the number of threads, how long workers spin and park,
/// threads that cannot be started, jobs of every kind with pauses between them, exceptions, and the disposal.
/// </summary>
sealed class WorkerPoolStress
{
    const long Large = long.MaxValue;

    static readonly int[] ThreadCounts = [1, 2, 3, 4, 8, 16, 32];
    static readonly int[] PollCounts = [0, 1, 20, 1000];
    static readonly int[] ParkingLimits = [0, 1, 3, 1000];
    static readonly TimeSpan limit = TimeSpan.FromMinutes(1);

    readonly RandomStream random, startRandom;
    readonly List<Thread> started = [];
    readonly WorkerPool pool;
    readonly int parkingLimit;
    readonly bool startsFail;
    int active;                          // items in progress

    WorkerPoolStress(ulong seed, string name)
    {
        (random, startRandom) = (new(seed, name), new(seed, $"{name}, starts"));
        parkingLimit = OneOf(ParkingLimits);
        startsFail = random.NextInt(4) == 0;
        pool = new WorkerPool(OneOf(ThreadCounts), Start, OneOf(PollCounts), parkingLimit);
    }

    /// <summary>Runs two lifetimes at once, each on a thread of its own, with a time limit against deadlocks.</summary>
    public static void Check(ulong seed)
    {
        Task[] lifetimes = [.. new[] { "first", "second" }.Select(name =>
            Task.Factory.StartNew(new WorkerPoolStress(seed, name).Run, TaskCreationOptions.LongRunning))];
        Assert.True(Task.WaitAll(lifetimes, limit), $"The pools did not come to an end within {limit}");
    }

    void Run()
    {
        for (var jobs = random.NextInt(12); jobs > 0; jobs--)
        {
            RunJob();
            Assert.Equal(0, Volatile.Read(ref active));
            Pause();
        }
        pool.Dispose();
        Assert.All(started, thread => Assert.True(thread.Join(limit), "a worker outlived its pool"));
        pool.Dispose();
    }

    void RunJob()
    {
        var count = random.NextInt(100);
        switch (random.NextInt(7))
        {
            case 0: ComputeEachOnce(count, random.NextInt(200), slow: random.NextInt(100)); break;
            case 1: ThrowAt(random.NextInt(count + 1), count + 1, random.NextInt(200)); break;
            case 2: CoverRanges(random.NextInt(2000), 1 + random.NextInt(50)); break;
            case 3: pool.ForEach(1 + count / 10, Large, _ => ComputeEachOnce(10, spin: 5)); break;
            case 4: Parallel.For(0, 3, _ => ComputeEachOnce(count, spin: 5)); break;
            case 5: ComputeEachOnce(20_000, spin: 0); break;                  // threads compete for every item
            default:
                for (var job = 0; job < 30; job++) ComputeEachOnce(job % 5, spin: 0);
                break;
        }
    }

    /// <summary>Runs a job. The slow item ends after all others.</summary>
    void ComputeEachOnce(int count, int spin, int slow = -1)
    {
        var computed = new int[count];
        pool.ForEach(count, Large, item => Compute(ref computed[item], spin, item == slow ? 2 : 0));
        Assert.Equal(-1, Array.FindIndex(computed, times => times != 1));
    }

    void CoverRanges(int length, int grain)
    {
        var covered = new int[length];
        pool.ForRanges(length, grain, (start, end) =>
        {
            for (var i = start; i < end; i++) Compute(ref covered[i], spin: 0);
        });
        Assert.All(covered, times => Assert.Equal(1, times));
    }

    /// <summary>Runs a job whose item throws. No item runs twice, and none runs after the caller returns.</summary>
    void ThrowAt(int failing, int count, int spin)
    {
        var computed = new int[count];
        var error = Assert.Throws<InvalidOperationException>(() => pool.ForEachThread(count, Large, items =>
        {
            foreach (var item in items)
                if (item == failing) throw new InvalidOperationException($"item {item}");
                else Compute(ref computed[item], spin);
        }));
        Assert.Equal($"item {failing}", error.Message);
        Assert.All(computed, times => Assert.InRange(times, 0, 1));
    }

    void Compute(ref int times, int spin, int milliseconds = 0)
    {
        Interlocked.Increment(ref active);
        Interlocked.Increment(ref times);
        Thread.SpinWait(spin);
        if (milliseconds > 0) Thread.Sleep(milliseconds);
        Interlocked.Decrement(ref active);
    }

    /// <summary>Waits for a moment in which the workers spin, park, retire or have retired.</summary>
    void Pause()
    {
        switch (random.NextInt(5))
        {
            case 0: Thread.SpinWait(random.NextInt(2000)); break;
            case 1: Thread.Yield(); break;
            case 2: Thread.Sleep(Math.Min(parkingLimit, 3) + random.NextInt(2)); break;
        }
    }

    /// <summary>Starts a worker's thread, or fails. The pool calls it from one thread at a time.</summary>
    void Start(Thread thread)
    {
        if (startsFail && startRandom.NextInt(3) == 0) throw new OutOfMemoryException();
        thread.Start();
        started.Add(thread);
    }

    T OneOf<T>(T[] values) => values[random.NextInt(values.Length)];
}
