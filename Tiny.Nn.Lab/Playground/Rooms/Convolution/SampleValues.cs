namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// Small integers for inputs and filters. A value depends on its coordinates only, so it stays when the size changes.
/// </summary>
static class SampleValues
{
    /// <summary>Returns integers from 0 to 3 for the shape of an input.</summary>
    public static double[] Input(Shape shape) => Values(shape, seed: 1, 4, offset: 0);

    /// <summary>Returns integers from −1 to 2 for the shape of filters.</summary>
    public static double[] Filter(Shape shape) => Values(shape, seed: 2, 4, offset: -1);

    static double[] Values(Shape shape, uint seed, uint count, int offset)
    {
        var values = new double[shape.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var (rest, hash) = (index, seed);
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                hash = (hash + (uint)(rest % shape[axis]) + 1) * 0x9E3779B1u;
                hash ^= hash >> 15;
                rest /= shape[axis];
            }
            values[index] = (hash >> 8) % count + offset;
        }
        return values;
    }
}
