namespace Tiny.Nn.Backends;

/// <summary>
/// Threads for loops whose turns are independent. It decides who computes a turn, never what is computed: how work is cut
/// into turns follows from shapes alone, so the number of threads changes no bit of a result.
/// </summary>
/// <remarks>
/// A network of small layers asks for a loop every few microseconds, and waking a thread takes longer than that. So a helper watches for
/// the next loop a little while before it lies down; after a second without work it goes home, and is called again when there is some.
/// Every thread begins with a stretch of turns of its own, the same in every loop, since what one loop wrote of an example or of a weight
/// the next will read, and fetching it from another processor's cache takes long. Only who has none left takes others' turns.
/// </remarks>
sealed class Workers(int threads)
{
    /// <summary>Sharing costs as much as about this many multiplications; less stays on the calling thread.</summary>
    const long SmallWork = 1 << 18;

    const int Watching = 1000;           // looks of some 50 ns each
    static readonly TimeSpan patience = TimeSpan.FromSeconds(1);

    readonly object bed = new();
    volatile Loop? current;
    int helpers, asleep;

    /// <summary>Calls turn(0) … turn(count − 1), in any order and side by side.</summary>
    /// <param name="work">About how many multiplications all turns take together.</param>
    public void ForEach(int count, long work, Action<int> turn)
    {
        if (IsSmall(count, work))
            for (var index = 0; index < count; index++) turn(index);
        else
            Share(count, shift =>
            {
                do turn(shift.Turn);
                while (shift.Next());
            });
    }

    /// <summary>
    /// The same for turns that have a preparation in common: each thread that takes part calls <paramref name="work"/> once, with its first
    /// turn, prepares, and asks for the next turns until there are no more.
    /// </summary>
    public void Shifts(int count, long multiplications, Action<Shift> work)
    {
        if (count == 0) return;
        if (IsSmall(count, multiplications)) work(new Loop(count, threads: 1, work).Begin(0)!);
        else Share(count, work);
    }

    /// <summary>Cuts 0 … length − 1 into ranges of <paramref name="grain"/> and calls range(start, end) for each.</summary>
    public void Ranges(int length, int grain, Action<int, int> range)
    {
        if (threads == 1 || length <= grain)
            range(0, length);
        else
            ForEach((length - 1) / grain + 1, long.MaxValue, piece => range(piece * grain, (int)Math.Min((piece + 1L) * grain, length)));
    }

    bool IsSmall(int count, long work) => threads == 1 || count == 1 || work < SmallWork;

    void Share(int count, Action<Shift> work)
    {
        var loop = new Loop(count, threads, work);
        current = loop;
        Interlocked.MemoryBarrier();                     // who lies down after this line sees the loop
        if (asleep > 0 || helpers < threads - 1) Call(loop);
        loop.TakePart(0);
        loop.Wait();
    }

    /// <summary>Wakes those who sleep, and hires those who are missing.</summary>
    void Call(Loop loop)
    {
        lock (bed)
        {
            Monitor.PulseAll(bed);
            while (helpers < threads - 1)
            {
                var number = ++helpers;
                new Thread(() => Help(loop, number)) { IsBackground = true, Name = "Tiny.Nn worker" }.Start();
            }
        }
    }

    /// <summary>The life of a helper: loop after loop.</summary>
    void Help(Loop loop, int number)
    {
        while (true)
        {
            loop.TakePart(number);
            for (var look = 0; look < Watching && current == loop; look++) Thread.SpinWait(1);
            if (current == loop && !Sleep(loop)) return;
            loop = current!;
        }
    }

    /// <summary>Until there is another loop; false if none came for long, and the helper is not counted any more.</summary>
    bool Sleep(Loop loop)
    {
        lock (bed)
        {
            Interlocked.Increment(ref asleep);
            var comes = true;
            while (current == loop && comes) comes = Monitor.Wait(bed, patience) || current != loop;
            if (!comes) helpers--;
            Interlocked.Decrement(ref asleep);
            return comes;
        }
    }

    /// <summary>What one thread does of a loop: turn after turn.</summary>
    public sealed class Shift
    {
        readonly Loop loop;
        readonly int thread;

        internal Shift(Loop loop, int thread, int turn) => (this.loop, this.thread, Turn) = (loop, thread, turn);

        /// <summary>The turn to be done now.</summary>
        public int Turn { get; private set; }

        /// <summary>Goes on to a turn that nobody has taken; false if there is none left.</summary>
        public bool Next() => (Turn = loop.Take(thread)) >= 0;
    }

    /// <summary>One loop: a stretch of turns for each thread, and who has taken which.</summary>
    internal sealed class Loop(int count, int threads, Action<Shift> work)
    {
        const int Apart = 16;                            // counters in cache lines of their own

        readonly int[] taken = new int[threads * Apart];
        int present;
        Exception? failure;

        /// <summary>A turn that nobody has taken, of the thread's own stretch if there is one; or −1.</summary>
        public int Take(int thread)
        {
            for (var other = 0; other < threads && failure is null; other++)
            {
                var stretch = (thread + other) % threads;
                int start = (int)((long)count * stretch / threads), end = (int)((long)count * (stretch + 1) / threads);
                ref var place = ref taken[stretch * Apart];
                if (start + Volatile.Read(ref place) >= end) continue;
                var turn = start + Interlocked.Increment(ref place) - 1;
                if (turn < end) return turn;
            }
            return -1;
        }

        /// <summary>A shift with its first turn, or null if there is none left.</summary>
        public Shift? Begin(int thread) => Take(thread) is >= 0 and var turn ? new(this, thread, turn) : null;

        public void TakePart(int thread)
        {
            Interlocked.Increment(ref present);          // before a turn is taken, so that nobody overlooks it
            try
            {
                if (Begin(thread) is { } shift) work(shift);
            }
            catch (Exception error)
            {
                Volatile.Write(ref failure, error);
            }
            finally
            {
                Interlocked.Decrement(ref present);
            }
        }

        /// <summary>Until all who took part are done.</summary>
        public void Wait()
        {
            var spin = new SpinWait();
            for (var look = 0; Volatile.Read(ref present) > 0; look++)
                if (look < Watching) Thread.SpinWait(1);
                else spin.SpinOnce(sleep1Threshold: -1);
            if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
