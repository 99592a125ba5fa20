// 06 · Dual numbers · 2 Derivatives
//
// A dual number holds a value and its derivative: a + b·ε with ε² = 0. Arithmetic with dual numbers computes the exact
// derivative along with the value, since the rules of calculus follow from ε² = 0. One pass gives the derivatives of
// all outputs with respect to one input; this is forward mode. A loss has one output and up to millions of inputs, so
// training uses reverse mode instead.
//
// Formula  AD-13  (a + a′ε) + (b + b′ε) = (a + b) + (a′ + b′)ε;  (a + a′ε)·(b + b′ε) = ab + (a′b + ab′)ε;
//                 f(a + a′ε) = f(a) + f′(a)·a′ε
// Shapes   a dual number is two scalars: value and derivative
// Example  x = 3 + 1ε:  x·x = 9 + 6ε, and the derivative of x² at 3 is 6
// Read     after: Tiny.Nn/Dual.cs

namespace Exercise06;

/// <summary>A value and its derivative with respect to the input that was created with derivative 1.</summary>
public readonly record struct Dual(double Value, double Derivative)
{
    /// <summary>A constant as a dual number.</summary>
    public static implicit operator Dual(double constant)
    {
        // ── begin ──
        return new(constant, 0);
        // ── end ──
    }

    public static Dual operator +(Dual a, Dual b)
    {
        // ── begin ──
        return new(a.Value + b.Value, a.Derivative + b.Derivative);
        // ── end ──
    }

    public static Dual operator *(Dual a, Dual b)
    {
        // ── begin ──
        return new(a.Value * b.Value, a.Derivative * b.Value + a.Value * b.Derivative);
        // ── end ──
    }

    public static Dual Sin(Dual x)
    {
        // ── begin ──
        return new(Math.Sin(x.Value), Math.Cos(x.Value) * x.Derivative);
        // ── end ──
    }

    public static Dual Cos(Dual x)
    {
        // ── begin ──
        return new(Math.Cos(x.Value), -Math.Sin(x.Value) * x.Derivative);
        // ── end ──
    }
}
