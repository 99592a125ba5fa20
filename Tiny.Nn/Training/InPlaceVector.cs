using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Training;

/// <summary>
/// Numbers on a machine that change in place: weights, their gradient, an optimizer's averages. It is what the formulas of
/// <see cref="Optimizer"/> are written with; unlike a <see cref="Tensor"/> it has no shape, no graph and no owner.
/// </summary>
public readonly struct InPlaceVector
{
    readonly Backend backend;
    readonly ValueBuffer buffer;

    internal InPlaceVector(Backend backend, ValueBuffer buffer) => (this.backend, this.buffer) = (backend, buffer);

    /// <summary>y ← α·x + β·y; with β = 0 the old y is not read.</summary>
    public void AddScaled(double alpha, InPlaceVector x, double beta) => backend.AddScaled(alpha, x.buffer, beta, buffer);

    /// <summary>y ← y + α·x.</summary>
    public void Add(double alpha, InPlaceVector x) => AddScaled(alpha, x, 1);

    /// <summary>y ← factor·y.</summary>
    public void Scale(double factor) => Map(new Affine(factor, 0));

    /// <summary>y ← f(y).</summary>
    public void Map<F>(F f) where F : struct, IUnaryFunction => backend.Map(f, buffer, buffer);

    /// <summary>y ← f(x).</summary>
    public void Map<F>(F f, InPlaceVector x) where F : struct, IUnaryFunction => backend.Map(f, x.buffer, buffer);

    /// <summary>y ← f(a, b); y may be a or b itself.</summary>
    public void MapBinary<F>(F f, InPlaceVector a, InPlaceVector b) where F : struct, IBinaryFunction
    {
        Shape shape = [buffer.Length];
        var all = StridedView.Of(shape);
        backend.MapBinary(f, shape, a.buffer, all, b.buffer, all, buffer);
    }

    /// <summary>Room for as many numbers, of undefined content, until the update of this parameter is done.</summary>
    public InPlaceVector Temporary() => new(backend, backend.CurrentScope!.RentValues(buffer.Length));
}
