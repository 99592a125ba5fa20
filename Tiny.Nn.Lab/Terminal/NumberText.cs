namespace Tiny.Nn.Lab.Terminal;

/// <summary>Formats numbers that are mostly small but huge after a divergence, such as losses.</summary>
static class NumberText
{
    const double Largest = 1e5;

    /// <summary>Returns the number with some decimals, or from 100,000 on with four significant digits.</summary>
    public static string Fixed(double? number, int decimals) => number is not { } value ? ""
        : value.ToString(Math.Abs(value) < Largest ? $"F{decimals}" : "G4");
}
