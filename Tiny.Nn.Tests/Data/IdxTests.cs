using Tiny.Nn.Data;
using static Tiny.Nn.Tests.Data.TemporaryFolder;

namespace Tiny.Nn.Tests.Data;

/// <summary>
/// Tests that the IDX reader reads plain and gzipped files, and that its errors name the file, the offset
/// and the remedy.
/// </summary>
public sealed class IdxTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static byte[] TwoImages => Idx(0x803, [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255]);

    static byte[] TwoLabels => Idx(0x801, [2], 7, 3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Id", "NM-00")]
    public void Images_and_labels_are_read_plain_and_gzipped_under_any_file_name(bool packed)
    {
        var images = folder.Write("images", packed ? Gzip(TwoImages) : TwoImages);
        var labels = folder.Write("labels.gz", packed ? Gzip(TwoLabels) : TwoLabels);
        var data = Tiny.Nn.Data.Idx.Read(images, labels, classes: 10);
        Assert.Equal([1, 2, 3], data.ExampleShape.Lengths.ToArray());
        Assert.Equal([7, 3], data.Labels());
        Assert.Equal([7 / 255f, 8 / 255f, 9 / 255f, 10 / 255f, 11 / 255f, 1f], data.Input(1));
    }

    [Fact]
    public void The_checksum_is_that_of_the_uncompressed_file()
    {
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(TwoImages));
        Assert.Equal(expected, Tiny.Nn.Data.Idx.ReadFile(folder.Write("packed", Gzip(TwoImages)), 3).Checksum());
    }

    [Fact]
    public void A_wrong_magic_number_throws() =>
        AssertRejected(Idx(0x801, [1], 5),
            ", offset 0: IDX images begin with 0x00000803, got 0x00000801; this is a file of labels; check that the " +
                "two files are not swapped");

    [Fact]
    public void A_file_of_another_format_throws() =>
        AssertRejected([.. "<html><body>not found"u8],
            ", offset 0: IDX images begin with 0x00000803, got 0x3C68746D; this is not an IDX file of bytes");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    public void A_truncated_header_throws(int length) =>
        AssertRejected(TwoImages[..length],
            $", offset {length}: the file ends within its header of 16 bytes; download the file again");

    [Fact]
    public void A_truncated_file_throws() =>
        AssertRejected(TwoImages[..20],
            ", offset 20: the file ends here, but its header announces 12 elements; download the file again");

    [Fact]
    public void Trailing_bytes_throw() =>
        AssertRejected([.. TwoImages, 0],
            ", offset 28: there are bytes after the 12 announced elements; download the file again");

    [Theory]
    [InlineData(uint.MaxValue, 28, 28)]
    [InlineData(2_000_000, 28, 28)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue)]
    [InlineData(0, 28, 28)]
    [InlineData(5, 0, 28)]
    public void A_count_out_of_range_throws(uint images, uint rows, uint columns) =>
        AssertRejected(Idx(0x803, [images, rows, columns]),
            $", offset 4: the header announces {images} × {rows} × {columns} elements; 1 to 1073741824 are supported");

    [Fact]
    public void Damaged_gzip_data_throws()
    {
        var packed = Gzip(TwoImages);
        packed[12] ^= 0xFF;
        AssertRejected(packed, ": the gzip data is damaged; download the file again");
    }

    [Fact]
    public void A_header_with_a_false_count_allocates_no_memory()
    {
        var path = folder.Write("false", Idx(0x803, [1_000_000, 28, 28], 1, 2, 3));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Tiny.Nn.Data.Idx.ReadFile(path, 3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decompression_stops_at_the_first_surplus_byte()
    {
        var path = folder.Write("bomb", Gzip([.. Idx(0x803, [1, 1, 1], 1), .. new byte[50_000_000]]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Tiny.Nn.Data.Idx.ReadFile(path, 3));
        Assert.Equal($"{path}, offset 17: there are bytes after the 1 announced elements; download the file again",
            error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>
    /// Tests that memory is bounded by the file: a gzip file of zeros is about a thousandth of its content.
    /// </summary>
    [Theory]
    [InlineData(1_000_000)]     // a false header: more than the file contains
    [InlineData(40_000)]        // a true one
    public void A_gzip_file_that_announces_over_a_hundred_times_its_size_allocates_no_memory(int images)
    {
        byte[] content = [.. Idx(0x803, [(uint)images, 28, 28]), .. new byte[40_000 * 784]];
        var packed = Gzip(content);
        var path = folder.Write("bomb", packed);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Tiny.Nn.Data.Idx.ReadFile(path, 3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal($"{path}, offset 4: the header announces {images * 784L} elements, more than "
            + $"{100L * packed.Length}, 100 times the gzip file; decompress it with gunzip if this is right",
            error.Message);
        if (images == 40_000)
            Assert.Equal(40_000 * 784, Tiny.Nn.Data.Idx.ReadFile(folder.Write("plain", content), 3).Elements.Length);
    }

    [Fact]
    public void A_small_gzip_file_may_announce_more_than_a_hundred_times_its_size()
    {
        var path = folder.Write("labels", Gzip([.. Idx(0x801, [60_000]), .. new byte[60_000]]));
        Assert.Equal(60_000, Tiny.Nn.Data.Idx.ReadFile(path, 1).Elements.Length);
    }

    [Fact]
    public void Images_and_labels_of_different_sets_throw()
    {
        var images = folder.Write("images", TwoImages);
        var three = folder.Write("three", Idx(0x801, [3], 1, 2, 3));
        Assert.Equal($"{images} has 2 images but {three} has 3 labels; use two files of the same dataset",
            Assert.Throws<InvalidDataException>(() => Tiny.Nn.Data.Idx.Read(images, three)).Message);
        var invalid = folder.Write("invalid", Idx(0x801, [2], 9, 10));
        Assert.Equal($"{invalid}, offset 9: labels are 0 to 9, got 10; use the label file of these images",
            Assert.Throws<InvalidDataException>(() => Tiny.Nn.Data.Idx.Read(images, invalid, classes: 10)).Message);
    }

    void AssertRejected(byte[] content, string message)
    {
        var path = folder.Write("file", content);
        Assert.Equal(path + message,
            Assert.Throws<InvalidDataException>(() => Tiny.Nn.Data.Idx.ReadFile(path, 3)).Message);
    }
}
