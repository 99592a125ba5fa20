namespace Tiny.Nn.Data;

/// <summary>
/// An affine map of image coordinates, with x to the right, y downwards and the origin at the image's centre:
/// <code>
///   (x, y) → (xx·x + xy·y + right,  yx·x + yy·y + down)
/// </code>
/// It maps a pixel to its new position; <see cref="ImageWarp"/> applies it to an image.
/// </summary>
public readonly record struct AffineTransform(double XX, double XY, double YX, double YY, double Right, double Down)
{
    /// <summary>A translation in pixels, which may be fractional.</summary>
    public static AffineTransform Shift(double right, double down) => new(1, 0, 0, 1, right, down);

    /// <summary>A clockwise rotation about the centre, in degrees.</summary>
    public static AffineTransform Rotation(double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        return new(cosine, -sine, sine, cosine, 0, 0);
    }

    /// <summary>A scaling about the centre; factors above 1 enlarge.</summary>
    public static AffineTransform Scale(double horizontal, double vertical) => new(horizontal, 0, 0, vertical, 0, 0);

    /// <summary>
    /// A horizontal shear: each row moves right by its height above the centre times <paramref name="slant"/>.
    /// </summary>
    public static AffineTransform Shear(double slant) => new(1, -slant, 0, 1, 0, 0);

    /// <summary>The composition that applies this map first: the product next·this.</summary>
    public AffineTransform Then(AffineTransform next) => new(
        next.XX * XX + next.XY * YX, next.XX * XY + next.XY * YY,
        next.YX * XX + next.YY * YX, next.YX * XY + next.YY * YY,
        next.XX * Right + next.XY * Down + next.Right, next.YX * Right + next.YY * Down + next.Down);

    /// <summary>The inverse map.</summary>
    /// <exception cref="InvalidOperationException">The determinant is 0.</exception>
    public AffineTransform Inverse()
    {
        var d = XX * YY - XY * YX;
        if (d == 0 || !double.IsFinite(d))
            throw new InvalidOperationException($"AffineTransform.Inverse: {this} has determinant {d} and no inverse");
        double xx = YY / d, xy = -XY / d, yx = -YX / d, yy = XX / d;
        return new(xx, xy, yx, yy, -(xx * Right + xy * Down), -(yx * Right + yy * Down));
    }
}
