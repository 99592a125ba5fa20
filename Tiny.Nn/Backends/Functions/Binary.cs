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

/// <summary>a / b.</summary>
public readonly record struct Division : IBinaryFunction
{
    public double Value(double a, double b) => a / b;

    Vector<T> IBinaryFunction.Value<T>(Vector<T> a, Vector<T> b) => a / b;

    public string OpenCl => "a / b";
}
