using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Training;

/// <summary>
/// A vector on a backend that changes in place: the weights of a parameter, their gradient, or an optimizer's averages.
/// The formulas of <see cref="Optimizer"/> are written with it. Unlike a <see cref="Tensor"/> it has no shape, no graph
/// and no owner.
/// </summary>
public readonly struct InPlaceVector
{
    readonly Backend backend;
    readonly ValueBuffer buffer;

    internal ValueBuffer Buffer => buffer;

    internal InPlaceVector(Backend backend, ValueBuffer buffer) => (this.backend, this.buffer) = (backend, buffer);

    /// <summary>y ← α·x + β·y; with β = 0 the old y is not read.</summary>
    public void AddScaled(double alpha, InPlaceVector x, double beta) =>
        backend.AddScaled(alpha, x.buffer, beta, buffer);

    /// <summary>y ← y + α·x.</summary>
    public void Add(double alpha, InPlaceVector x) => AddScaled(alpha, x, 1);

    /// <summary>y ← factor·y.</summary>
    public void Scale(double factor) => Map(new Affine(factor, 0));

    /// <summary>y ← α·x² + β·y.</summary>
    public void AddSquare(double alpha, InPlaceVector x, double beta)
    {
        var square = Temporary();
        square.MapBinary(new Multiplication(), x, x);
        AddScaled(alpha, square, beta);
    }

    /// <summary>Returns y / (scale·√squares + ε), in temporary memory.</summary>
    public InPlaceVector OverRoot(InPlaceVector squares, double epsilon, double scale = 1)
    {
        var quotient = Temporary();
        quotient.Map(new SquareRoot(), squares);
        quotient.Map(new Affine(scale, epsilon));
        quotient.MapBinary(new Division(), this, quotient);
        return quotient;
    }

    /// <summary>y ← f(y).</summary>
    public void Map<F>(F f) where F : struct, IUnaryFunction => Map(f, this);

    /// <summary>y ← f(x).</summary>
    public void Map<F>(F f, InPlaceVector x) where F : struct, IUnaryFunction => backend.Map(f, x.buffer, buffer);

    /// <summary>y ← f(a, b); y may be a or b.</summary>
    public void MapBinary<F>(F f, InPlaceVector a, InPlaceVector b) where F : struct, IBinaryFunction
    {
        Shape shape = [buffer.Length];
        var all = StridedView.Of(shape);
        backend.MapBinary(f, shape, a.buffer, all, b.buffer, all, buffer);
    }

    /// <summary>
    /// Returns memory of this length with undefined content, valid until the step of this parameter ends.
    /// </summary>
    public InPlaceVector Temporary() => new(backend, backend.CurrentScope!.RentValues(buffer.Length));
}
