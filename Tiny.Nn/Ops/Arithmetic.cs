using Tiny.Nn.Backends;
using Tiny.Nn.Backends.Functions;

namespace Tiny.Nn.Ops;

/// <summary>
/// Arithmetic operators with broadcasting, and elementary functions, all element by element. Operands are broadcast to
/// their common shape (<see cref="Shape.Broadcast"/>); the gradient of a repeated operand is the sum over its copies.
/// </summary>
public static class Arithmetic
{
    extension(Tensor)
    {
        /// <summary>y = a + b.  da = dy,  db = dy, each summed to the shape of its operand.</summary>
        public static Tensor operator +(Tensor a, Tensor b) => MapBinary("add", new Addition(), a, b,
            dy => dy.SumTo(a.Shape),
            dy => dy.SumTo(b.Shape));

        /// <summary>y = a − b.  da = dy,  db = −dy.</summary>
        public static Tensor operator -(Tensor a, Tensor b) => MapBinary("subtract", new Subtraction(), a, b,
            dy => dy.SumTo(a.Shape),
            dy => -dy.SumTo(b.Shape));

        /// <summary>y = a · b.  da = dy·b,  db = dy·a.</summary>
        public static Tensor operator *(Tensor a, Tensor b) => MapBinary("multiply", new Multiplication(), a, b,
            dy => (dy * b).SumTo(a.Shape),
            dy => (dy * a).SumTo(b.Shape));

        /// <summary>y = a / b.  da = dy / b,  db = −dy·a / b².</summary>
        public static Tensor operator /(Tensor a, Tensor b) => MapBinary("divide", new Division(), a, b,
            dy => (dy / b).SumTo(a.Shape),
            dy => -(dy * a / (b * b)).SumTo(b.Shape));

        public static Tensor operator +(Tensor a, double b) => a.Affine(1, b);
        public static Tensor operator +(double a, Tensor b) => b.Affine(1, a);
        public static Tensor operator -(Tensor a, double b) => a.Affine(1, -b);
        public static Tensor operator -(double a, Tensor b) => b.Affine(-1, a);
        public static Tensor operator *(Tensor a, double b) => a.Affine(b, 0);
        public static Tensor operator *(double a, Tensor b) => b.Affine(a, 0);
        public static Tensor operator /(Tensor a, double b) => a.Affine(1 / b, 0);
        public static Tensor operator -(Tensor a) => a.Affine(-1, 0);
    }

    /// <summary>
    /// y = t · x, and 0 where t is 0, even if x is infinite.  dt = dy·x,  dx = dy·t. t and x have one shape.
    /// </summary>
    internal static Tensor WeightedBy(this Tensor x, Tensor t) => MapBinary("weighted", new AbsorbingMultiplication(),
        t, x, dy => dy * x, dy => dy * t);

    /// <summary>y = scale·x + shift.  dx = scale·dy.</summary>
    public static Tensor Affine(this Tensor x, double scale, double shift) => x.Map("affine", new Affine(scale, shift));

    /// <summary>y = xᵉ for a constant exponent e.  dx = dy · e·xᵉ⁻¹.</summary>
    public static Tensor Power(this Tensor x, double exponent) => x.Map("power", new Power(exponent));

    /// <summary>y = x².  dx = dy · 2x.</summary>
    public static Tensor Square(this Tensor x) => x * x;

    /// <summary>y = √x.  dx = dy / 2y.</summary>
    public static Tensor Sqrt(this Tensor x) => x.Map("sqrt", new SquareRoot());

    /// <summary>y = eˣ.  dx = dy · y.</summary>
    public static Tensor Exp(this Tensor x) => x.Map("exp", new Exponential());

    /// <summary>y = ln x.  dx = dy / x.</summary>
    public static Tensor Log(this Tensor x) => x.Map("log", new Logarithm());

    /// <summary>y = |x|.  dx = dy · sign(x), where sign(0) = 0.</summary>
    public static Tensor Abs(this Tensor x) => x.Map("abs", new Absolute());

    /// <summary>y = −1, 0 or 1, the sign of x.  dx = 0.</summary>
    public static Tensor Sign(this Tensor x) => x.Map("sign", new Sign());

    /// <summary>y = sin x.  dx = dy · cos x.</summary>
    public static Tensor Sin(this Tensor x) => x.Map("sin", new Sine());

    /// <summary>y = cos x.  dx = −dy · sin x.</summary>
    public static Tensor Cos(this Tensor x) => x.Map("cos", new Cosine());

    /// <summary>y = f(x), element by element.  dx = dy · f′(x).</summary>
    /// <remarks>
    /// A new function is one struct, an <see cref="IUnaryFunction"/> with value and derivative, and one line here:
    /// <code>
    ///   public static Tensor Swish(this Tensor x) => x.Map("swish", new Swish());
    /// </code>
    /// </remarks>
    /// <param name="operation">The operation's name in graphs and error messages.</param>
    public static Tensor Map<F>(this Tensor x, string operation, F f) where F : struct, IUnaryFunction
    {
        var (backend, y) = (NotNull(x).Backend, x.NewBuffer(operation, x.Shape.Count));
        backend.Map(f, x.Buffer, y);
        return Tensor.Result(operation, x.Shape, backend, y, new Edge(x, dy =>
        {
            var dx = x.NewBuffer(operation, x.Shape.Count);
            backend.MapPullback(f, x.Buffer, y, dy.Buffer, dx);
            return Tensor.Result($"{operation}_backward", x.Shape, backend, dx);
        }));
    }

    static Tensor MapBinary<F>(
        string operation, F f, Tensor a, Tensor b, Func<Tensor, Tensor> toA, Func<Tensor, Tensor> toB)
        where F : struct, IBinaryFunction
    {
        Tensor.CheckSameBackend(operation, a, b);
        var shape = Shape.Broadcast(a.Shape, b.Shape, operation);
        var y = a.NewBuffer(operation, shape.Count);
        var (viewA, viewB) = (StridedView.Broadcast(a.Shape, shape), StridedView.Broadcast(b.Shape, shape));
        a.Backend.MapBinary(f, shape, a.Buffer, viewA, b.Buffer, viewB, y);
        return Tensor.Result(operation, shape, a.Backend, y, new Edge(a, toA), new Edge(b, toB));
    }
}
