using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Products and convolutions whose sizes lie around every edge at which a fast machine changes its way: a tile's 4, 6, 16 and 32 rows or
/// columns, a vector's 8 and 16 lanes, the parts of a depth, the images that are interleaved. Each case draws its sizes from these.
/// </summary>
public abstract partial class BackendSuite
{
    const int EdgeCases = 60;

    [SkippableFact]
    public void Products_around_every_edge_equal_the_triple_loop()
    {
        int[] few = [1, 2, 5, 6, 7, 12, 15, 16, 17, 18, 24, 25, 31, 32, 33, 47, 48, 49, 64, 65, 97];
        int[] many = [.. few, 257, 272, 511, 512, 513, 545];
        int[] depths = [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 319, 320, 321, 641];
        CheckProduct(new(1, 16, 257, 640), hasBias: false);        // the last vector overlaps with one that must not be another thread's
        for (var number = 0; number < EdgeCases; number++)
            CheckProduct(new(1 + number % 2, One(few), One(many), One(depths), random.NextInt(2) == 0, random.NextInt(2) == 0), hasBias: number % 3 == 0);
    }

    [SkippableFact]
    public void Convolutions_around_every_edge_are_the_gradients_of_one_trilinear_form()
    {
        int[] batches = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33];
        int[] channels = [1, 2, 3, 5, 6, 7, 12, 13];
        int[] widths = [1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 15, 16, 17, 24, 31, 33];
        for (var number = 0; number < EdgeCases; number++)
        {
            var kernel = 1 + random.NextInt(4);
            var width = Math.Max(One(widths), kernel);
            var axis = Axis(width, kernel, stride: 1 + random.NextInt(3), padding: random.NextInt(2) == 0 ? 0 : (random.NextInt(2), 1));
            CheckConvolution(new(One(batches), One(channels), One(channels), 1, new(Window.Unit, Axis(kernel + random.NextInt(3), kernel), axis)));
        }
    }

    [SkippableFact]
    public void Pools_around_every_edge_take_the_largest_add_and_give_back()
    {
        int[] lengths = [1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 24, 25, 33];
        for (var number = 0; number < EdgeCases; number++) CheckPooling(new(number % 5 == 0 ? Axis() : Window.Unit, Axis(), Axis()));

        Window Axis()
        {
            var kernel = 1 + random.NextInt(4);
            return BackendSuite.Axis(Math.Max(One(lengths), kernel), kernel, stride: Math.Max(1, kernel - 1 + random.NextInt(3)));
        }
    }

    int One(int[] values) => values[random.NextInt(values.Length)];
}
