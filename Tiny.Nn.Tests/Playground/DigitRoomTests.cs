using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Playground.Rooms.Digit;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Tests.Lab;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the room in which one draws a digit, without a browser.</summary>
public sealed class DigitRoomTests : IDisposable
{
    const int Pixels = 28 * 28;

    readonly LabTestRun run = new();
    readonly StringWriter errors = new();
    readonly PlaygroundServer server;

    public DigitRoomTests() =>
        server = PlaygroundServer.Start(0, ConsoleOutput.PlainText(errors, errors), run.Folder);

    public void Dispose()
    {
        server.Dispose();
        Assert.Equal("", errors.ToString());
        run.Dispose();
    }

    [Fact]
    public async Task A_drawing_is_read_as_predict_reads_its_image()
    {
        Train("first", "mlp16");
        await using var client = await PlaygroundClient.Open(server, "digit");
        await client.Ask("use", new { network = "first/model.safetensors" });
        var strokes = DigitDrawing.Example(3, seed: 1);
        var reading = await client.Ask("read", new { strokes });
        var probabilities = reading["probabilities"]!.AsArray().Select(value => (double)value!).ToArray();
        Assert.Equal(1, probabilities.Sum(), 1e-5);
        Assert.Equal(Array.IndexOf(probabilities, probabilities.Max()), (int)reading["for"]!);
        Assert.Equal(Predict("first/model.safetensors", DigitDrawing.ToImage(strokes)), probabilities, TwoDigits);

        Assert.Equal(0, run.Run("export", "--model", run.At("first/model.safetensors"), "--onnx",
            run.At("first/other.onnx")));
        await client.Ask("use", new { network = "first/other.onnx" });
        var same = (await client.Ask("read", new { strokes }))["probabilities"]!.AsArray();
        Assert.Equal(probabilities, same.Select(value => (double)value!), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    /// <summary>While one draws, the steps of training do not delay the readings; afterwards it goes on.</summary>
    [Fact]
    public void Training_waits_while_one_draws()
    {
        using var backend = new Cpu<float>(threads: 1);
        var digit = RoomRegistry.All.Single(room => room.Name == "digit");
        using var room = digit.Create(new(backend, (_, _) => { }, CancellationToken.None, run.Folder));
        room.Answer("use", JsonSerializer.SerializeToElement(new { network = "synthetic" }));
        var strokes = DigitDrawing.Example(3, seed: 1);
        Assert.Equal(TimeSpan.Zero, room.Work());
        Read(isDrawing: false);
        Assert.Equal(TimeSpan.Zero, room.Work());
        for (var attempt = 0; ; attempt++)
        {
            Read(isDrawing: true);
            var wait = room.Work();
            Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
            if (wait > TimeSpan.Zero) break;
            Assert.True(attempt < 20, "training did not wait");   // a pause of the whole process may outlast the wait
        }
        Thread.Sleep(210);
        Assert.Equal(TimeSpan.Zero, room.Work());

        void Read(bool isDrawing) =>
            room.Answer("read", JsonSerializer.SerializeToElement(new { strokes, isDrawing }));
    }

    [Fact]
    public async Task The_planes_of_a_reading_are_the_image_the_evidence_and_every_layer()
    {
        Train("first", "lenet5", "--epochs", "1");
        await using var client = await PlaygroundClient.Open(server, "digit");
        var used = await client.Ask("use", new { network = "first/model.safetensors" });
        Assert.Equal("lenet5", (string)used["network"]!);
        Assert.Null(used["steps"]);
        var strokes = DigitDrawing.Example(5, seed: 2);
        var reading = await client.Ask("read", new { strokes });
        Assert.Equal(DigitDrawing.ToImage(strokes), client.Bytes[..Pixels]);
        var evidence = client.Bytes[Pixels..(2 * Pixels)];
        Assert.Equal(127, evidence.Max(value => Math.Abs(value - 128)));         // the strongest has the full color
        // Input × gradient: a pixel without ink is no evidence.
        Assert.All(Enumerable.Range(0, Pixels).Where(i => client.Bytes[i] == 0), i => Assert.Equal(128, evidence[i]));
        var layers = reading["layers"]!.AsArray();
        Assert.Equal(["6 28×28", "6 14×14", "6 14×14", "16 10×10", "16 5×5", "16 5×5", "1 32×4", "1 32×4", "1 32×3",
            "1 32×3", "1 10×1"], layers.Select(layer => $"{layer!["count"]} {layer["width"]}×{layer["height"]}"));
        Assert.Equal(120, (int)layers[6]!["total"]!);
        Assert.Equal(2 * Pixels + layers.Sum(layer =>
            (int)layer!["count"]! * (int)layer["width"]! * (int)layer["height"]!), client.Bytes.Length);
        Assert.Null(await AskForNothing(client, "read", new { strokes = Array.Empty<float[]>() }));
        var filters = await client.Ask("filters");
        Assert.Equal("6 5×5 of 6", $"{filters["count"]} {filters["width"]}×{filters["height"]} of {filters["total"]}");
        Assert.Equal(6 * 5 * 5, client.Bytes.Length);
    }

    [Fact]
    public async Task The_newest_networks_come_first_and_what_is_no_digit_network_is_left_out()
    {
        Train("older", "softmax");
        Train("deep/newer", "mlp16");
        Train("coder", "conv-autoencoder", "--epochs", "1");
        File.SetLastWriteTimeUtc(run.At("older/model.safetensors"), DateTime.UtcNow.AddHours(-1));
        Directory.CreateDirectory(run.At("garbage"));
        File.WriteAllText(run.At("garbage/model.safetensors"), "nothing");
        await using var client = await PlaygroundClient.Open(server, "digit");
        var networks = await client.Ask("networks");
        Assert.Equal(["deep/newer/model.safetensors", "older/model.safetensors"], Names("classifiers"));
        Assert.Equal(["coder/model.safetensors"], Names("autoencoders"));
        Assert.InRange((double)networks["classifiers"]![0]!["accuracy"]!, 0, 1);

        await client.Ask("use", new { network = "deep/newer/model.safetensors" });
        var strokes = DigitDrawing.Example(8, seed: 2);
        Assert.False((bool)(await client.Ask("read", new { strokes }))["hasReconstruction"]!);
        var length = client.Bytes.Length;
        await client.Ask("use-autoencoder", new { network = "coder/model.safetensors" });
        Assert.True((bool)(await client.Ask("read", new { strokes }))["hasReconstruction"]!);
        Assert.Equal(length + Pixels, client.Bytes.Length);
        await AskForNothing(client, "use-autoencoder", new { network = "none" });
        Assert.False((bool)(await client.Ask("read", new { strokes }))["hasReconstruction"]!);
        Assert.Contains("has no network 'coder/model.safetensors'",
            await client.AskInVain("use", new { network = "coder/model.safetensors" }));

        string[] Names(string kind) => [.. networks[kind]!.AsArray().Select(entry => (string)entry!["name"]!)];
    }

    [Fact]
    public async Task A_network_learns_between_the_requests()
    {
        await using var client = await PlaygroundClient.Open(server, "digit");
        var used = await client.Ask("use", new { network = "synthetic" });
        Assert.Equal(400, (int)used["steps"]!);
        var first = (double)(await NextProgress(client))["loss"]!;
        var strokes = DigitDrawing.Example(1, seed: 1);
        JsonNode progress;
        do
        {
            Assert.Equal(10, (await client.Ask("read", new { strokes }))["probabilities"]!.AsArray().Count);
            progress = await NextProgress(client);
        }
        while ((int)progress["step"]! < 50);
        Assert.InRange((double)progress["loss"]!, 0, first - 0.5);
        Assert.InRange((double)progress["accuracy"]!, 0.3, 1);
        await AskForNothing(client, "pause", new { isPaused = true });
        Assert.StartsWith("unknown request", await client.AskInVain("nope"));
    }

    [Theory]
    [InlineData("use", """{"network": "../first/model.safetensors"}""", "has no network '../first/model.safetensors'")]
    [InlineData("use", """{"network": "/etc/passwd"}""", "has no network '/etc/passwd'")]
    [InlineData("use", """{"network": "link/model.safetensors"}""", "has no network 'link/model.safetensors'")]
    [InlineData("use", """{"network": "none"}""", "has no network 'none'")]
    [InlineData("read", """{"strokes": [[0.5, 0.5]]}""", "No network is chosen yet")]
    [InlineData("read", """{"strokes": [[0.5]]}""", "strokes: expects x and y of each point, got 1 coordinates")]
    [InlineData("read", """{"strokes": [[0.5, 1e9]]}""", "coordinate: expects a number from -1 to 2")]
    [InlineData("read", """{"strokes": [null]}""", "strokes: expects lists of coordinates, got null")]
    [InlineData("read", """{"strokes": null}""", "read: ")]
    [InlineData("filters", "{}", "No network is chosen yet")]
    [InlineData("example", """{"digit": 10, "seed": 1}""", "digit: expects a number from 0 to 9, got 10")]
    public async Task Invalid_requests_are_explained(string name, string body, string expected)
    {
        using var outside = new LabTestRun();
        File.WriteAllText(outside.At("model.safetensors"), "");
        Directory.CreateSymbolicLink(run.At("link"), outside.Folder);
        await using var client = await PlaygroundClient.Open(server, "digit");
        Assert.Contains(expected, await client.AskInVain(name, JsonNode.Parse(body)));
    }

    /// <summary>Trains a network on a few digits, in a folder of runs/.</summary>
    void Train(string name, string network, params string[] options)
    {
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "2"];
        Assert.Equal(0, run.Run(["train", "--net", network, "--data", run.Digits(), "--threads", "1", "--quiet",
            "--out", run.At(name), .. epochs, .. options]));
    }

    /// <summary>Returns the percentages that the command <c>predict</c> prints for an image, as fractions.</summary>
    double[] Predict(string model, byte[] image)
    {
        File.WriteAllBytes(run.At("drawing.pgm"), [.. Encoding.ASCII.GetBytes("P5 28 28 255\n"), .. image]);
        Assert.Equal(0, run.Run("predict", "--model", run.At(model), "--data", run.At("drawing.pgm")));
        return [.. Regex.Matches(run.Output, @"([\d.]+)\s?%")
            .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / 100)];
    }

    /// <summary>The command prints two decimals of a percentage.</summary>
    static bool TwoDigits(double printed, double probability) => Math.Abs(printed - probability) < 0.51e-4;

    static async Task<JsonNode> NextProgress(PlaygroundClient client)
    {
        while (await client.Receive() is { } message)
            if ((string?)message["event"] == "progress") return message["body"]!;
        throw new InvalidOperationException("the connection was closed");
    }

    /// <summary>Asks for a reply without a body.</summary>
    static async Task<JsonNode?> AskForNothing(PlaygroundClient client, string name, object body) =>
        await client.Ask(name, body);
}
