namespace Tiny.Nn.Backends.Functions;

/// <summary>a + b.</summary>
public readonly record struct Addition : IBinaryFunction
{
    public double Value(double a, double b) => a + b;

    Vector<T> IBinaryFunction.Value<T>(Vector<T> a, Vector<T> b) => a + b;

    public string OpenCl => "a + b";
}

/// <summary>a − b.</summary>
public readonly record struct Subtraction : IBinaryFunction
{
    public double Value(double a, double b) => a - b;

    Vector<T> IBinaryFunction.Value<T>(Vector<T> a, Vector<T> b) => a - b;

    public string OpenCl => "a - b";
}

/// <summary>a·b.</summary>
public readonly record struct Multiplication : IBinaryFunction
{
    public double Value(double a, double b) => a * b;

    Vector<T> IBinaryFunction.Value<T>(Vector<T> a, Vector<T> b) => a * b;

    public string OpenCl => "a * b";
}

/// <summary>a·b, and 0 where a is 0, even if b is infinite: the convention 0·ln 0 = 0 of entropies.</summary>
public readonly record struct AbsorbingMultiplication : IBinaryFunction
{
    public double Value(double a, double b) => a == 0 ? 0 : a * b;

    Vector<T> IBinaryFunction.Value<T>(Vector<T> a, Vector<T> b) =>
        Vector.AndNot(a * b, Vector.Equals(a, Vector<T>.Zero));

    public string OpenCl => "where(a == 0.0f, 0.0f, a * b)";
}

/// <summary>a / b.</summary>
public readonly record struct Division : IBinaryFunction
{
    public double Value(double a, double b) => a / b;

    Vector<T> IBinaryFunction.Value<T>(Vector<T> a, Vector<T> b) => a / b;

    public string OpenCl => "a / b";
}
