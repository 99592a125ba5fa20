namespace Tiny.Nn.Backends;

/// <summary>
/// Threads for loops whose turns are independent. It decides who computes a turn, never what is computed: how work is cut
/// into turns follows from shapes alone, so the number of threads changes no bit of a result.
/// </summary>
/// <remarks>
/// A network of small layers asks for a loop every few microseconds, and waking a thread takes longer than that. So a helper watches for
/// the next loop a little while before it lies down; after a second without work it goes home, and is called again when there is some.
/// </remarks>
sealed class Workers(int threads)
{
    /// <summary>Sharing costs as much as about this many multiplications; less stays on the calling thread.</summary>
    const long SmallWork = 1 << 18;

    const int Watching = 1000;           // looks of some 50 ns each
    static readonly TimeSpan patience = TimeSpan.FromSeconds(1);

    readonly object bed = new();
    volatile Loop? current;
    int helpers;

    /// <summary>Calls turn(0) … turn(count − 1), in any order and side by side.</summary>
    /// <param name="work">About how many multiplications all turns take together.</param>
    public void ForEach(int count, long work, Action<int> turn)
    {
        if (threads == 1 || count == 1 || work < SmallWork)
            for (var index = 0; index < count; index++) turn(index);
        else
            Share(count, turn);
    }

    /// <summary>Cuts 0 … length − 1 into ranges of <paramref name="grain"/> and calls range(start, end) for each.</summary>
    public void Ranges(int length, int grain, Action<int, int> range)
    {
        if (threads == 1 || length <= grain)
            range(0, length);
        else
            Share((length - 1) / grain + 1, piece => range(piece * grain, (int)Math.Min((piece + 1L) * grain, length)));
    }

    void Share(int count, Action<int> turn)
    {
        var loop = new Loop(count, turn);
        lock (bed)
        {
            current = loop;
            Monitor.PulseAll(bed);
            for (; helpers < threads - 1; helpers++) new Thread(() => Help(loop)) { IsBackground = true, Name = "Tiny.Nn worker" }.Start();
        }
        loop.TakeTurns();
        loop.Wait();
    }

    /// <summary>The life of a helper: loop after loop.</summary>
    void Help(Loop loop)
    {
        while (true)
        {
            loop.TakeTurns();
            for (var look = 0; look < Watching && current == loop; look++) Thread.SpinWait(1);
            lock (bed)
            {
                while (current == loop)
                    if (!Monitor.Wait(bed, patience) && current == loop)
                    {
                        helpers--;
                        return;
                    }
                loop = current!;
            }
        }
    }

    /// <summary>One loop: its turns are taken by whoever is free.</summary>
    sealed class Loop(int count, Action<int> turn)
    {
        int next, done;
        Exception? failure;

        public void TakeTurns()
        {
            for (int index; (index = Interlocked.Increment(ref next) - 1) < count; Interlocked.Increment(ref done))
                try
                {
                    turn(index);
                }
                catch (Exception error)
                {
                    failure = error;
                }
        }

        /// <summary>Until the turns that others have begun are done.</summary>
        public void Wait()
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref done) < count) spin.SpinOnce(sleep1Threshold: -1);
            if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
