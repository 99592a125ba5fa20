// P11 · One more on a device · predictions
//
// Devices compute with float, which has 24 binary digits. Your kernel axpy computes y ← 1·x + y a thousand times, with
// x = 1 and y = 16,777,216 at first, which is 2²⁴. What is y at the end?
//
// (a)      16,778,216
// (b)      16,777,216: nothing happens
// (c)      infinity, since the number is too large
// (d)      another value at each run
// Answer   Between 2²⁴ and 2²⁵ only every second integer is a float. 2²⁴ + 1 lies between two of them and is rounded to
//          the even one, which is 2²⁴, so the sum never moves. This is why long sums on devices are computed in several
//          partial sums, and why a small rate times a small gradient may leave a large weight as it is.
// Formula  OP-01  y_i ← α·x_i + y_i
// Needs    37
// Explore  dotnet run --project Tiny.Nn.Lab -- devices;  dotnet run --project Tiny.Nn.Lab -- train --net mlp16 --data
//          synthetic --backend opencl

using Exercise37;

namespace PredictionP11;

public static class Prediction
{
    [ExerciseTest("OP-01", "Source")]
    public static void Run(TestContext context)
    {
        var source = Axpy.Source();
        using var runner = new KernelRunner();
        float[] starts = [0, 1 << 22, 1 << 23, 1 << 24, 1 << 25], x = [1, 1, 1, 1, 1], y = [.. starts];
        for (var step = 0; step < 1000; step++)
            runner.Run(source, "axpy", [starts.Length], null, starts.Length, 1f, x, y);
        for (var i = 0; i < starts.Length; i++)
            context.WriteLine($"{starts[i],12:N0} plus 1, a thousand times: {y[i],12:N0}");
        context.WriteLine("each row is one element of y");
        context.ReportAnswer(y[3] switch
        {
            (1 << 24) + 1000 => 'a', 1 << 24 => 'b', float.PositiveInfinity => 'c', _ => 'd',
        });
    }
}
