namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the error messages and exit codes of the command line.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("train --net nope", "error: unknown network 'nope'; choose one of default, ")]
    [InlineData("train --optimizer nope",
        "error: unknown optimizer 'nope'; choose one of sgd, nesterov, adagrad, rmsprop, adam, adamw")]
    [InlineData("train --backend nope",
        "error: unknown backend 'nope'; choose one of cpu, cpu-double, opencl, reference")]
    [InlineData("train --device 0",
        "error: --device: the backend cpu has no devices; add --backend opencl, or omit --device")]
    [InlineData("evaluate --model nope --device x", "error: --device: expects an integer from 0 to 1024, got 'x'")]
    [InlineData("train --nope", "error: unknown option '--nope'; see dotnet run --project Tiny.Nn.Lab -- train --help")]
    [InlineData("train --lr 1", "error: unknown option '--lr'; did you mean '--rate'?; see dotnet run")]
    [InlineData("train --learning_rate=1", "error: unknown option '--learning_rate=1'; did you mean '--rate'?; see ")]
    [InlineData("train --epoch 3", "error: unknown option '--epoch'; did you mean '--epochs'?; see ")]
    [InlineData("evaluate --weights x", "error: unknown option '--weights'; did you mean '--model'?; see ")]
    [InlineData("evaluate --lr 1", "error: unknown option '--lr'; see ")]
    [InlineData("trian --epochs 3", "error: unknown command 'trian'; did you mean 'train'?; see ")]
    [InlineData("nope", "error: unknown command 'nope'; see dotnet run --project Tiny.Nn.Lab -- --help")]
    [InlineData("train default",
        "error: unexpected argument 'default'; see dotnet run --project Tiny.Nn.Lab -- train --help")]
    [InlineData("train --epochs many", "error: --epochs: expects an integer from 1 to 1000000, got 'many'; see ")]
    [InlineData("train --epochs 0", "error: --epochs: expects an integer from 1 to 1000000, got '0'; see ")]
    [InlineData("train --rate NaN", "error: --rate: expects a number from 1E-12 to 1000000, got 'NaN'; see ")]
    [InlineData("train --seed -1", "error: --seed: expects an integer from 0 to 18446744073709551615, got '-1'; see ")]
    [InlineData("train --validation 60000",
        "error: --validation: expects an integer from 0 to 59999, got '60000'; see ")]
    [InlineData("train --epochs", "error: Required argument missing for option: '--epochs'; see ")]
    [InlineData("train --optimizer adam --momentum 0.5",
        "error: --momentum: adam has no momentum; omit it, or choose sgd, nesterov or rmsprop")]
    [InlineData("train --dropout 0.5", "error: --dropout: default has no dropout; omit it, or choose v6\n")]
    [InlineData("train --net v6 --dropout 1", "error: --dropout: expects a number from 0 to 0.999, got '1'; see ")]
    [InlineData("train --net conv-autoencoder --smoothing 0.1", "error: --smoothing: conv-autoencoder does not "
        + "classify, so there are no labels to smooth; omit it, or choose another --net\n")]
    [InlineData("train --net sklearn50 --patience 3", "error: --patience: early stopping needs validation images, and "
        + "there are none; add --validation N, or omit it\n")]
    [InlineData("train --schedule linear", "error: --schedule: unknown word 'linear'; expects constant, "
        + "step:EPOCHS[:FACTOR], exponential:FACTOR, inverse-scaling[:POWER], cosine[:LEAST], one-cycle[:WARMUP]; see")]
    [InlineData("train --schedule step", "error: --schedule: 'step' has no EPOCHS; expects step:EPOCHS[:FACTOR]; see ")]
    [InlineData("train --schedule step:1.5", "error: --schedule: EPOCHS of step:EPOCHS[:FACTOR] is an integer from 1 "
        + "to 1000000, got '1.5'; see ")]
    [InlineData("train --schedule cosine:0:1",
        "error: --schedule: 'cosine:0:1' has more values than cosine[:LEAST]; see ")]
    [InlineData("train --augment shift:2+turn:9", "error: --augment: unknown word 'turn'; expects shift:PIXELS, "
        + "rotation:DEGREES, scale:FRACTION, shear:FRACTION, elastic:PIXELS[:SMOOTHNESS], noise:DEVIATION; see ")]
    [InlineData("train --augment shift:2+rotation:90",
        "error: --augment: DEGREES of rotation:DEGREES is a number from 0 to 45, got '90'; see ")]
    [InlineData("train --augment shift:1+shift:2",
        "error: --augment: 'shift' comes twice in 'shift:1+shift:2'; name it once; see ")]
    [InlineData("evaluate",
        "error: Option '--model' is required; see dotnet run --project Tiny.Nn.Lab -- evaluate --help")]
    [InlineData("predict --index 1", "error: Option '--model' is required; see ")]
    [InlineData("evaluate --model x --part some", "error: --part: expects test or all, got 'some'")]
    [InlineData("train --task guess", "error: --task: expects classify, regress or reconstruct, got 'guess'")]
    [InlineData("train --image-size 0x9",
        "error: --image-size: expects width and height from 1 to 4096, such as 28x28 or 28, got '0x9'")]
    [InlineData("train --net v3 --layers relu", "error: --net and --layers exclude each other; choose one")]
    [InlineData("show --net v3 --model x", "error: --net, --layers and --model exclude each other; choose one")]
    [InlineData("show --input 4", "error: --input: only --layers has a choice of input; add --layers, or omit --input")]
    [InlineData("show --layers relu --input 3x0",
        "error: --input: expects one to four lengths such as 3x32x32 or 4, got '3x0'")]
    [InlineData("show --net nope", "error: unknown network 'nope'; ")]
    public void An_invalid_command_line_prints_one_line_and_exits_with_2(string line, string expected) =>
        Fails(2, line.Split(' '), expected);

    [Fact]
    public void A_missing_file_prints_one_line_and_exits_with_1()
    {
        Fails(1, ["train", "--data", "no/such/place"],
            "error: --data: no such file or folder: 'no/such/place'; expects a folder with IDX files, a folder with "
                + "one "
            + "folder of PNG, PGM or PPM images per class, a .csv file with a header, or one of synthetic, "
            + "fashion-mnist, kmnist\n");
        Fails(1, ["evaluate", "--model", "no/such/model"],
            "error: --model: file not found: 'no/such/model'; train writes model.safetensors to its --out folder");
    }

    [Fact]
    public void An_output_folder_that_is_not_writable_is_reported_before_training()
    {
        using var run = new LabTestRun();
        Assert.Equal(1, run.Run("train", "--data", run.Digits(), "--out", Path.Combine(run.Digits(), "below-a-file")));
        Assert.StartsWith($"error: cannot write to the folder '{run.Digits()}", run.Error);
        Assert.EndsWith("choose another one with --out\n", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void An_invalid_csv_value_is_reported_with_file_row_and_column()
    {
        using var run = new LabTestRun();
        File.WriteAllText(run.At("bad.csv"), $"{Row("1")}\n{Row("999")}\n");
        Assert.Equal(1, run.Run("train", "--data", run.At("bad.csv"), "--out", run.Folder));
        Assert.StartsWith($"error: {run.At("bad.csv")}, row 2, column 1: ", run.Error);
        Assert.Contains("got '999'", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));

        static string Row(string cell) => string.Join(',', Enumerable.Repeat(cell, 785));
    }

    [Fact]
    public void Images_of_another_size_are_rejected()
    {
        using var run = new LabTestRun();
        var row = string.Join(',', Enumerable.Repeat("1", 1 + 9 * 9));
        File.WriteAllText(run.At("small.csv"), string.Concat(Enumerable.Repeat(row + "\n", 60)));
        Assert.Equal(2, run.Run("train", "--net", "v3", "--data", run.At("small.csv"), "--out", run.Folder));
        Assert.Equal("error: --net: v3 is for images [1, 28, 28] in 10 classes, but 'small.csv' has examples [1, 9, 9] "
            + "in 10 classes; describe a network for it, for example --layers \"flatten, dense 32, relu, dense 32, "
            + "relu, "
            + "dense 10\"\n", run.Error);
    }

    [Fact]
    public void Help_exits_with_0_and_lists_exactly_the_options()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("train", "--help"));
        const string options =
            "net layers data target ignore task image-size grey examples validation expand standardize augment epochs "
                + "patience batch optimizer rate schedule momentum clip "
            + "lambda l1 dropout smoothing seed backend threads device out resume like quiet help";
        Assert.Equal(options.Split(' ').Order(), TrainOptionTests.OptionsIn(run.Output).Order());
        Assert.Empty(run.Error);
    }

    static void Fails(int code, string[] arguments, string expected)
    {
        using var run = new LabTestRun();
        string[] data = arguments[0] == "train" && !arguments.Contains("--data") ? ["--data", run.Digits(30)] : [];
        Assert.Equal(code, run.Run([arguments[0], .. data, .. arguments[1..]]));
        Assert.StartsWith(expected, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(run.Output);
    }
}
