namespace Exercise44;

/// <summary>Small files, lengths of more than one byte, and invalid files.</summary>
public static class Tests
{
    static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1];

    [ExerciseTest("NM-00", nameof(IdxFile.Read))]
    public static void The_worked_example()
    {
        var (lengths, elements) = IdxFile.Read(Labels);
        Expect.Equal([3], lengths, "0 0 8 1 | 0 0 0 3 | 7 2 1: the lengths");
        Expect.Equal([7, 2, 1], Numbers(elements), "0 0 8 1 | 0 0 0 3 | 7 2 1: the elements");
    }

    [ExerciseTest("NM-00", nameof(IdxFile.Read))]
    public static void Three_axes()
    {
        var (lengths, elements) = IdxFile.Read([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
        Expect.Equal([2, 1, 3], lengths, "two images of 1×3: the lengths");
        Expect.Equal([1, 2, 3, 4, 5, 6], Numbers(elements), "two images of 1×3: the elements");
    }

    [ExerciseTest("NM-00", nameof(IdxFile.Read))]
    public static void Lengths_are_big_endian()
    {
        foreach (var length in new[] { 255, 256, 300, 70_000 })
        {
            byte[] file = [0, 0, 8, 1, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length,
                .. new byte[length]];
            Expect.Equal([length], IdxFile.Read(file).Lengths,
                $"a file of {length} labels, with the length bytes {string.Join(' ', file[4..8])}");
        }
    }

    [ExerciseTest("NM-00", nameof(IdxFile.Read))]
    public static void Invalid_files_are_rejected()
    {
        Rejects("the first byte is 1", [1, .. Labels[1..]]);
        Rejects("the second byte is 1", [0, 1, .. Labels[2..]]);
        Rejects("the type is 13, float", [0, 0, 13, .. Labels[3..]]);
        Rejects("the last byte is missing", Labels[..^1]);
        Rejects("one byte is too many", [.. Labels, 0]);
        Rejects("the header ends early", Labels[..6]);
        Rejects("an empty file", []);
    }

    [ExerciseTest("NM-00", nameof(IdxFile.Image))]
    public static void Pixels_are_between_0_and_1()
    {
        ((int[], byte[]), int) two = (([2, 1, 3], [0, 255, 51, 102, 0, 255]), 1);
        Expect.Equal([0, 1, 0.2], IdxFile.Image(two.Item1, 0), "two images (0 255 51) and (102 0 255): image 0");
        Expect.Equal([0.4, 0, 1], IdxFile.Image(two.Item1, 1), "two images (0 255 51) and (102 0 255): image 1");
    }

    static int[] Numbers(byte[] elements) => [.. elements.Select(element => (int)element)];

    static void Rejects(string reason, byte[] file)
    {
        var got = "no exception";
        try
        {
            IdxFile.Read(file);
        }
        catch (InvalidDataException)
        {
            return;
        }
        catch (Exception other)
        {
            got = other.GetType().Name;
        }
        Expect.That(false, $"{reason}: bytes ({string.Join(' ', file)})", "an InvalidDataException", got);
    }
}
