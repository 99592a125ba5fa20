using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>A kernel of a program, with a fluent launch: <c>Kernel(…).With(n).With(x, y).Launch(n)</c>.</summary>
/// <remarks>Arguments follow the kernel's declaration; the driver checks their number and size.</remarks>
sealed unsafe class OpenClKernel(OpenCl backend, OpenClHandle handle, string name) : IDisposable
{
    /// <summary>The number of groups along y and z that every driver accepts in one launch; x may have 2³¹.</summary>
    const int MaximumGroups = 65535;

    readonly List<object> arguments = [];
    uint next;

    /// <summary>Starts a new list of arguments.</summary>
    public OpenClKernel Begin()
    {
        next = 0;
        arguments.Clear();
        return this;
    }

    /// <summary>Arguments of one type: int, float, a vector.</summary>
    public OpenClKernel With<T>(params ReadOnlySpan<T> values) where T : unmanaged
    {
        foreach (var value in values)
        {
            var argument = value;
            Set((nuint)sizeof(T), &argument);
        }
        return this;
    }

    /// <summary>Buffers; null becomes a null pointer in the kernel.</summary>
    public OpenClKernel With(params ReadOnlySpan<BackendBuffer?> buffers)
    {
        foreach (var buffer in buffers)
        {
            nint reference = 0;
            if (buffer is not null)
            {
                var memory = OpenCl.Memory(buffer);
                ObjectDisposedException.ThrowIf(memory.IsClosed, memory);
                // keeps it reachable until the driver holds its own reference
                arguments.Add(memory);
                reference = memory.DangerousGetHandle();
            }
            Set((nuint)sizeof(nint), buffer is null ? null : &reference);
        }
        return this;
    }

    /// <summary>Local memory for <paramref name="count"/> floats, shared by a work group.</summary>
    public OpenClKernel WithLocal(int count) => Set((nuint)count * sizeof(float), null);

    /// <summary>
    /// Enqueues the kernel for at least x · y · z work items, in groups of <paramref name="groupX"/> ·
    /// <paramref name="groupY"/>; the kernel skips those beyond the end. Sizes beyond the limits of one launch are
    /// split into several.
    /// </summary>
    public void Launch(long x, long y = 1, long z = 1, int groupX = 1, int groupY = 1)
    {
        var maximumY = (long)MaximumGroups * groupY;
        var offset = stackalloc nuint[3];
        var global = stackalloc nuint[] { (nuint)RoundUp(x, groupX), 0, 0 };
        var local = stackalloc nuint[] { (nuint)groupX, (nuint)groupY, 1 };
        for (long startZ = 0; startZ < z && x > 0; startZ += MaximumGroups)
            for (long startY = 0; startY < y; startY += maximumY)
            {
                (offset[1], offset[2]) = ((nuint)startY, (nuint)startZ);
                (global[1], global[2]) = ((nuint)RoundUp(Math.Min(maximumY, y - startY), groupY),
                    (nuint)Math.Min(MaximumGroups, z - startZ));
                backend.CheckMemory(clEnqueueNDRangeKernel(backend.NextInQueue(), handle, 3, offset, global, local, 0,
                    null, null),
                    nameof(clEnqueueNDRangeKernel), $"kernel {name}");
                backend.Launches++;
            }
        arguments.Clear();
    }

    public void Dispose() => handle.Dispose();

    OpenClKernel Set(nuint size, void* value)
    {
        Check(clSetKernelArg(handle, next, size, value), nameof(clSetKernelArg), $"argument {next} of kernel {name}");
        next++;
        return this;
    }

    static long RoundUp(long count, int multiple) => (count + multiple - 1) / multiple * multiple;
}

/// <summary>The kernels' int4: one integer per spatial axis.</summary>
[InlineArray(4)]
struct Int4
{
    int first;

    /// <summary>One property of each axis's window, depth to width.</summary>
    public static Int4 Of(SpatialWindow window, Func<Window, int> property)
    {
        var values = new Int4();
        (values[0], values[1], values[2]) = (property(window.Depth), property(window.Height), property(window.Width));
        return values;
    }
}

/// <summary>The kernels' int8.</summary>
[InlineArray(8)]
struct Int8
{
    int first;
}
