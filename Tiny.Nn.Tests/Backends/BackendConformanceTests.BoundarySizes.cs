using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests of products, convolutions and pooling at random sizes close to the boundaries where a backend switches code
/// paths: tiles of 4, 6, 16 and 32 rows or columns, vectors of 8 and 16 lanes, blocks of the depth, batch tiles.
/// </summary>
public abstract partial class BackendConformanceTests
{
    const int BoundaryCases = 60;

    [SkippableFact]
    public void Products_match_the_triple_loop_at_every_boundary_size()
    {
        int[] small = [1, 2, 5, 6, 7, 12, 15, 16, 17, 18, 24, 25, 31, 32, 33, 47, 48, 49, 64, 65, 97];
        int[] large = [.. small, 257, 272, 511, 512, 513, 545];
        int[] depths = [1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 319, 320, 321, 641];
        // The last vector of a thread must not overlap a vector of another thread
        CheckProduct(new(1, 16, 257, 640), hasBias: false);
        for (var index = 0; index < BoundaryCases; index++)
            CheckProduct(new(1 + index % 2, Choose(small), Choose(large), Choose(depths), random.NextInt(2) == 0,
                random.NextInt(2) == 0), hasBias: index % 3 == 0);
    }

    [SkippableFact]
    public void Convolutions_are_the_gradients_of_one_trilinear_form_at_every_boundary_size()
    {
        int[] batches = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33];
        int[] channels = [1, 2, 3, 5, 6, 7, 12, 13];
        int[] widths = [1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 15, 16, 17, 24, 31, 33];
        for (var index = 0; index < BoundaryCases; index++)
        {
            var kernel = 1 + random.NextInt(4);
            var width = Math.Max(Choose(widths), kernel);
            var axis = Axis(width, kernel, stride: 1 + random.NextInt(3),
                padding: random.NextInt(2) == 0 ? 0 : (random.NextInt(2), 1));
            CheckConvolution(new(Choose(batches), Choose(channels), Choose(channels), 1,
                new(Window.Unit, Axis(kernel + random.NextInt(3), kernel), axis)));
        }
    }

    [SkippableFact]
    public void Max_and_sum_pooling_and_their_transposes_match_plain_loops_at_every_boundary()
    {
        int[] lengths = [1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 24, 25, 33];
        for (var index = 0; index < BoundaryCases; index++)
            CheckPooling(new(index % 5 == 0 ? Axis() : Window.Unit, Axis(), Axis()));

        Window Axis()
        {
            var kernel = 1 + random.NextInt(4);
            return BackendConformanceTests.Axis(Math.Max(Choose(lengths), kernel), kernel,
                stride: Math.Max(1, kernel - 1 + random.NextInt(3)));
        }
    }

    int Choose(int[] values) => values[random.NextInt(values.Length)];
}
