using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the Boundary room without a browser.</summary>
public sealed class BoundaryRoomTests : IDisposable
{
    readonly StringWriter errors = new();
    readonly PlaygroundServer server;

    public BoundaryRoomTests() => server = PlaygroundServer.Start(0, ConsoleOutput.PlainText(errors, errors));

    public static TheoryData<string> Programs =>
    [
        """{"data": "circle"}""",
        """{"data": "xor", "noise": 0.1, "optimizer": "nesterov", "rate": 0.1, "batch": 16}""",
        """{"data": "xor", "noise": 0, "optimizer": "sgd", "l1": 0.001, "share": 0.7}""",
        """{"data": "gaussians", "layers": [], "optimizer": "rmsprop", "points": 55, "batch": 7}""",
        """{"data": "spiral", "features": ["x", "y", "x2", "y2", "xy", "sinx", "siny"], "l1": 0.0001, "l2": 0.01}""",
        """{"data": "moons", "layers": [{"units": 5, "activation": "gelu", "dropout": 0.25}, """
            + """{"units": 3, "activation": "linear"}, {"units": 2, "activation": "softplus"}], """
            + "\"optimizer\": \"adamw\"}",
        """{"data": "rings", "layers": [{"units": 4, "activation": "relu"}, {"units": 3, "activation": "sigmoid"}, """
            + """{"units": 3, "activation": "leaky"}, {"units": 2, "activation": "elu"}], "optimizer": "adagrad"}""",
        """{"data": "sides", "formula": "2x^3 - x²/3 + 0.1exp(-x)"}""",
        """{"data": "own", "drawn": [{"x": 0.1, "y": 0.2, "label": 1}, {"x": -0.5, "y": 1.25, "label": 0}, """
            + """{"x": 0.75, "y": -0.3, "label": 1}, {"x": 0.3, "y": 0.4, "label": 0}], "l2": 0.5}""",
        """{"data": "sine", "rate": 0.02}""",
        """{"data": "bumps", "features": ["x", "x2", "sinx"], "seed": 7}""",
        """{"data": "curve", "formula": "-sqrt(abs(x)) + tanh(3x) / pi"}""",
        """{"data": "ownvalues", "drawn": [{"x": 0.1, "y": 0.2}, {"x": -0.5, "y": 1.25}, {"x": 0.75, "y": -0.3}]}""",
    ];

    public void Dispose()
    {
        server.Dispose();
        Assert.Equal("", errors.ToString());
    }

    /// <summary>The settings differ in every part that the program states.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_program_shown_reaches_the_losses_of_the_page_bit_for_bit(string settings)
    {
        const int epochs = 3;
        await using var client = await PlaygroundClient.Open(server, "boundary");
        var start = await client.Ask("restart", JsonNode.Parse(settings));
        await client.Ask("step", new { count = epochs * (int)start["batchesPerEpoch"]! });
        var frame = await client.Ask("frame");
        var program = (string)(await client.Ask("code", new { epochs }))["program"]!;

        var printed = SampleProgram.Run(Regex.Replace(program, "^#:.*$", "", RegexOptions.Multiline));

        Assert.Equal((double)frame["trainLoss"]!, Loss("training"));
        Assert.Equal((double)frame["testLoss"]!, Loss("test"));

        double Loss(string name) => double.Parse(Regex.Match(printed, $"^{name} loss ([^,]+),",
            RegexOptions.Multiline).Groups[1].Value);
    }

    [Fact]
    public async Task Training_separates_the_spiral_and_the_plane_shows_it()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        var start = await client.Ask("restart", new
        {
            data = "spiral", noise = 0.02, features = new[] { "x", "y", "sinx", "siny" },
            layers = new[] { new { units = 8 }, new { units = 8 } },
        });
        var before = await client.Ask("frame");
        Assert.Equal(0, (long)before["step"]!);
        await client.Ask("step", new { count = 4000 });
        var after = await client.Ask("frame");
        Assert.Equal(4000, (long)after["step"]!);
        Assert.True((double)after["testAccuracy"]! >= 0.95, after.ToJsonString());
        Assert.Equal(4000 / (int)start["batchesPerEpoch"]!, (int)after["epochs"]!);

        var (right, side) = (0, (int)start["side"]!);
        var points = start["points"]!.AsArray();
        foreach (var point in points)
        {
            var column = Pixel((double)point!["x"]!, side);
            var row = Pixel(-(double)point["y"]!, side);
            if (client.Bytes[row * side + column] > 127 == ((int)point["label"]! == 1)) right++;
        }
        Assert.True(right >= 0.93 * points.Count, $"{right} of {points.Count} points lie on a pixel of their class");
    }

    [Fact]
    public async Task A_frame_has_the_planes_weights_and_warped_points_of_its_layout()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        var start = await client.Ask("restart", new { layers = new[] { new { units = 3 } }, points = 20 });
        Assert.Equal(2 * 30 * 30, client.Bytes.Length);
        Assert.Equal([2, 3, 2], start["units"]!.AsArray().Select(units => (int)units!));
        await client.Ask("step", new { count = 1 });
        var frame = await client.Ask("frame");
        Assert.Equal(2, frame["gradientNorms"]!.AsArray().Count);
        Assert.All(frame["gradientNorms"]!.AsArray(), norm => Assert.True((double)norm! > 0));
        var (planes, weights, warped) = (60 * 60 + 5 * 30 * 30, 9 + 8, 2 * (20 + 24 * 60));
        Assert.Equal(planes + 4 * (weights + warped), client.Bytes.Length);

        var floats = MemoryMarshal.Cast<byte, float>(client.Bytes.AsSpan(planes)).ToArray();
        var saved = (await client.Ask("weights"))["weights"]!;
        Assert.Equal(saved["0.weight"]!["values"]!.AsArray().Select(value => (float)(double)value!), floats[..6]);
        Assert.Equal([2, 3], saved["2.weight"]!["shape"]!.AsArray().Select(length => (int)length!));
    }

    /// <summary>A frame with a part of the picture has the bytes that the whole picture has in their places.</summary>
    [Fact]
    public async Task A_part_of_a_frame_is_that_part_of_the_whole()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        var layers = new[] { new { units = 7 }, new { units = 3 } };
        foreach (var (data, output, unit) in new[] { ("circle", 3600, 900), ("sine", 480, 60) })
        {
            var parameters = (int)(await client.Ask("restart", new { data, layers, points = 20 }))["parameters"]!;
            await client.Ask("frame");
            var (whole, count) = (client.Bytes, 10 + (data == "circle" ? 2 : 1));
            var start = (output + count * unit + 3) / 4 * 4;
            foreach (var (firstUnit, unitCount, hasWeights, hasWarped) in new[]
            {
                (0, 0, false, false), (2, 4, true, false), (count - 1, 3, false, true), (0, count, true, true),
            })
            {
                await client.Ask("frame", new { firstUnit, unitCount, hasWeights, hasWarped });
                var expected = whole.Take(output).ToList();
                for (var i = 0; i < unitCount; i++)
                    expected.AddRange(whole.AsSpan(output + (firstUnit + i) % count * unit, unit));
                while (expected.Count % 4 != 0) expected.Add(0);
                if (hasWeights) expected.AddRange(whole.AsSpan(start, 4 * parameters));
                Assert.Equal(expected, client.Bytes.Take(expected.Count));
                // The directions of the warped space turn a little with each picture, so its numbers differ.
                Assert.Equal(hasWarped ? whole.Length - start - 4 * parameters : 0,
                    client.Bytes.Length - expected.Count);
            }
            Assert.StartsWith("unitCount: expects a number from 0 to",
                await client.AskInVain("frame", new { unitCount = count + 1 }));
            Assert.StartsWith("firstUnit: expects a number from 0 to",
                await client.AskInVain("frame", new { firstUnit = count }));
        }
    }

    [Fact]
    public async Task Training_plays_pauses_and_keeps_its_pace()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        await client.Ask("play", new { stepsPerSecond = 50 });
        await Task.Delay(500);
        await client.Ask("pause");
        var paced = (long)(await client.Ask("frame"))["step"]!;
        Assert.InRange(paced, 5, 50);
        await Task.Delay(100);
        Assert.Equal(paced, (long)(await client.Ask("frame"))["step"]!);
        await client.Ask("play", new { stepsPerSecond = 0 });
        await Task.Delay(500);
        Assert.True((bool)(await client.Ask("frame"))["isPlaying"]!);
        Assert.True((long)(await client.Ask("frame"))["step"]! > 2 * paced);
    }

    [Fact]
    public async Task A_rate_changes_during_training_and_a_loss_that_diverges_pauses_it()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        await client.Ask("restart", new { data = "sine", optimizer = "sgd", layers = Array.Empty<object>() });
        await client.Ask("adjust", new { rate = 100, l1 = 0, l2 = 0 });
        var sentence = await client.AskInVain("step", new { count = 5000 });
        Assert.Matches(@"^Training diverged: the loss of step \d+ is .* at rate 100; choose a smaller rate", sentence);
        Assert.False((bool)(await client.Ask("frame"))["isPlaying"]!);
    }

    [Fact]
    public async Task Without_points_the_room_asks_for_some()
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        await client.Ask("restart", new { data = "own" });
        Assert.Null((await client.Ask("frame"))["trainLoss"]);
        Assert.Equal("There are no points yet: click into the plane to draw some.",
            await client.AskInVain("step", new { count = 1 }));
        await client.Ask("restart", new { data = "own", drawn = new[] { new { x = 0.5, y = 0.5, label = 1 } } });
        await client.Ask("step", new { count = 1 });
        Assert.NotNull((await client.Ask("frame"))["trainLoss"]);
    }

    [Theory]
    [InlineData("""{"rate": -1}""", "rate: expects a number from 0 to 100, got -1")]
    [InlineData("""{"data": "square"}""", "data: unknown 'square'; choose one of circle, xor, ")]
    [InlineData("""{"features": []}""", "features: choose at least one that uses x")]
    [InlineData("""{"data": "sine", "features": ["y"]}""", "features: choose at least one that uses x")]
    [InlineData("""{"layers": [{"units": 0}]}""", "units: expects a number from 1 to 128, got 0")]
    [InlineData("""{"layers": [{"units": 1, "activation": "step"}]}""", "activation: unknown 'step'; choose one of ")]
    [InlineData("""{"points": 1000000}""", "points: expects a number from 10 to 10000, got 1000000")]
    [InlineData("""{"nope": 1}""", "restart: The JSON property 'nope' could not be mapped to any .NET member")]
    [InlineData("""{"rate": "fast"}""", "restart: The JSON value could not be converted to System.Double, at $.rate")]
    [InlineData("""{"layers": null}""", "restart: ")]
    [InlineData("""{"data": "curve", "formula": "sin(x"}""",
        "formula 'sin(x': expects ')', at position 6")]
    [InlineData("""{"data": "curve", "formula": "log(x)"}""", "formula: f(")]
    public async Task Settings_out_of_range_are_refused_with_a_sentence(string settings, string expected)
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        Assert.StartsWith(expected, await client.AskInVain("restart", JsonNode.Parse(settings)));
        Assert.Equal(0, (long)(await client.Ask("frame"))["step"]!);
    }

    [Theory]
    [InlineData("play", """{"stepsPerSecond": 1e-300}""", "stepsPerSecond: expects a number from 0.1 to 1000000, got ")]
    [InlineData("play", """{"stepsPerSecond": -1}""", "stepsPerSecond: expects a number from 0.1 to 1000000, got -1")]
    [InlineData("step", """{"count": 0}""", "count: expects a number from 1 to 10000, got 0")]
    [InlineData("adjust", """{"rate": 0.1, "l1": -1, "l2": 0}""", "l1: expects a number from 0 to 10, got -1")]
    [InlineData("code", """{"epochs": 0}""", "epochs: expects a number from 1 to 1000000, got 0")]
    public async Task Requests_out_of_range_are_refused_with_a_sentence(string name, string body, string expected)
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        Assert.StartsWith(expected, await client.AskInVain(name, JsonNode.Parse(body)));
    }

    [Fact]
    public async Task A_page_that_closes_ends_its_steps()
    {
        await using (var client = await PlaygroundClient.Open(server, "boundary"))
        {
            await client.Ask("restart", new { layers = Enumerable.Repeat(new { units = 64 }, 16), batch = 200 });
            for (var i = 1; i <= 20; i++)
                await client.Send($$"""{"id": {{i}}, "name": "step", "body": {"count": 10000} }""");
        }
        for (var wait = 0; server.SessionCount > 0 && wait < 500; wait++) await Task.Delay(10);
        Assert.Equal(0, server.SessionCount);
    }

    [Fact]
    public async Task Points_are_read_from_csv_and_scaled_to_the_plane()
    {
        Assert.Equal([(0.5, -1, 0), (-0.25, 1, 1)], await Read("x,y,label\n0.5,-1,0\n-0.25,1,1\n"));
        Assert.Equal([(-1, -0.5, 0), (1, 0.5, 1)], await Read("100,-0.5,0\r\n300,0.5,1"));
        Assert.Equal([(-0.5, 0.75, 0)], await Read("-0.5,0.75", isRegression: true));

        async Task<List<(double, double, int)>> Read(string text, bool isRegression = false)
        {
            await using var client = await PlaygroundClient.Open(server, "boundary");
            var reply = await client.Ask("csv", new { text, isRegression });
            return [.. reply["points"]!.AsArray().Select(
                point => ((double)point!["x"]!, (double)point["y"]!, (int)point["label"]!))];
        }
    }

    [Theory]
    [InlineData("", "CSV: has no points; expects rows x,y,label")]
    [InlineData("1,2", "CSV, row 1: expects 3 columns x,y,label, got 2")]
    [InlineData("1,2,0\n1,nine,0", "CSV, row 2: column 2: expects a number, got 'nine'")]
    [InlineData("1,2,7", "CSV, row 1: column 3: expects the label 0 or 1, got '7'")]
    public async Task Invalid_csv_is_refused_with_its_row(string text, string expected)
    {
        await using var client = await PlaygroundClient.Open(server, "boundary");
        Assert.Equal(expected, await client.AskInVain("csv", new { text, isRegression = false }));
    }

    static int Pixel(double coordinate, int side) =>
        Math.Clamp((int)((coordinate / 1.2 + 1) / 2 * side), 0, side - 1);
}
