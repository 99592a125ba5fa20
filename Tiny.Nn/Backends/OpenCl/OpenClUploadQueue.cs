using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>Asynchronous copies from host to device memory.</summary>
/// <remarks>
/// A blocking write would wait for all commands enqueued before it. Instead, values are copied to a ring of unmanaged
/// blocks, and a block is reused when its command is complete.
/// </remarks>
sealed unsafe class OpenClUploadQueue(OpenCl backend) : IDisposable
{
    const int BlockBytes = 1 << 22, BlockCount = 8;

    readonly (nint Memory, nint Done)[] blocks = new (nint, nint)[BlockCount];
    uint next;

    /// <summary>Enqueues y[j] = values[j], for values of 4 bytes.</summary>
    public void Write<T>(ReadOnlySpan<T> values, OpenClHandle y) where T : unmanaged
    {
        for (var start = 0; start < values.Length; start += BlockBytes / 4)
        {
            ref var block = ref blocks[next++ % BlockCount];
            Await(ref block.Done);
            if (block.Memory == 0) block.Memory = (nint)NativeMemory.Alloc(BlockBytes);
            var part = values[start..Math.Min(start + BlockBytes / 4, values.Length)];
            part.CopyTo(new Span<T>((void*)block.Memory, part.Length));
            var queue = backend.NextInQueue();
            fixed (nint* done = &block.Done)
                Check(clEnqueueWriteBuffer(queue, y, 0, (nuint)start * 4, (nuint)part.Length * 4, (void*)block.Memory,
                    0, null, done),
                    nameof(clEnqueueWriteBuffer));
            Check(clFlush(queue), nameof(clFlush));
        }
    }

    /// <summary>Waits for the uploads in progress and frees the blocks.</summary>
    public void Dispose()
    {
        foreach (ref var block in blocks.AsSpan())
        {
            Await(ref block.Done);
            NativeMemory.Free((void*)block.Memory);
        }
    }

    static void Await(ref nint done)
    {
        if (done == 0) return;
        var command = done;
        done = 0;
        var status = clWaitForEvents(1, &command);
        _ = clReleaseEvent(command);
        Check(status, nameof(clWaitForEvents));
    }
}
