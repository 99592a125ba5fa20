using System.Reflection;
using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests that a primitive that is called with a wrong buffer throws and explains it: each primitive, each of its
/// buffers, each fault, on each backend.
/// </summary>
[Collection(OpenClCollection.Name)]
public class BackendArgumentTests
{
    static readonly string[] InPlace = ["Map", "MapPullback", "MapBinary", "AddScaled"];

    /// <summary>The primitives whose buffers have one length, which no other argument states.</summary>
    static readonly string[] LikeAnother = ["Map", "MapPullback", "AddScaled"];

    static readonly SpatialWindow Window3 = SpatialWindow.Of(Window.ForConvolution(4, 2), Window.ForConvolution(5, 3));

    static readonly SpatialWindow Window1 = SpatialWindow.Of(Window.Unit);

    static readonly MethodInfo[] Primitives =
        [.. typeof(Backend).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => method.GetParameters().Any(parameter => IsBuffer(parameter.ParameterType))
                && method.Name is not ("Read" or "Write"))];

    public static TheoryData<string, string> PrimitivesOfBackends()
    {
        var cases = new TheoryData<string, string>();
        foreach (var backend in BackendsUnderTest.Names)
            foreach (var primitive in Primitives) cases.Add(backend, primitive.Name);
        return cases;
    }

    [Fact]
    public void Every_method_that_a_backend_implements_has_a_checking_method()
    {
        var implemented = typeof(Backend).GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(method => method.IsVirtual && method.Name.EndsWith("Core"))
            .Select(method => method.Name).Distinct().Order();
        string[] memory = ["AllocateIndices", "AllocateValues", "Read", "Write"];
        Assert.Equal(memory.Concat(Primitives.Select(method => method.Name)).Select(name => name + "Core").Order(),
            implemented);
        Assert.DoesNotContain(Primitives, method => method.IsVirtual);
    }

    [SkippableTheory, MemberData(nameof(PrimitivesOfBackends))]
    public void A_wrong_buffer_throws_and_is_named(string name, string primitive)
    {
        using var backend = BackendsUnderTest.Create(name);
        using var other = new Reference();
        var method = Method(primitive);
        Call(backend, method, Arguments(backend, primitive, 2, Window3));
        foreach (var parameter in method.GetParameters().Where(parameter => IsBuffer(parameter.ParameterType)))
        {
            var buffer = (BackendBuffer)Arguments(backend, primitive, 2, Window3)[parameter.Position]!;
            var (shorter, longer) = (Like(backend, buffer, -1), Like(backend, buffer, 1));
            var (disposed, foreign) = (Like(backend, buffer, 0), Like(other, buffer, 0));
            disposed.Dispose();
            if (primitive is not ("Fill" or "DropoutMask"))
            {
                AssertThrows<ArgumentException>(shorter, $"{primitive}: ", " must ", $"{shorter.Length}");
                if (LikeAnother.Contains(primitive))
                    AssertThrows<ArgumentException>(longer, $"{primitive}: ", " must have ", $"{longer.Length}");
                else if (primitive != "Copy" && !(primitive == "MapBinary" && parameter.Name is "a" or "b"))
                    AssertThrows<ArgumentException>(longer, $"{primitive}: {parameter.Name} must have ",
                        $" = {buffer.Length} elements", $"it has {longer.Length}");
            }
            AssertThrows<InvalidOperationException>(disposed,
                $"{primitive}: the memory of {parameter.Name} was released");
            AssertThrows<ArgumentException>(foreign, $"Backend {backend.Name}: expects a buffer of its own");
            if (parameter.Name != "bias")
                AssertThrows<ArgumentNullException>(null, $"{primitive}: expects a buffer", $"'{parameter.Name}'");

            void AssertThrows<E>(BackendBuffer? wrong, params string[] parts) where E : Exception
            {
                var arguments = Arguments(backend, primitive, 2, Window3);
                arguments[parameter.Position] = wrong;
                var error = Assert.Throws<E>(() => Call(backend, method, arguments));
                foreach (var part in parts) Assert.Contains(part, error.Message);
            }
        }
    }

    [SkippableTheory, MemberData(nameof(PrimitivesOfBackends))]
    public void A_result_in_the_buffer_of_an_input_throws_unless_it_is_computed_in_place(string name, string primitive)
    {
        using var backend = BackendsUnderTest.Create(name);
        var method = Method(primitive);
        var result = method.GetParameters().Last(parameter => parameter.ParameterType == typeof(ValueBuffer)).Position;
        if (primitive == "ArgMax") return;           // values in, indices out
        foreach (var input in method.GetParameters()
            .Where(parameter => parameter.ParameterType == typeof(ValueBuffer) && parameter.Position < result))
        {
            var arguments = Arguments(backend, primitive, 1, Window1);
            arguments[result] = arguments[input.Position];
            if (InPlace.Contains(primitive)) Call(backend, method, arguments);
            else
                Assert.Matches($"^{primitive}: the result . must not be the buffer of an input; allocate another",
                    Assert.Throws<ArgumentException>(() => Call(backend, method, arguments)).Message);
        }
    }

    [SkippableTheory, AllBackends]
    public void A_pooling_that_does_not_fit_the_convolution_throws(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        ValueBuffer x = backend.AllocateValues(8), w = backend.AllocateValues(2), y = backend.AllocateValues(2);
        ConvolutionShape shape = new(1, 1, 2, 1, SpatialWindow.Of(Window.ForConvolution(8, 1)));
        foreach (var pool in new PoolingShape[]
        {
            new(2, SpatialWindow.Of(Window.ForConvolution(9, 9))),
            new(1, SpatialWindow.Of(Window.ForConvolution(8, 8))),
        })
            Assert.Equal("ConvolveMaxPool: the pooling expects the convolution's 2 planes of 8 elements, got "
                + $"{pool.Planes} planes of {pool.Window.InputCount}",
                Assert.Throws<ArgumentException>(() => backend.ConvolveMaxPool(shape, pool, x, w, null, y)).Message);
    }

    [SkippableTheory, AllBackends]
    public void A_broadcast_operand_is_not_overwritten(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        ValueBuffer row = backend.AllocateValues(4), y = backend.AllocateValues(4);
        Shape shape = [2, 2];
        StridedView all = StridedView.Of(shape), transposed = new(0, [1, 2]);
        Assert.Throws<ArgumentException>(() => backend.MapBinary(new Addition(), shape, y, transposed, row, all, y));
        Assert.Throws<ArgumentException>(() => backend.MapBinary(new Addition(), shape, row, all, y, transposed, y));
        backend.MapBinary(new Addition(), shape, row, transposed, y, all, y);
    }

    [SkippableTheory, AllBackends]
    public void Negative_sizes_throw_even_if_their_product_fits(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        ValueBuffer x = backend.AllocateValues(6), y = backend.AllocateValues(6), none = backend.AllocateValues(0);
        var index = backend.AllocateIndices(6);
        foreach (var call in new Action[]
        {
            () => backend.LogSoftmax(-2, -3, x, y),
            () => backend.Sum(-2, -3, 1, 1, x, y),
            () => backend.Gather(-1, -6, -6, x, index, y),
            () => backend.Product(new ProductShape(-1, -2, 3, 3), x, x, null, y),
            () => backend.SumPool(new PoolingShape(-6, SpatialWindow.Of(Window.Unit)), x, y),
            () => backend.Convolve(new(-1, -6, -6, 1, SpatialWindow.Of(Window.Unit)), x, x, null, y),
            () => backend.Sum(65536, 65536, 65536, 65536, none, y),
            () => backend.LogSoftmax(65536, 65536, none, none),
        }) Assert.Contains("no size may be negative", Assert.Throws<ArgumentException>(call).Message);
        foreach (var call in new Action[]
        {
            () => backend.AllocateValues(-1), () => backend.AllocateIndices(int.MinValue),
            () => backend.BeginScope().RentValues(-1), () => backend.CurrentScope!.RentIndices(-1),
        }) Assert.StartsWith("Backend: a buffer has 0 elements or more",
            Assert.Throws<ArgumentException>(call).Message);
    }

    [SkippableTheory, AllBackends]
    public void A_view_outside_of_its_buffer_throws(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        ValueBuffer x = backend.AllocateValues(6), y = backend.AllocateValues(6);
        Shape shape = [2, 3];
        var all = StridedView.Of(shape);
        backend.Copy(shape, x, all, y, new(5, [-3, -1]));
        backend.Copy([0, 3], x, new(99, [3, 1]), y, all);
        StridedView[] wrong =
        [
            new(1, [3, 1]), new(-1, [3, 1]), new(0, [3, -1]), new(0, [4, 1]), new(4, [-3, -1]), new(0, [1]),
            new(0, [int.MaxValue, int.MaxValue]), new(int.MinValue, [int.MinValue, 1]), default,
        ];
        foreach (var view in wrong)
            foreach (var call in new Action[]
            {
                () => backend.Copy(shape, x, view, y, all), () => backend.Copy(shape, x, all, y, view),
                () => backend.MapBinary(new Addition(), shape, x, view, x, all, y),
                () => backend.MapBinary(new Addition(), shape, x, all, x, view, y),
            }) Assert.Contains("must have one stride per axis of [2, 3] and stay inside the buffer's 6 elements",
                Assert.Throws<ArgumentException>(call).Message);
    }

    [SkippableTheory, AllBackends]
    public void An_index_outside_of_its_plane_reads_and_writes_nothing(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        ValueBuffer x = backend.AllocateValues(4), y = backend.AllocateValues(4);
        var index = backend.AllocateIndices(4);
        foreach (var outside in new[] { 2, -2, -7, int.MaxValue, int.MinValue })
        {
            backend.Write([1.0, 2, 3, 4], x);
            backend.Write([0, -1, outside, 1], index);
            if (name.StartsWith("opencl"))
            {
                backend.Gather(2, 2, 2, x, index, y);
                Assert.Equal([1, 0, 0, 4], Values(backend, y));
                backend.ScatterAdd(2, 2, 2, x, index, y);
                Assert.Equal([1, 0, 0, 4], Values(backend, y));
                continue;
            }
            var error = Assert.Throws<ArgumentException>(() => backend.Gather(2, 2, 2, x, index, y));
            Assert.Equal($"Gather: indices are −1 for padding, or 0 to 1; got {outside} as element 2", error.Message);
            error = Assert.Throws<ArgumentException>(() => backend.ScatterAdd(2, 2, 2, x, index, y));
            Assert.Equal($"ScatterAdd: indices are −1 for padding, or 0 to 1; got {outside} as element 2",
                error.Message);
        }
    }

    [SkippableTheory, AllBackends]
    public void Reads_and_writes_of_another_length_throw(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        var values = backend.AllocateValues(3);
        var indices = backend.AllocateIndices(3);
        foreach (var length in new[] { 0, 2, 4 })
            foreach (var call in new Action[]
            {
                () => backend.Write(new double[length], values), () => backend.Write(new float[length], values),
                () => backend.Write(new int[length], indices), () => backend.Read(values, new double[length]),
                () => backend.Read(values, new float[length]), () => backend.Read(indices, new int[length]),
            }) Assert.Contains("it has 3", Assert.Throws<ArgumentException>(call).Message);
    }

    [Fact]
    public void Groups_that_do_not_divide_the_channels_throw()
    {
        foreach (var (inputs, outputs, groups) in new[] { (4, 6, 4), (3, 6, 2), (4, 4, 0), (4, 4, -2) })
            Assert.Equal($"ConvolutionShape: the groups divide {inputs} input and {outputs} output channels; " +
                $"got {groups} groups", Assert.Throws<ArgumentException>(
                    () => new ConvolutionShape(1, inputs, outputs, groups, Window1)).Message);
    }

    static bool IsBuffer(Type type) => type.IsSubclassOf(typeof(BackendBuffer));

    static MethodInfo Method(string primitive)
    {
        var method = Primitives.Single(method => method.Name == primitive);
        return !method.IsGenericMethod ? method
            : method.MakeGenericMethod(primitive == "MapBinary" ? typeof(Addition) : typeof(Sigmoid));
    }

    static BackendBuffer Like(Backend backend, BackendBuffer buffer, int more) => buffer is IndexBuffer
        ? backend.AllocateIndices(buffer.Length + more) : backend.AllocateValues(buffer.Length + more);

    static void Call(Backend backend, MethodInfo method, object?[] arguments) =>
        method.Invoke(backend, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    static double[] Values(Backend backend, ValueBuffer buffer)
    {
        var values = new double[buffer.Length];
        backend.Read(buffer, values);
        return values;
    }

    /// <summary>Returns arguments that the primitive accepts, with sizes n, n + 1, … or, for n = 1, all 1.</summary>
    static object?[] Arguments(Backend backend, string primitive, int n, SpatialWindow window)
    {
        var (m, k, l) = n == 1 ? (1, 1, 1) : (n + 1, n + 2, n + 3);
        var (inputs, outputs, taps) = (window.InputCount, window.OutputCount, window.TapCount);
        Shape shape = [n, m];
        var all = StridedView.Of(shape);
        var convolution = new ConvolutionShape(k, 2 * n, 2 * m, n, window);
        if (n == 1) convolution = new ConvolutionShape(1, 1, 1, 1, window);
        var (x, w) = (convolution.Batch * convolution.InputChannels * inputs,
            convolution.OutputChannels * convolution.InputChannelsPerGroup * taps);
        var y = convolution.Batch * convolution.OutputChannels * outputs;
        return primitive switch
        {
            "Fill" => [0.5, Values(m)],
            "Map" => [new Sigmoid(), Values(m), Values(m)],
            "MapPullback" => [new Sigmoid(), Values(m), Values(m), Values(m), Values(m)],
            "MapBinary" => [new Addition(), shape, Values(n * m), all, Values(n * m), all, Values(n * m)],
            "AddScaled" => [0.5, Values(m), 0.5, Values(m)],
            "DropoutMask" => [new Philox(1), 0UL, 5u, 2.0, Values(m)],
            "Copy" => [shape, Values(n * m), all, Values(n * m), all],
            "Gather" => [n, m, k, Values(n * m), Indices(n * k), Values(n * k)],
            "ScatterAdd" => [n, m, k, Values(n * k), Indices(n * k), Values(n * m)],
            "Sum" => [n, m, k, l, Values(n * m * k * l), Values(n * k)],
            "ArgMax" => [n, m, k, Values(n * m * k), Indices(n * k)],
            "LogSoftmax" => [n, m, Values(n * m), Values(n * m)],
            "Product" => [new ProductShape(n, m, k, l), Values(n * m * l), Values(n * l * k), Values(k),
                Values(n * m * k)],
            "Convolve" => [convolution, Values(x), Values(w), Values(convolution.OutputChannels), Values(y)],
            "ConvolveTransposed" => [convolution, Values(y), Values(w), Values(convolution.InputChannels), Values(x)],
            "ConvolveFilter" => [convolution, Values(x), Values(y), Values(w)],
            "MaxPool" => [new PoolingShape(n, window), Values(n * inputs), Values(n * outputs), Indices(n * outputs)],
            "ConvolveMaxPool" => [convolution,
                new PoolingShape(convolution.Batch * convolution.OutputChannels, PoolingOver(window)),
                Values(x), Values(w), Values(convolution.OutputChannels),
                Values(convolution.Batch * convolution.OutputChannels * PoolingOver(window).OutputCount)],
            "SumPool" => [new PoolingShape(n, window), Values(n * inputs), Values(n * outputs)],
            "SumPoolBackward" => [new PoolingShape(n, window), Values(n * outputs), Values(n * inputs)],
            _ => throw new ArgumentException($"{primitive}: has no arguments in this test; add them"),
        };

        static SpatialWindow PoolingOver(SpatialWindow window) =>
            new(Window.Unit, Window.ForConvolution(window.Height.Output, 1),
                Window.ForConvolution(window.Width.Output, 1));

        ValueBuffer Values(int count)
        {
            var buffer = backend.AllocateValues(count);
            backend.Fill(0.5, buffer);
            return buffer;
        }

        IndexBuffer Indices(int count)
        {
            var buffer = backend.AllocateIndices(count);
            backend.Write(new int[count], buffer);
            return buffer;
        }
    }
}
