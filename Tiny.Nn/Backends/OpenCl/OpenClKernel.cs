using System.Runtime.CompilerServices;
using static Tiny.Nn.Backends.OpenClException;
using static Tiny.Nn.Backends.OpenClNative;

namespace Tiny.Nn.Backends;

/// <summary>
/// One kernel of a program, launched as it reads: <c>Kernel(…).With(n).With(x).With(y).Run(n)</c>. Arguments go in the order in
/// which the kernel declares them; what their types are is the kernel's affair.
/// </summary>
sealed unsafe class OpenClKernel(OpenCl machine, KernelHandle handle, string name) : IDisposable
{
    /// <summary>As many groups along y and z as every driver takes in one launch; x may have 2³¹.</summary>
    const int MostGroups = 65535;

    readonly List<object> held = [];
    uint next;

    /// <summary>Begins a launch.</summary>
    public OpenClKernel Begin()
    {
        next = 0;
        held.Clear();
        return this;
    }

    /// <summary>A plain value: int, float, a vector.</summary>
    public OpenClKernel With<T>(T value) where T : unmanaged => Set((nuint)sizeof(T), &value);

    /// <summary>A buffer of numbers; the kernel sees null as a null pointer.</summary>
    public OpenClKernel With(ValueBuffer? buffer) => buffer is null ? Set((nuint)sizeof(nint), null) : With(machine.Memory(buffer));

    /// <summary>A buffer of indices.</summary>
    public OpenClKernel With(IndexBuffer buffer) => With(machine.Memory(buffer));

    /// <summary>Local memory for so many numbers, shared by a work-group.</summary>
    public OpenClKernel WithLocal(int count) => Set((nuint)count * sizeof(float), null);

    /// <summary>
    /// Enqueues the kernel for at least x · y · z work-items, in groups of <paramref name="groupX"/> · <paramref name="groupY"/>; the
    /// kernel itself skips those beyond the end. More than one launch holds are enqueued one launch after another.
    /// </summary>
    public void Run(long x, long y = 1, long z = 1, int groupX = 1, int groupY = 1)
    {
        long mostY = (long)MostGroups * groupY, global = RoundUp(x, groupX);
        for (long fromZ = 0; fromZ < z && x > 0; fromZ += MostGroups)
            for (long fromY = 0; fromY < y; fromY += mostY)
            {
                var countY = RoundUp(Math.Min(mostY, y - fromY), groupY);
                Enqueue(global, (fromY, countY), (fromZ, Math.Min(MostGroups, z - fromZ)), groupX, groupY);
            }
        held.Clear();
    }

    public void Dispose() => handle.Dispose();

    void Enqueue(long x, (long From, long Count) y, (long From, long Count) z, int groupX, int groupY)
    {
        var offset = stackalloc nuint[] { 0, (nuint)y.From, (nuint)z.From };
        var global = stackalloc nuint[] { (nuint)x, (nuint)y.Count, (nuint)z.Count };
        var local = stackalloc nuint[] { (nuint)groupX, (nuint)groupY, 1 };
        machine.CheckMemory(clEnqueueNDRangeKernel(machine.NextInQueue(), handle, 3, offset, global, local, 0, null, null),
            nameof(clEnqueueNDRangeKernel), $"kernel {name}");
        machine.Launches++;
    }

    OpenClKernel With(MemoryHandle memory)
    {
        held.Add(memory);                       // reachable until the launch is enqueued: from then on the driver keeps it
        var reference = memory.DangerousGetHandle();
        ObjectDisposedException.ThrowIf(memory.IsClosed, memory);
        return Set((nuint)sizeof(nint), &reference);
    }

    OpenClKernel Set(nuint size, void* value)
    {
        Check(clSetKernelArg(handle, next, size, value), nameof(clSetKernelArg), $"argument {next} of kernel {name}");
        next++;
        return this;
    }

    static long RoundUp(long count, int multiple) => (count + multiple - 1) / multiple * multiple;
}

/// <summary>Four whole numbers, as the kernels' int4: one for each spatial axis.</summary>
[InlineArray(4)]
struct Int4
{
    int first;

    /// <summary>One number of each axis's window, depth to width.</summary>
    public static Int4 Of(SpatialWindow windows, Func<Window, int> number)
    {
        var values = new Int4();
        (values[0], values[1], values[2]) = (number(windows.Depth), number(windows.Height), number(windows.Width));
        return values;
    }
}

/// <summary>Eight whole numbers, as the kernels' int8.</summary>
[InlineArray(8)]
struct Int8
{
    int first;
}
