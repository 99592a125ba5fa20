using System.Buffers.Binary;
using System.Text;
using Tiny.Nn.Files;

namespace Tiny.Nn.Tests;

/// <summary>
/// Tests that invalid safetensors files throw with a message of one line and without large allocations.
/// </summary>
public sealed class SafetensorsInvalidFileTests : IDisposable
{
    readonly Data.TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static byte[] Bytes(string header, int data, long? length = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length ?? json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }

    void AssertRejected(byte[] content, string reason)
    {
        var path = folder.Write("model.safetensors", content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Load(path));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal($"{path}: is not a valid .safetensors file: {reason}; download or save the file again",
            error.Message);
        Assert.True(allocated < 1_000_000 + 20 * content.Length,
            $"allocated {allocated} bytes for a file of {content.Length}");
    }

    static string Entry(string name, string type, string shape, string range) =>
        $$"""{{name}}:{"dtype":"{{type}}","shape":{{shape}},"data_offsets":{{range}}}""";

    [Fact]
    public void A_file_shorter_than_the_header_length_throws() =>
        AssertRejected([1, 2, 3], "is shorter than the 8 bytes that give the header's length");

    [Theory]
    [InlineData(100_000_001, "announces a header of 100000001 bytes; at most 100000000 are supported")]
    [InlineData(-1, "announces a header of 18446744073709551615 bytes; at most 100000000 are supported")]
    [InlineData(3, "announces a header of 3 bytes, but only 2 follow")]
    [InlineData(100_000_000, "announces a header of 100000000 bytes, but only 2 follow")]
    [InlineData(0, "its header does not start with {")]
    public void A_false_header_length_throws(long length, string reason) =>
        AssertRejected(Bytes("{}", 0, length), reason);

    [Theory]
    [InlineData("[]", "its header does not start with {")]
    [InlineData(" {}", "its header does not start with {")]
    [InlineData("{", "its header is not valid JSON at byte 8, or nested too deeply")]
    [InlineData("{} x", "its header is not valid JSON at byte 11, or nested too deeply")]
    [InlineData("{}{}", "its header is not valid JSON at byte 10, or nested too deeply")]
    [InlineData("""{"a":1}""", "tensor \"a\": expects an object")]
    [InlineData("""{"a":{}}""", "tensor \"a\" needs dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":7}}""", "tensor \"a\", dtype: expects a string")]
    [InlineData("""{"a":{"more":7}}""",
        "tensor \"a\" has the unknown field \"more\"; it has dtype, shape and data_offsets")]
    [InlineData("""{"a":{"shape":7}}""", "tensor \"a\", shape: expects a list of integers")]
    [InlineData("""{"a":{"shape":[-1]}}""", "tensor \"a\", shape: expects integers of 0 or more")]
    [InlineData("""{"a":{"shape":[1.5]}}""", "tensor \"a\", shape: expects integers of 0 or more")]
    [InlineData("""{"a":{"shape":[1e2]}}""", "tensor \"a\", shape: expects integers of 0 or more")]
    [InlineData("""{"a":{"shape":[99999999999999999999]}}""",
        "tensor \"a\", shape: expects integers of 0 or more")]
    [InlineData("""{"a":{"data_offsets":[0,"4"]}}""", "tensor \"a\", data_offsets: expects integers of 0 or more")]
    [InlineData("""{"__metadata__":[]}""", "__metadata__: expects an object of strings")]
    [InlineData("""{"__metadata__":{"net":1}}""", "__metadata__, \"net\": expects a string")]
    [InlineData("""{"__metadata__":{"net":null}}""", "__metadata__, \"net\": expects a string")]
    [InlineData("""{"__metadata__":{"net":"a","net":"a"}}""", "__metadata__ has the key \"net\" twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "the header has the key \"__metadata__\" twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32"}}""", "tensor \"a\" has the key \"dtype\" twice")]
    public void An_invalid_header_throws(string header, string reason) => AssertRejected(Bytes(header, 0), reason);

    [Fact]
    public void Text_that_is_not_UTF8_throws()
    {
        var bytes = Bytes("""{"??":{}}""", 0);
        bytes[10] = bytes[11] = 0xFF;
        AssertRejected(bytes, "its header has text at byte 9 that is not valid UTF-8");
    }

    [Fact]
    public void Control_characters_of_a_name_are_replaced_in_the_message()
    {
        var name = "\\u001b[31m\\n" + new string('x', 100);
        AssertRejected(Bytes($$"""{"{{name}}":1}""", 0), $"tensor \"?[31m?{new string('x', 54)}…\": expects an object");
    }

    [Fact]
    public void Deeply_nested_JSON_throws()
    {
        const int deep = 50_000;
        AssertRejected(Bytes("""{"a":""" + new string('[', deep), 0), "tensor \"a\": expects an object");
        AssertRejected(Bytes("""{"a":{"shape":""" + new string('[', deep), 0),
            "its header is not valid JSON at byte 23, or nested too deeply");
    }

    [Theory]
    [InlineData("[2]", "[0,4]", "2 values of F32 take 8 bytes, but its range is 0 to 4")]
    [InlineData("[2]", "[8,0]", "2 values of F32 take 8 bytes, but its range is 8 to 0")]
    [InlineData("[0,5]", "[0,8]", "0 values of F32 take 0 bytes, but its range is 0 to 8")]
    [InlineData("[4294967298]", "[0,8]", "a tensor of shape [4294967298] is too large")]
    [InlineData("[65536,65536]", "[0,8]", "a tensor of shape [65536, 65536] is too large")]
    [InlineData("[9223372036854775807,9223372036854775807,0]", "[0,0]",
        "a tensor of shape [9223372036854775807, 9223372036854775807, 0] is too large")]
    [InlineData("[0,4294967298]", "[0,0]", "a tensor of shape [0, 4294967298] is too large")]
    [InlineData("[1073741824]", "[0,4294967296]", "a tensor of shape [1073741824] is too large")]
    public void A_shape_that_does_not_match_its_range_throws(string shape, string range, string reason) =>
        AssertRejected(Bytes($"{{{Entry("\"a\"", "F32", shape, range)}}}", 8), $"tensor \"a\": {reason}");

    [Theory]
    [InlineData("[0]", 1)]
    [InlineData("[0,4,8]", 3)]
    public void A_range_that_is_not_a_pair_throws(string range, int count) =>
        AssertRejected(Bytes($"{{{Entry("\"a\"", "F32", "[2]", range)}}}", 8),
            $"tensor \"a\", data_offsets: expects a begin and an end, got {count} values");

    [Theory]
    [InlineData("I32")]
    [InlineData("f32")]
    [InlineData("")]
    public void An_unsupported_element_type_throws(string type) =>
        AssertRejected(Bytes($"{{{Entry("\"a\"", type, "[2]", "[0,8]")}}}", 8),
            $"tensor \"a\": type \"{type}\" is not supported; save the tensor as F16, BF16, F32 or F64");

    [Theory]
    [InlineData("[0,8]", "[4,12]", 12, "tensor \"b\" begins at 4, within the range of another that ends at 8")]
    [InlineData("[0,8]", "[0,8]", 8, "tensor \"b\" begins at 0, within the range of another that ends at 8")]
    [InlineData("[0,8]", "[12,20]", 20, "the bytes 8 to 12 of the data belong to no tensor")]
    [InlineData("[4,12]", "[12,20]", 20, "the bytes 0 to 4 of the data belong to no tensor")]
    [InlineData("[0,8]", "[8,16]", 20, "the bytes 16 to 20 of the data belong to no tensor")]
    [InlineData("[0,8]", "[8,16]", 12, "tensor \"b\" ends at 16, but the data has only 12 bytes")]
    [InlineData("[0,8]", "[9223372036854775799,9223372036854775807]", 16,
        "the bytes 8 to 9223372036854775799 of the data belong to no tensor")]
    public void Ranges_that_overlap_or_leave_gaps_throw(string first, string second, int data, string reason) =>
        AssertRejected(Bytes($"{{{Entry("\"a\"", "F32", "[2]", first)},{Entry("\"b\"", "F32", "[2]", second)}}}", data),
            reason);

    [Fact]
    public void A_duplicate_name_throws_even_if_it_is_escaped_differently() =>
        AssertRejected(
            Bytes($"{{{Entry("\"a\"", "F32", "[1]", "[0,4]")},{Entry("\"\\u0061\"", "F32", "[1]", "[4,8]")}}}", 8),
            "the header has the key \"a\" twice");

    [Fact]
    public void A_corrupted_file_is_read_or_throws_InvalidDataException()
    {
        var random = new RandomStream(1, "files");
        var valid = Bytes($"{{{Entry("\"a\"", "F32", "[2]", "[0,8]")},{Entry("\"b\"", "F64", "[1]", "[8,16]")}}}", 16);
        var (read, rejected) = (0, 0);
        for (var trial = 0; trial < 2000; trial++)
        {
            byte[] bytes = [.. valid];
            for (var change = random.NextInt(3); change >= 0; change--)
                bytes[random.NextInt(bytes.Length - 16)] = (byte)random.NextInt(256);
            var path = folder.Write("model.safetensors", bytes);
            try
            {
                Assert.Equal(2, Safetensors.Load(path).Tensors.Count);
                read++;
            }
            catch (InvalidDataException error)
            {
                Assert.DoesNotContain('\n', error.Message);
                rejected++;
            }
        }
        Assert.True(read > 0 && rejected > 0, $"{read} files are read and {rejected} rejected");
    }

    [Fact]
    public void Tensors_may_be_in_any_order_and_without_padding()
    {
        var path = folder.Write("model.safetensors",
            Bytes($"{{{Entry("\"b\"", "F32", "[1]", "[4,8]")},{Entry("\"a\"", "F32", "[1, 1]", "[0,4]")}}}   ", 8));
        Assert.Equal(["b", "a"], Safetensors.Load(path).Tensors.Keys);
    }
}
