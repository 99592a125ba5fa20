namespace Tiny.Nn.Tests.Lab;

/// <summary>What the program answers to a command line it does not understand, or cannot follow: one line, and the exit code.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("train --net nope", "error: unknown network 'nope'; choose one of default, ")]
    [InlineData("train --optimizer nope", "error: unknown optimizer 'nope'; choose one of sgd, nesterov, adagrad, rmsprop, adam, adamw")]
    [InlineData("train --backend nope", "error: unknown backend 'nope'; choose one of cpu, cpu-double, opencl, reference")]
    [InlineData("train --device 0", "error: --device: cpu has none; add --backend opencl, or leave it away")]
    [InlineData("evaluate --model nope --device x", "error: --device: expects a whole number from 0 to 1024, got 'x'")]
    [InlineData("train --nope", "error: there is no option '--nope' here; see dotnet run --project Tiny.Nn.Lab -- train --help")]
    [InlineData("nope", "error: there is no command 'nope'; see dotnet run --project Tiny.Nn.Lab -- --help")]
    [InlineData("train default", "error: 'default' does not belong here; see dotnet run --project Tiny.Nn.Lab -- train --help")]
    [InlineData("train --epochs many", "error: --epochs: expects a whole number from 1 to 1000000, got 'many'; see ")]
    [InlineData("train --epochs 0", "error: --epochs: expects a whole number from 1 to 1000000, got '0'; see ")]
    [InlineData("train --rate NaN", "error: --rate: expects a number from 1E-12 to 1000000, got 'NaN'; see ")]
    [InlineData("train --seed -1", "error: --seed: expects a whole number from 0 to 18446744073709551615, got '-1'; see ")]
    [InlineData("train --validation 60000", "error: --validation: expects a whole number from 0 to 59999, got '60000'; see ")]
    [InlineData("train --epochs", "error: Required argument missing for option: '--epochs'; see ")]
    [InlineData("train --optimizer adam --momentum 0.5", "error: --momentum: adam has none; leave it away, or choose sgd, nesterov or rmsprop")]
    [InlineData("evaluate", "error: Option '--model' is required; see dotnet run --project Tiny.Nn.Lab -- evaluate --help")]
    [InlineData("predict --model x", "error: Option '--index' is required; see ")]
    [InlineData("show --net nope", "error: unknown network 'nope'; ")]
    public void What_is_not_understood_is_one_line_and_exit_code_2(string line, string expected) => Fails(2, line.Split(' '), expected);

    [Fact]
    public void Missing_data_is_one_line_and_exit_code_1()
    {
        Fails(1, ["train", "--data", "no/such/place"],
            "error: --data: there is no folder and no file 'no/such/place'; name a folder with MNIST's four files, "
            + "a .csv file of label,pixel0,… rows, or 'synthetic'");
        Fails(1, ["evaluate", "--model", "no/such/model"],
            "error: --model: there is no file 'no/such/model'; train writes one named model.safetensors");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said_before_anything_is_trained()
    {
        using var run = new LabRun();
        Assert.Equal(1, run.Run("train", "--data", run.Digits(), "--out", Path.Combine(run.Digits(), "below-a-file")));
        Assert.StartsWith($"error: cannot write to the folder '{run.Digits()}", run.Error);
        Assert.EndsWith("name another with --out\n", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_corrupt_table_of_digits_names_the_place()
    {
        using var run = new LabRun();
        File.WriteAllText(run.At("bad.csv"), $"{Row("1")}\n{Row("999")}\n");
        Assert.Equal(1, run.Run("train", "--data", run.At("bad.csv"), "--out", run.Folder));
        Assert.StartsWith($"error: {run.At("bad.csv")}, row 2, column 1: a label is an integer from 0 to 9, got '999'", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));

        static string Row(string cell) => string.Join(',', Enumerable.Repeat(cell, 785));
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        using var run = new LabRun();
        File.WriteAllText(run.At("small.csv"), string.Concat(Enumerable.Repeat("1,2,3,4,5\n", 60)));
        Assert.Equal(1, run.Run("train", "--data", run.At("small.csv"), "--out", run.Folder));
        Assert.Contains("the networks here read images [1, 28, 28], the data has [1, 2, 2]", run.Error);
    }

    [Fact]
    public void Help_is_no_error()
    {
        using var run = new LabRun();
        Assert.Equal(0, run.Run("train", "--help"));
        foreach (var option in "net data epochs batch rate optimizer momentum lambda expand validation seed backend threads out quiet".Split(' '))
            Assert.Contains($"--{option}", run.Output);
        Assert.Empty(run.Error);
    }

    static void Fails(int code, string[] arguments, string expected)
    {
        using var run = new LabRun();
        string[] data = arguments[0] == "train" && !arguments.Contains("--data") ? ["--data", run.Digits(30)] : [];
        Assert.Equal(code, run.Run([arguments[0], .. data, .. arguments[1..]]));
        Assert.StartsWith(expected, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(run.Output);
    }
}
