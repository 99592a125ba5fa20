using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

public class ReferenceTests() : BackendSuite(new Reference())
{
    [Fact]
    public void New_numbers_are_NaN_so_that_reading_before_writing_shows()
    {
        var values = new double[3];
        Machine.Read(Machine.AllocateValues(3), values);
        Assert.All(values, value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void A_buffer_of_another_machine_is_refused()
    {
        using var other = new Cpu<float>(1);
        var error = Assert.Throws<ArgumentException>(() => Machine.Fill(0, other.AllocateValues(1)));
        Assert.Equal("Backend reference: expects a buffer of its own, got a HostBuffer`1 of another backend; "
                     + "create all tensors of a computation on one backend", error.Message);
    }
}

public class CpuFloatTests() : BackendSuite(new Cpu<float>(2))
{
    protected override void Poison(ValueBuffer buffer) => ((HostBuffer<float>)buffer).Capacity.Fill(float.NaN);
}

public class CpuDoubleTests() : BackendSuite(new Cpu<double>(2))
{
    protected override void Poison(ValueBuffer buffer) => ((HostBuffer<double>)buffer).Capacity.Fill(double.NaN);
}

/// <summary>What holds for the processor beyond the suite: its errors, and the law that threads change no bit.</summary>
public class CpuTests
{
    [Fact]
    public void Bad_settings_are_explained()
    {
        Assert.Equal("Backend cpu: works with 1 thread or more, got 0", Assert.Throws<ArgumentException>(() => new Cpu<float>(0)).Message);
        Assert.Equal("Cpu<Half>: computes in float or double; use Cpu<float> or Cpu<double>",
            Assert.Throws<ArgumentException>(() => new Cpu<Half>()).Message);
    }

    [Fact]
    public void The_machine_knows_its_name_and_precision()
    {
        using Backend single = new Cpu<float>(1), twice = new Cpu<double>(1);
        Assert.Equal(("cpu", Math.Pow(2, -24)), (single.Name, single.Precision));
        Assert.Equal(("cpu-double", Math.Pow(2, -53)), (twice.Name, twice.Precision));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var one = LargeWork(threads: 1);
        Assert.All(one, value => Assert.True(float.IsFinite(value)));
        Assert.Equal(one, LargeWork(threads: 2));
        Assert.Equal(one, LargeWork(threads: 3));
    }

    /// <summary>Every primitive that shares its work among threads, on sizes at which it does.</summary>
    static float[] LargeWork(int threads)
    {
        using var cpu = new Cpu<float>(threads);
        var random = new RandomStream(1, "threads");
        var results = new List<float>();
        ValueBuffer Random(int count)
        {
            var values = new float[count];
            foreach (ref var value in values.AsSpan()) value = (float)random.NextUniform(-1, 1);
            var buffer = cpu.AllocateValues(count);
            cpu.Write(values, buffer);
            return buffer;
        }
        ValueBuffer Keep(int count, Action<ValueBuffer> compute)
        {
            var buffer = cpu.AllocateValues(count);
            compute(buffer);
            var values = new float[count];
            cpu.Read(buffer, values);
            results.AddRange(values);
            return buffer;
        }

        var window = Window.ForConvolution(20, 5, 1, 2);
        var shape = new ConvolutionShape(24, 8, 12, 2, new(Window.Unit, window, window));
        ValueBuffer x = Random(24 * 8 * 400), w = Random(12 * 4 * 25), y = Random(24 * 12 * 400);
        Keep(y.Length, to => cpu.Convolve(shape, x, w, Random(12), to));
        Keep(x.Length, to => cpu.ConvolveTransposed(shape, y, w, Random(8), to));
        Keep(w.Length, to => cpu.ConvolveFilter(shape, x, y, to));
        Keep(300 * 280, to => cpu.Product(new(1, 300, 280, 200), Random(300 * 200), Random(200 * 280), Random(280), to));
        Keep(10 * 1000, to => cpu.Product(new(1, 10, 1000, 200), Random(10 * 200), Random(200 * 1000), null, to));
        Keep(10 * 1000, to => cpu.Product(new(1, 10, 1000, 200, TransposeB: true), Random(10 * 200), Random(200 * 1000), null, to));
        Keep(1, to => cpu.Sum(1, 1, 1, y.Length, y, to));
        Keep(24 * 12, to => cpu.Sum(1, 1, 24 * 12, 400, y, to));
        Keep(4800, to => cpu.Sum(1, 24, 4800, 1, y, to));
        Keep(12, to => cpu.Sum(1, 24, 12, 400, y, to));
        Keep(y.Length, to => cpu.Map(new HyperbolicTangent(), y, to));
        Keep(y.Length, to => cpu.DropoutMask(new Philox(2), 3, 1u << 30, 4, to));
        Keep(y.Length, to => cpu.LogSoftmax(y.Length / 10, 10, y, to));
        Keep(x.Length, to => cpu.SumPoolBackward(new(24 * 8, shape.Window), x, to));
        return [.. results];
    }
}
