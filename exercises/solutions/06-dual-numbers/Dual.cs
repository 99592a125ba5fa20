// 06 · Dual numbers · 2 Derivatives
//
// A number that carries its own derivative: a + b·ε with ε² = 0. Compute with it as usual, and the part in front of ε is the exact
// derivative of everything so far: the rules of calculus come out of ε² = 0. One pass gives all results' derivatives with respect
// to one input. That is forward mode; a loss has one result and a million inputs, which is why training goes the other way.
//
// Formula  AD-13  (a + a′ε) + (b + b′ε) = (a + b) + (a′ + b′)ε;  (a + a′ε)·(b + b′ε) = ab + (a′b + ab′)ε;  f(a + a′ε) = f(a) + f′(a)·a′ε
// Shapes   two numbers: the value and the slope
// Number   x = 3 + 1ε:  x·x = 9 + 6ε, and the derivative of x² at 3 is 6
// Read     after: Tiny.Nn/Dual.cs

namespace Exercise06;

/// <summary>A value and its derivative with respect to the one input that was begun with slope 1.</summary>
public readonly record struct Dual(double Value, double Slope)
{
    /// <summary>A constant does not move with the input.</summary>
    public static implicit operator Dual(double constant)
    {
        // ── begin ──
        return new(constant, 0);
        // ── end ──
    }

    public static Dual operator +(Dual a, Dual b)
    {
        // ── begin ──
        return new(a.Value + b.Value, a.Slope + b.Slope);
        // ── end ──
    }

    public static Dual operator *(Dual a, Dual b)
    {
        // ── begin ──
        return new(a.Value * b.Value, a.Slope * b.Value + a.Value * b.Slope);
        // ── end ──
    }

    public static Dual Sin(Dual x)
    {
        // ── begin ──
        return new(Math.Sin(x.Value), Math.Cos(x.Value) * x.Slope);
        // ── end ──
    }

    public static Dual Cos(Dual x)
    {
        // ── begin ──
        return new(Math.Cos(x.Value), -Math.Sin(x.Value) * x.Slope);
        // ── end ──
    }
}
