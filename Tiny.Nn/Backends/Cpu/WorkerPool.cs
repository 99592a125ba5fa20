using System.Runtime.ExceptionServices;

namespace Tiny.Nn.Backends;

/// <summary>
/// Threads that share the independent work items of a parallel loop, called a job. The pool decides which thread
/// computes an item, never what an item computes. Shapes alone determine the items of a job. Only the ranges of
/// <see cref="ForRanges"/> also depend on the number of threads: one range 0 … length with one thread, ranges of grain
/// elements otherwise. No result depends on a range boundary, so the number of threads changes no bit of a result.
/// </summary>
/// <remarks>
/// A network of small layers starts a job every few microseconds, and waking a thread takes longer. Hence the states of
/// a worker:
/// <code>
/// state     the worker                                    leaves it when                            to
/// working   takes items of a job until none is left       no item is left                           spinning
/// spinning  polls "current", up to about 50 µs            another job is published                  working
///                                                         all polls are used up                     parked
/// parked    waits on the gate, counted in "parked"        a job is published and the gate pulsed    working
///                                                         a second passes, or the pool is disposed  retired
/// retired   has ended, not counted in "workers"           a caller starts a new thread              working
/// </code>
/// Memory ordering, in three arguments:
/// <list type="number">
/// <item>No wake-up is lost. The caller writes "current", then a full fence, then reads "parked". A parking worker
/// increments "parked" (interlocked, a full fence), then reads "current". Whichever comes second sees the other's
/// write: the caller pulses, or the worker does not wait. Even a late worker costs only time, because the caller takes
/// items itself and can complete the job alone.</item>
/// <item>No item is computed twice. An interlocked increment hands out each index once.</item>
/// <item>The caller returns after the last item has ended. A worker enters "present" (interlocked) before it takes an
/// item and leaves after its last one. When the caller finds no item left, each thread that still computes has
/// therefore entered, and the caller waits until "present" is 0. The interlocked decrement publishes the results. A
/// worker that comes later finds no item and touches no buffer. The same holds after an exception: the failing thread
/// writes "Failure" before it leaves, so a later worker reads it and takes nothing.</item>
/// </list>
/// Each thread begins with a range of items of its own, the same in every job, because data that one job wrote is still
/// in that processor's cache when the next job reads it. A thread whose range is used up takes items of the others. If
/// a thread cannot be started, the job runs on the existing threads, and the next job tries again.
/// </remarks>
/// <param name="threads">The number of threads of a job, including the caller.</param>
/// <param name="start">Starts a worker's thread; tests replace it.</param>
/// <param name="polls">The number of polls of a spinning worker, about 50 ns each; tests shorten it.</param>
/// <param name="parkingLimit">The time until a parked worker retires, in milliseconds; tests shorten it.</param>
sealed class WorkerPool(
    int threads, Action<Thread>? start = null, int polls = WorkerPool.Polls, int parkingLimit = 1000) : IDisposable
{
    /// <summary>
    /// The number of multiplications that take about as long as sharing a job; less work stays on the calling thread.
    /// </summary>
    const long SmallWork = 1 << 18;

    const int Polls = 1000;              // each takes about 50 ns

    readonly object gate = new();
    volatile Job? current;
    int workers, parked;
    bool disposed;

    /// <summary>Calls body(0) … body(count − 1), in any order and concurrently.</summary>
    /// <inheritdoc cref="ForEachThread"/>
    public void ForEach(int count, long work, Action<int> body)
    {
        if (IsSerial(count, work))
            for (var item = 0; item < count; item++) body(item);
        else ForEachThread(count, work, items =>
        {
            foreach (var item in items) body(item);
        });
    }

    /// <summary>
    /// Shares the items 0 … count − 1 among the threads. Each participating thread calls <paramref name="body"/> once,
    /// with the sequence of the items that it takes, at least one; so the body can begin with a preparation.
    /// </summary>
    /// <param name="work">The approximate number of multiplications of all items together.</param>
    /// <exception cref="Exception">The first exception that an item threw; items not yet taken are skipped.</exception>
    public void ForEachThread(int count, long work, Action<WorkItems> body)
    {
        if (count == 0) return;
        if (IsSerial(count, work))
        {
            body(new WorkItems(new Job(count, threads: 1, body), thread: 0));
            return;
        }
        var job = new Job(count, threads, body);
        current = job;
        Interlocked.MemoryBarrier();
        try
        {
            if (parked > 0 || workers < threads - 1) Wake(job);
            job.TakePart(0);
        }
        finally
        {
            job.Wait();
        }
        if (job.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>
    /// Calls body(start, end) for ranges that together cover 0 … length − 1: one range if there is only one thread,
    /// otherwise ranges of <paramref name="grain"/> elements. No result may depend on where a range begins or ends.
    /// </summary>
    public void ForRanges(int length, int grain, Action<int, int> body)
    {
        if (threads == 1 || length <= grain) body(0, length);
        else ForEach((length - 1) / grain + 1, long.MaxValue, i =>
            body(i * grain, (int)Math.Min((i + 1L) * grain, length)));
    }

    /// <summary>Ends all workers and waits for them; no job may run or follow.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            Monitor.PulseAll(gate);
            while (workers > 0) Monitor.Wait(gate);
        }
    }

    bool IsSerial(int count, long work) => threads == 1 || count == 1 || work < SmallWork;

    /// <summary>Wakes parked workers and starts missing ones.</summary>
    void Wake(Job job)
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
            try
            {
                for (; workers < threads - 1; workers++)
                {
                    var number = workers + 1;
                    var thread = new Thread(() => Work(job, number)) { IsBackground = true, Name = "Tiny.Nn worker" };
                    if (start is null) thread.Start();
                    else start(thread);
                }
            }
            catch
            {
                // The job runs on the threads that exist.
            }
        }
    }

    void Work(Job job, int number)
    {
        while (true)
        {
            job.TakePart(number);
            for (var poll = 0; poll < polls && current == job; poll++) Thread.SpinWait(1);
            if (current == job && !Park(job)) return;
            job = current!;
        }
    }

    /// <summary>Waits for another job. Returns false if the worker retires.</summary>
    bool Park(Job job)
    {
        lock (gate)
        {
            Interlocked.Increment(ref parked);
            while (current == job && !disposed && Monitor.Wait(gate, parkingLimit)) { }
            Interlocked.Decrement(ref parked);
            if (current != job) return true;
            workers--;
            if (disposed) Monitor.PulseAll(gate);
            return false;
        }
    }

    /// <summary>
    /// The items that one thread takes of a job, for one <c>foreach</c>. It is enumerated without an interface, which
    /// would cost small loops of two threads several percent.
    /// </summary>
    public sealed class WorkItems
    {
        readonly Job job;
        readonly int thread;
        int next;

        internal WorkItems(Job job, int thread) => (this.job, this.thread, next) = (job, thread, job.Take(thread));

        internal bool Any => next >= 0;

        public int Current { get; private set; }

        public WorkItems GetEnumerator() => this;

        public bool MoveNext()
        {
            (Current, next) = (next, -1);
            if (Current < 0) Current = job.Take(thread);
            return Current >= 0;
        }
    }

    /// <summary>
    /// One parallel loop. Each thread has a range of items, and a counter of the items that were taken from it.
    /// </summary>
    internal sealed class Job(int count, int threads, Action<WorkItems> body)
    {
        const int Spacing = 16;                          // ints between counters, so that each has its own cache line

        readonly int[] taken = new int[threads * Spacing];
        int present;

        public volatile Exception? Failure;

        public void TakePart(int thread)
        {
            Interlocked.Increment(ref present);
            try
            {
                var items = new WorkItems(this, thread);
                if (items.Any) body(items);
            }
            catch (Exception error)
            {
                Failure = error;
            }
            finally
            {
                Interlocked.Decrement(ref present);
            }
        }

        /// <summary>Waits until no thread participates any more.</summary>
        public void Wait()
        {
            var spin = new SpinWait();
            for (var poll = 0; Volatile.Read(ref present) > 0; poll++)
                if (poll < Polls) Thread.SpinWait(1);
                else spin.SpinOnce(sleep1Threshold: -1);
        }

        /// <summary>Returns an item that no thread has taken, from the thread's own range if possible; or −1.</summary>
        public int Take(int thread)
        {
            for (var other = 0; other < threads && Failure is null; other++)
            {
                var range = (thread + other) % threads;
                int start = (int)((long)count * range / threads), end = (int)((long)count * (range + 1) / threads);
                ref var counter = ref taken[range * Spacing];
                if (start + Volatile.Read(ref counter) >= end) continue;
                var item = start + Interlocked.Increment(ref counter) - 1;
                if (item < end) return item;
            }
            return -1;
        }
    }
}
