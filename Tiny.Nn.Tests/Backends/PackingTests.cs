using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Tests that the packed layout of the CPU backend is the one drawn in its README.</summary>
public unsafe class PackingTests
{
    /// <summary>The kernels have 6 and 4 rows. Of 5 rows and more, at most one row is filled up with zeros.</summary>
    [Fact]
    public void Panels_of_6_and_4_rows_cover_all_rows_with_few_rows_of_zeros()
    {
        for (var rows = 1; rows < 100; rows++)
        {
            var starts = Blocking.PanelStarts(rows);
            var heights = starts[..^1].Select(start => Blocking.PanelRows(rows - start)).ToArray();
            Assert.All(heights, height => Assert.Contains(height, new[] { 4, 6 }));
            Assert.Equal(0, starts[0]);
            Assert.Equal(rows, starts[^1]);
            for (var panel = 0; panel + 2 < starts.Length; panel++)
                Assert.Equal(starts[panel] + heights[panel], starts[panel + 1]);
            var zeros = heights.Sum() - rows;
            Assert.InRange(zeros, 0, rows < 5 ? 3 : 1);
            Assert.Equal(Blocking.CeilingDivide(rows, Blocking.MR), heights.Length);
        }
    }

    [Fact]
    public void Two_images_of_6_by_6_at_stride_2_are_packed_as_drawn()
    {
        var window = Window.ForConvolution(6, kernel: 3, stride: 2);
        var layout = new PolyphaseLayout<float>(SpatialWindow.Of(window, window), "test", 1, 1);
        Assert.Equal(36, layout.Size);
        Assert.Equal([0, 12], layout.Rows.Select(row => row * 2));
        Assert.Equal([0, 36, 2, 6, 42, 8, 12, 48, 14], layout.Taps.Select(tap => tap * 2));
        float[] images = new float[72], phases = new float[72], packed = new float[72], workspace = new float[288];
        for (var i = 0; i < 72; i++) images[i] = (i / 36 + 1) * 100 + i % 36 / 6 * 10 + i % 6;       // b34 is 234
        fixed (float* from = images, planes = phases, to = packed, room = workspace)
        {
            for (var image = 0; image < 2; image++) layout.Pack(from + image * 36, planes + image * 36, room);
            Assert.True(BatchInterleave<float>.Interleave(planes, 36, 2, 2, 36, to, room) == to);
        }
        Assert.Equal([100, 200, 102, 202, 104, 204], packed[..6]);
        Assert.Equal([101, 201, 103, 203, 105, 205], packed[36..42]);
        Assert.Equal([122, 222, 124, 224], packed[14..18]);
        Assert.Equal([151, 251, 153, 253, 155, 255], packed[66..]);
    }

    [Theory]
    [InlineData(1, 1), InlineData(2, 1), InlineData(2, 2), InlineData(4, 3), InlineData(8, 5), InlineData(16, 16)]
    public void Interleaving_puts_element_j_of_plane_i_at_jm_plus_i_and_its_inverse_restores_the_planes(int m,
        int present)
    {
        const int length = 21, distance = 30;
        float[] planes = new float[m * distance], packed = new float[m * length], restored = new float[m * distance];
        float[] workspace = new float[2 * m * length];
        for (var i = 0; i < planes.Length; i++) planes[i] = i + 1;
        Array.Fill(restored, -1);
        fixed (float* from = planes, to = packed, back = restored, room = workspace)
        {
            var result = BatchInterleave<float>.Interleave(from, distance, present, m, length, to, room);
            for (var i = 0; i < m; i++)
                for (var j = 0; j < length; j++)
                    Assert.Equal(i < present ? planes[i * distance + j] : 0, result[j * m + i]);
            BatchInterleave<float>.Deinterleave(result, back, distance, present, m, length, room);
        }
        for (var i = 0; i < restored.Length; i++)
            Assert.Equal(i / distance < present && i % distance < length ? planes[i] : -1, restored[i]);
    }

    [Theory]
    [InlineData(1, 16, 1)]      // one image cannot be interleaved
    [InlineData(128, 8, 2)]     // rows of 8 outputs fill half a vector of 16
    [InlineData(128, 16, 1)]    // rows of 16 fill it
    public void As_many_images_are_interleaved_as_fill_vectors(int batch, int outputs, int expected)
    {
        var window = Window.ForConvolution(outputs + 4, kernel: 5);
        var shape = new ConvolutionShape(batch, 20, 40, 1, SpatialWindow.Of(window, window));
        Assert.Equal(expected, BatchTileSize.Choose(shape, window.Input * window.Input, window.Output, lanes: 16));
    }
}
