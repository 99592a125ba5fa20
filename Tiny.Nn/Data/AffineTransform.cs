namespace Tiny.Nn.Data;

/// <summary>
/// A linear map of image coordinates followed by a shift; x to the right, y downwards, the origin in the image's middle:
/// <code>
///   (x, y) → (xx·x + xy·y + right,  yx·x + yy·y + down)
/// </code>
/// It says where a pixel goes; <see cref="ImageWarp"/> moves the image.
/// </summary>
public readonly record struct AffineTransform(double XX, double XY, double YX, double YY, double Right, double Down)
{
    public static readonly AffineTransform Identity = new(1, 0, 0, 1, 0, 0);

    /// <summary>Moves by pixels; fractions are allowed.</summary>
    public static AffineTransform Shift(double right, double down) => new(1, 0, 0, 1, right, down);

    /// <summary>Turns about the middle, clockwise as one sees it, in degrees.</summary>
    public static AffineTransform Rotation(double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        return new(cosine, -sine, sine, cosine, 0, 0);
    }

    /// <summary>Enlarges by a factor above 1, makes smaller below it.</summary>
    public static AffineTransform Scale(double horizontal, double vertical) => new(horizontal, 0, 0, vertical, 0, 0);

    /// <summary>Slants: each row moves to the right by its distance above the middle times <paramref name="slant"/>.</summary>
    public static AffineTransform Shear(double slant) => new(1, -slant, 0, 1, 0, 0);

    /// <summary>This map, and then the other: the product other·this.</summary>
    public AffineTransform Then(AffineTransform other) => new(
        other.XX * XX + other.XY * YX, other.XX * XY + other.XY * YY,
        other.YX * XX + other.YY * YX, other.YX * XY + other.YY * YY,
        other.XX * Right + other.XY * Down + other.Right, other.YX * Right + other.YY * Down + other.Down);

    /// <summary>xx·yy − xy·yx: the factor by which areas grow; negative where the map is a mirror.</summary>
    public double Determinant => XX * YY - XY * YX;

    /// <summary>The map that undoes this one.</summary>
    /// <exception cref="InvalidOperationException">The map flattens the plane: its determinant is 0.</exception>
    public AffineTransform Inverse()
    {
        var d = Determinant;
        if (d == 0 || !double.IsFinite(d))
            throw new InvalidOperationException($"Affine.Inverse: {this} has determinant {d} and cannot be undone");
        double xx = YY / d, xy = -XY / d, yx = -YX / d, yy = XX / d;
        return new(xx, xy, yx, yy, -(xx * Right + xy * Down), -(yx * Right + yy * Down));
    }
}
