using System.Runtime.InteropServices;
using static Tiny.Nn.Backends.OpenClException;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>
/// Numbers on their way to the device. A blocking write would wait for all work enqueued before it; so numbers are copied to blocks of
/// memory that stay put, the write is enqueued like any other command, and a block is used again when its command has ended.
/// </summary>
sealed unsafe class OpenClUploads(OpenCl machine) : IDisposable
{
    const int BlockBytes = 1 << 22, MostBlocks = 8;

    readonly Stack<nint> free = [];
    readonly Queue<(EventHandle Done, nint Block)> underway = [];

    /// <summary>The most 4-byte numbers that go up at once.</summary>
    public const int Room = BlockBytes / 4;

    /// <summary>A block to write <paramref name="count"/> ≤ <see cref="Room"/> 4-byte numbers to; then <see cref="Send"/> it.</summary>
    public Span<T> Block<T>(int count) where T : unmanaged
    {
        while (underway.TryPeek(out var first) && (HasEnded(first.Done) || underway.Count >= MostBlocks)) Reclaim();
        if (free.Count == 0) free.Push((nint)NativeMemory.Alloc(BlockBytes));
        return new Span<T>((void*)free.Peek(), count);
    }

    /// <summary>Enqueues the copy of the block just written to cells <paramref name="start"/> … of device memory.</summary>
    public void Send(MemoryHandle memory, long start, int count)
    {
        nint done;
        var queue = machine.NextInQueue();
        var status = clEnqueueWriteBuffer(queue, memory, 0, (nuint)start * 4, (nuint)count * 4, (void*)free.Peek(), 0, null, &done);
        Check(status, nameof(clEnqueueWriteBuffer));
        underway.Enqueue((new EventHandle(done), free.Pop()));
        Check(clFlush(queue), nameof(clFlush));
    }

    /// <summary>Waits for everything underway and gives the blocks back.</summary>
    public void Dispose()
    {
        while (underway.Count > 0) Reclaim();
        while (free.TryPop(out var block)) NativeMemory.Free((void*)block);
    }

    static bool HasEnded(EventHandle done)
    {
        const uint executionStatus = 0x11D3;
        int state;
        Check(clGetEventInfo(done, executionStatus, sizeof(int), (byte*)&state, out _), nameof(clGetEventInfo));
        if (state < 0) Check(state, "an upload");
        return state == 0;
    }

    void Reclaim()
    {
        var (done, block) = underway.Dequeue();
        var handle = done.DangerousGetHandle();
        Check(clWaitForEvents(1, &handle), nameof(clWaitForEvents));
        done.Dispose();
        free.Push(block);
    }
}
