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
        if (IsSmall(count, multiplications)) work(new Loop(count, work).Begin()!);
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
        var loop = new Loop(count, work);
        lock (bed)
        {
            current = loop;
            Monitor.PulseAll(bed);
            for (; helpers < threads - 1; helpers++) new Thread(() => Help(loop)) { IsBackground = true, Name = "Tiny.Nn worker" }.Start();
        }
        loop.TakePart();
        loop.Wait();
    }

    /// <summary>The life of a helper: loop after loop.</summary>
    void Help(Loop loop)
    {
        while (true)
        {
            loop.TakePart();
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

    /// <summary>What one thread does of a loop: turn after turn.</summary>
    public sealed class Shift
    {
        readonly Loop loop;

        internal Shift(Loop loop, int turn) => (this.loop, Turn) = (loop, turn);

        /// <summary>The turn to be done now.</summary>
        public int Turn { get; private set; }

        /// <summary>Goes on to a turn that nobody has taken; false if there is none left.</summary>
        public bool Next() => (Turn = loop.Take()) >= 0;
    }

    /// <summary>One loop: its turns are taken by whoever is free.</summary>
    internal sealed class Loop(int count, Action<Shift> work)
    {
        int next, present;
        Exception? failure;

        /// <summary>A turn that nobody has taken, or −1.</summary>
        public int Take()
        {
            var turn = Volatile.Read(ref next) < count ? Interlocked.Increment(ref next) - 1 : count;
            return turn < count ? turn : -1;
        }

        /// <summary>A shift with its first turn, or null if there is none left.</summary>
        public Shift? Begin() => Take() is >= 0 and var turn ? new(this, turn) : null;

        public void TakePart()
        {
            Interlocked.Increment(ref present);          // before a turn is taken, so that nobody overlooks it
            try
            {
                if (Begin() is { } shift) work(shift);
            }
            catch (Exception error)
            {
                failure = error;
                Volatile.Write(ref next, count);
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
            while (Volatile.Read(ref present) > 0) spin.SpinOnce(sleep1Threshold: -1);
            if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
