namespace Exercise57;

using Framework;

/// <summary>Small files, invalid files, and the batches of an epoch.</summary>
public static class Tests
{
    [ExerciseTest("NM-00", nameof(Digits.Read))]
    public static void Two_files_of_two_digits()
    {
        var digits = Digits.Read(Images([2, 1, 3], [0, 255, 51, 102, 0, 255]), Labels(7, 2));
        Expect.Equal(2, digits.Count, "2 images of 1×3: the count");
        var (images, labels) = digits.Batches(2).Single();
        Expect.Equal([2, 1, 1, 3], images.Shape, "2 images of 1×3: the shape of a batch of two");
        Expect.Equal([0, 1, 0.2, 0.4, 0, 1], images.Data, "the pixels 0 255 51 / 102 0 255: the batch");
        Expect.Equal([7, 2], labels, "the labels 7 and 2: the labels of the batch");
    }

    [ExerciseTest("NM-00", nameof(Digits.Read))]
    public static void Lengths_are_big_endian()
    {
        var many = Enumerable.Repeat((byte)3, 300).ToArray();
        Expect.Equal(300, Digits.Read(Images([300, 1, 1], new byte[300]), Labels(many)).Count,
            "300 images, whose count has the bytes 0 0 1 44: the count");
        Expect.Equal([1, 1, 1, 258], Digits.Read(Images([1, 1, 258], new byte[258]), Labels(0)).Batches(1).First()
            .Images.Shape, "an image of 1×258, whose width has the bytes 0 0 1 2: the shape of the batch");
    }

    [ExerciseTest("NM-00", nameof(Digits.Read))]
    public static void Invalid_files_are_rejected()
    {
        byte[] one = [1, 2, 3, 4];
        Rejects("the images end early", Images([2, 1, 2], one[..3]), Labels(1, 2));
        Rejects("the images have a byte too many", Images([1, 1, 3], one), Labels(1));
        Rejects("3 labels for 2 images", Images([2, 1, 2], one), Labels(1, 2, 3));
        Rejects("both files are exchanged", Labels(1, 2), Images([2, 1, 2], one));
        Rejects("the first byte is 1", new MemoryStream([1, 0, 8, 3, .. new byte[12]]), Labels());
        Rejects("an empty file", new MemoryStream(), Labels(1));
    }

    [ExerciseTest("OP-03", nameof(Digits.Batches))]
    public static void Batches_in_their_own_order()
    {
        var batches = Numbered(5).Batches(2).ToArray();
        Expect.Equal([2, 2, 1], [.. batches.Select(batch => batch.Labels.Length)], "5 digits: the sizes of batches");
        Expect.Equal([0, 1, 2, 3, 4], [.. batches.SelectMany(batch => batch.Labels)], "5 digits: all labels");
    }

    [ExerciseTest("OP-03", nameof(Digits.Batches))]
    public static void A_random_order_has_every_digit_once_with_its_own_label()
    {
        var (digits, random) = (Numbered(50), new Random(1));
        int[] Order() => [.. digits.Batches(8, random).SelectMany(batch =>
        {
            Expect.Equal([.. batch.Labels.Select(label => label / 255.0)], batch.Images.Data,
                "digit n has one pixel n and the label n: the pixels of a batch, times 255");
            return batch.Labels;
        })];
        var (first, second) = (Order(), Order());
        Expect.Equal([.. Enumerable.Range(0, 50)], [.. first.Order()], "50 digits: the labels of an epoch, sorted");
        Expect.That(!first.SequenceEqual(first.Order()), "50 digits, a random order", "another order than 0, 1, 2, …",
            "0, 1, 2, …");
        Expect.That(!first.SequenceEqual(second), "50 digits, two epochs", "two different orders",
            "the same order twice");
    }

    /// <summary>Returns digits of one pixel; digit n has the pixel n and the label n.</summary>
    static Digits Numbered(int count)
    {
        byte[] numbers = [.. Enumerable.Range(0, count).Select(n => (byte)n)];
        return Digits.Read(Images([count, 1, 1], numbers), Labels(numbers));
    }

    static MemoryStream Images(int[] lengths, byte[] pixels) => new([0, 0, 8, 3, .. lengths.SelectMany(BigEndian),
        .. pixels]);

    static MemoryStream Labels(params byte[] labels) => new([0, 0, 8, 1, .. BigEndian(labels.Length), .. labels]);

    static byte[] BigEndian(int length) =>
        [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];

    static void Rejects(string reason, Stream images, Stream labels)
    {
        var got = "no exception";
        try
        {
            Digits.Read(images, labels);
        }
        catch (InvalidDataException)
        {
            return;
        }
        catch (Exception other)
        {
            got = other.GetType().Name;
        }
        Expect.That(false, reason, "an InvalidDataException", got);
    }
}
