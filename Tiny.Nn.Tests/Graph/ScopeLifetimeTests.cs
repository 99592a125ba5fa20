using Tiny.Nn.Backends;
using Tiny.Nn.Layers;
using Tiny.Nn.Ops;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that memory of an ended scope, of another backend or of a disposed one is refused, with the exact messages.
/// </summary>
[Collection(OpenClCollection.Name)]
public sealed class ScopeLifetimeTests
{
    const string Released = " was released, with its scope or by Dispose; compute it again in the open scope";

    static void AssertThrows<E>(string message, Action action) where E : Exception =>
        Assert.Equal(message, Assert.Throws<E>(action).Message);

    [SkippableTheory, AllBackends]
    public void Indices_of_an_ended_scope_throw_even_if_a_later_scope_reuses_their_memory(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        var image = Tensor.From(backend, [1, 1, 4], [4.0, 3, 2, 1]);
        IndexBuffer index;
        PoolingIndices poolingIndices;
        using (var scope = backend.BeginScope())
        {
            index = scope.RentIndices(2);
            backend.Write([0, 1], index);
            poolingIndices = image.MaxPoolWithIndices(2).Indices;
        }
        using var next = backend.BeginScope();
        for (var reused = 0; reused < 2; reused++)
        {
            AssertThrows<InvalidOperationException>($"Gather: the memory of index{Released}",
                () => image.Gather(1, index));
            AssertThrows<InvalidOperationException>($"ScatterAdd: the memory of index{Released}",
                () => Tensor.Full(backend, [1, 1, 2], 1).MaxUnpool(poolingIndices));
            backend.Write([3, 3], next.RentIndices(2));
            backend.Write([3, 3], next.RentIndices(2));
        }
    }

    [SkippableTheory, AllBackends]
    public void A_forward_context_of_an_ended_scope_throws(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        var image = Tensor.From(backend, [1, 1, 4], [4.0, 3, 2, 1]);
        var pool = new MaxPool1d(2);
        var unpool = new MaxUnpool(pool);
        var context = new ForwardContext(isTraining: true);
        using (backend.BeginScope()) pool.Forward(image, context);
        using var next = backend.BeginScope();
        var small = Tensor.Full(backend, [1, 1, 2], 1);
        image.MaxPool(2);
        AssertThrows<InvalidOperationException>($"ScatterAdd: the memory of index{Released}",
            () => unpool.Forward(small, context));
    }

    [SkippableTheory, AllBackends]
    public void A_result_in_a_buffer_of_another_length_backend_or_scope_throws(string name)
    {
        using var backend = BackendsUnderTest.Create(name);
        using var other = new Reference();
        ValueBuffer ended;
        using (var scope = backend.BeginScope()) ended = scope.RentValues(2);
        using var next = backend.BeginScope();
        AssertThrows<ArgumentException>("mine: value must have 2·1·1·1 = 2 elements, and no size may be negative; " +
            "it has 3", () => Tensor.Result("mine", [2], backend, next.RentValues(3)));
        AssertThrows<ArgumentException>($"Backend {backend.Name}: expects a buffer of its own, got a HostBuffer`1 of " +
            "another backend; create all tensors of a computation on one backend",
            () => Tensor.Result("mine", [2], backend, other.AllocateValues(2)));
        AssertThrows<InvalidOperationException>($"mine: the memory of value{Released}",
            () => Tensor.Result("mine", [2], backend, ended));
    }

    [Fact]
    public void A_gradient_on_another_backend_throws()
    {
        using Backend backend = new Reference(), other = new Reference();
        using IDisposable scope = backend.BeginScope(), another = other.BeginScope();
        var x = Tensor.Full(backend, [2], 1, requiresGradient: true);
        var foreign = Tensor.Full(other, [2], 1);
        AssertThrows<ArgumentException>("Backward: both operands must be on one backend, got sin [2] on reference " +
            "and input [2] on another, reference", () => Graph.Backward(x.Sin(), foreign));
        var y = Tensor.Result("mine", [2], backend, x.Sin().Buffer, new Edge(x, _ => foreign));
        AssertThrows<ArgumentException>("Backward: both operands must be on one backend, got parameter [2] on " +
            "reference and input [2] on another, reference",
            () => Graph.Backward(y, Tensor.Full(backend, [2], 1)));
    }

    [SkippableTheory, AllBackends]
    public void A_disposed_backend_throws(string name)
    {
        var backend = BackendsUnderTest.Create(name);
        var x = Tensor.From(backend, [2], [1.0, 2]);
        backend.Dispose();
        backend.Dispose();
        foreach (var call in new Action[]
        {
            () => backend.AllocateValues(1), () => backend.AllocateIndices(1), () => backend.BeginScope(),
            () => x.ToArray(), () => x.Assign([1, 2]), () => backend.Fill(0, x.Buffer),
            () => Tensor.Scalar(backend, 1),
        }) AssertThrows<ObjectDisposedException>($"Backend {backend.Name}: was disposed; create a new backend", call);
    }

    [Fact]
    public void A_buffer_that_was_disposed_in_its_scope_does_not_return_to_the_pool()
    {
        using var backend = new Reference();
        using (var scope = backend.BeginScope()) scope.RentValues(4).Dispose();
        using var next = backend.BeginScope();
        backend.Fill(0, next.RentValues(4));
    }

    [Fact]
    public void Short_memory_for_a_copy_throws()
    {
        using var backend = new Reference();
        var x = Tensor.Full(backend, [3], 1);
        AssertThrows<ArgumentException>("Tensor input [3]: CopyTo needs memory for 3 elements, got 2",
            () => x.CopyTo(new float[2]));
        var values = new float[4];
        x.CopyTo(values);
        Assert.Equal([1f, 1, 1, 0], values);
    }

    [Fact]
    public void Rows_of_unequal_lengths_throw()
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = Tensor.Full(backend, [2, 3], 1);
        var index = scope.RentIndices(4);
        foreach (var rows in new[] { 4, 3, -2 })
        {
            AssertThrows<ArgumentException>("gather: the number of rows must divide 6 elements and 4 indices, got " +
                $"{rows}", () => x.Gather(rows, index));
            AssertThrows<ArgumentException>("scatter_add: the number of rows must divide 6 elements and 4 indices, " +
                $"got {rows}", () => Tensor.Full(backend, [4], 1).ScatterAdd(rows, index, [2, 3]));
        }
    }

    [Fact]
    public void A_concatenation_that_is_too_long_throws()
    {
        using var backend = new Reference();
        using var scope = backend.BeginScope();
        var x = Tensor.Full(backend, [0, 2_000_000_000], 1);
        AssertThrows<ArgumentException>("concatenate: an axis has at most 2147483591 elements, the result's would " +
            "have 4000000000", () => Reshaping.Concatenate(1, x, x));
    }
}
