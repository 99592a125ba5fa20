using System.Net;
using System.Text.Json.Nodes;
using Tiny.Nn.Lab;
using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Tests.Lab;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the room of the training runs, without a browser.</summary>
public sealed class RunsRoomTests : IDisposable
{
    readonly LabTestRun run = new();
    readonly StringWriter errors = new();
    readonly PlaygroundServer server;

    public RunsRoomTests()
    {
        Directory.CreateDirectory(Root);
        server = PlaygroundServer.Start(0, ConsoleOutput.PlainText(errors, errors), Root);
    }

    /// <summary>The folder of the runs, beside which there are other files.</summary>
    string Root => run.At("runs");

    public void Dispose()
    {
        server.Dispose();
        Assert.Equal("", errors.ToString());
        run.Dispose();
    }

    [Fact]
    public async Task The_list_has_every_run_with_its_state()
    {
        Train("finished", "--epochs", "2");
        Train("deep/killed", "--epochs", "3");
        File.Delete(At("deep/killed/report.html"));
        File.Delete(At("deep/killed/summary.json"));
        Directory.CreateDirectory(At("damaged"));
        File.WriteAllText(At("damaged/checkpoint.safetensors"), "nothing");
        Directory.CreateDirectory(At("empty"));
        await using var client = await PlaygroundClient.Open(server, "runs");
        var runs = (await client.Ask("list"))["runs"]!.AsArray();
        Assert.Equal(["damaged damaged 0/0", "deep/killed resumable 3/3", "finished finished 2/2"], runs.Select(entry =>
            $"{entry!["name"]} {entry["state"]} {entry["epochs"]}/{entry["planned"]}").Order());
        var finished = runs.Single(entry => (string)entry!["name"]! == "finished")!;
        Assert.Equal("softmax", (string)finished["network"]!);
        Assert.InRange((double)finished["accuracy"]!, 0, 1);
        Assert.True((bool)finished["hasReport"]!);
        Assert.Null(finished["resume"]);
        var killed = runs.Single(entry => (string)entry!["name"]! == "deep/killed")!;
        Assert.False((bool)killed["hasReport"]!);
        Assert.Matches("^dotnet run --project Tiny.Nn.Lab -- train --resume .*deep/killed'?$",
            (string)killed["resume"]!);
    }

    [Fact]
    public async Task The_curves_of_a_run_are_its_epochs()
    {
        Train("a", "--epochs", "3");
        Train("b", "--epochs", "2", "--seed", "2");
        await using var client = await PlaygroundClient.Open(server, "runs");
        var curves = (await client.Ask("curves", new { runs = new[] { "b", "a" } })).AsArray();
        Assert.Equal(["b", "a"], curves.Select(curve => (string)curve!["run"]!));
        foreach (var curve in curves)
        {
            var expected = Checkpoint.Load(At($"{curve!["run"]}/checkpoint.safetensors")).Epochs;
            Assert.Equal(expected.Select(epoch => epoch.TrainLoss),
                curve["epochs"]!.AsArray().Select(epoch => (double)epoch!["trainLoss"]!));
        }
        Assert.Contains("has no run '../runs/a'",
            await client.AskInVain("curves", new { runs = new[] { "../runs/a" } }));
        Assert.Contains("runs: expects a number from 0 to 8, got 9",
            await client.AskInVain("curves", new { runs = Enumerable.Repeat("a", 9) }));
    }

    [Fact]
    public async Task A_report_is_served_with_a_policy_of_its_own()
    {
        Train("deep/a run", "--epochs", "1");
        using var http = new HttpClient();
        using var answer = await http.GetAsync(ReportAddress("deep/a run"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(File.ReadAllText(At("deep/a run/report.html")), await answer.Content.ReadAsStringAsync());
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;", policy);
        Assert.DoesNotContain("script-src", policy);
        Assert.EndsWith("sandbox", policy);
    }

    /// <summary>Only names of the list lead to a report: no other spelling, and no link out of the folder.</summary>
    [Theory]
    [InlineData("outside")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/../a")]
    [InlineData("a/")]
    [InlineData("./a")]
    [InlineData("a/report.html")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("linked")]
    [InlineData("linked-report")]
    [InlineData("{root}/a")]
    [InlineData("{root}/../outside")]
    public async Task Other_addresses_lead_to_no_report(string name)
    {
        foreach (var folder in new[] { At("a"), run.At("outside"), At("linked-report") })
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "checkpoint.safetensors"), "");
        }
        File.WriteAllText(At("a/report.html"), "inside");
        File.WriteAllText(run.At("outside/report.html"), "outside");
        Directory.CreateSymbolicLink(At("linked"), run.At("outside"));
        File.CreateSymbolicLink(At("linked-report/report.html"), run.At("outside/report.html"));
        using var http = new HttpClient();
        Assert.Equal("inside", await http.GetStringAsync(ReportAddress("a")));
        using var answer = await http.GetAsync(ReportAddress(name.Replace("{root}", Root)));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("side", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_run_is_started_watched_and_stopped_and_what_it_learned_is_kept()
    {
        await using var client = await PlaygroundClient.Open(server, "runs");
        var name = (string)(await client.Ask("train", Request("mlp16", epochs: 200)))["run"]!;
        Assert.Equal("A network is training already: stop it, or wait until it ends.",
            await client.AskInVain("train", Request("mlp16", epochs: 1)));
        var progress = await Watch(client, state => state["epochs"]!.AsArray().Count >= 1);
        Assert.Equal(name, (string)(await client.Ask("list"))["training"]!);
        Assert.True((double)progress["batch"]!["loss"]! > 0);
        Assert.Equal("16 28×28", $"{progress["filters"]!["count"]} {progress["filters"]!["width"]}×"
            + progress["filters"]!["height"]);
        Assert.Equal(16 * 28 * 28, client.Bytes.Length);
        await client.Ask("stop");
        progress = await Watch(client, state => !(bool)state["isRunning"]!);
        Assert.Null(progress["failure"]);

        Assert.Equal([name], Directory.GetFileSystemEntries(Root).Select(Path.GetFileName));
        Assert.Equal(["checkpoint.safetensors", "metrics.csv", "model.safetensors", "report.html", "summary.json"],
            Directory.GetFiles(At(name)).Select(Path.GetFileName).Order());
        var epochs = Checkpoint.Load(At($"{name}/checkpoint.safetensors")).Epochs;
        Assert.Equal(progress["epochs"]!.AsArray().Count, epochs.Count);
        Assert.InRange(epochs.Count, 1, 199);
        var entry = (await client.Ask("list"))["runs"]![0]!;
        Assert.Equal($"resumable {epochs.Count} 200", $"{entry["state"]} {entry["epochs"]} {entry["planned"]}");
        Assert.Equal(0, run.Run("evaluate", "--model", At($"{name}/model.safetensors"), "--data", run.Digits()));
    }

    /// <summary>A run in whose folder another process writes is listed as training, from its first batch on.</summary>
    [Fact]
    public async Task A_run_of_another_process_is_listed_as_training()
    {
        Train("old", "--epochs", "1");
        File.Delete(At("old/report.html"));
        File.WriteAllText(At("old/run.lock"), "");               // what a killed run leaves
        await using var client = await PlaygroundClient.Open(server, "runs");
        Assert.Equal("old resumable 1/1", await States());
        using (RunFolder.Create(At("new"), "softmax", DateTime.Now))
        {
            Assert.Equal("new training 0/0, old resumable 1/1", await States());
            Assert.Empty((await client.Ask("curves", new { runs = new[] { "new" } }))[0]!["epochs"]!.AsArray());
            using (RunFolder.Open(At("old")))
            {
                Assert.Equal("new training 0/0, old training 1/1", await States());
                Assert.Contains("another run is writing to the folder",
                    await client.AskInVain("continue", new { run = "old" }));
            }
            Assert.Contains("has no checkpoint", await client.AskInVain("continue", new { run = "new" }));
        }
        Assert.Equal("old resumable 1/1", await States());

        async Task<string> States() => string.Join(", ", (await client.Ask("list"))["runs"]!.AsArray()
            .Select(entry => $"{entry!["name"]} {entry["state"]} {entry["epochs"]}/{entry["planned"]}").Order());
    }

    /// <summary>A stopped run that is continued has the epochs of one that was not stopped.</summary>
    [Fact]
    public async Task A_stopped_run_is_continued()
    {
        await using var client = await PlaygroundClient.Open(server, "runs");
        Assert.Contains("has no run 'nope'", await client.AskInVain("continue", new { run = "nope" }));
        var name = (string)(await client.Ask("train", Request("softmax", epochs: 200)))["run"]!;
        Assert.Equal("A network is training already: stop it, or wait until it ends.",
            await client.AskInVain("continue", new { run = name }));
        var before = await StopAfter(epochs: 1);
        Assert.Equal(name, (string)(await client.Ask("continue", new { run = name }))["run"]!);
        Assert.Equal(before, (await client.Ask("progress"))["epochs"]!.AsArray().Count);
        Assert.Equal("training", (string)(await client.Ask("list"))["runs"]![0]!["state"]!);
        var after = await StopAfter(before + 1);
        var epochs = Checkpoint.Load(At($"{name}/checkpoint.safetensors")).Epochs;
        Assert.Equal(after, epochs.Count);
        Assert.Equal(0, run.Run("train", "--net", "softmax", "--data", "synthetic", "--examples", "200",
            "--validation", "1000", "--batch", "20", "--threads", "1", "--quiet", "--epochs", $"{after}",
            "--out", At("whole")));
        Assert.Equal(Checkpoint.Load(At("whole/checkpoint.safetensors")).Epochs.Select(epoch => epoch.TrainLoss),
            epochs.Select(epoch => epoch.TrainLoss));

        async Task<int> StopAfter(int epochs)
        {
            await Watch(client, state => state["epochs"]!.AsArray().Count >= epochs);
            await client.Ask("stop");
            var ended = await Watch(client, state => !(bool)state["isRunning"]!);
            Assert.Null(ended["failure"]);
            return ended["epochs"]!.AsArray().Count;
        }
    }

    [Fact]
    public async Task Closing_the_page_stops_its_run()
    {
        string name;
        await using (var client = await PlaygroundClient.Open(server, "runs"))
        {
            name = (string)(await client.Ask("train", Request("softmax", epochs: 200)))["run"]!;
            await Watch(client, state => state["epochs"]!.AsArray().Count >= 1);
        }
        for (var wait = 0; server.SessionCount > 0 && wait < 3000; wait++) await Task.Delay(10);
        Assert.Equal(0, server.SessionCount);
        Assert.True(File.Exists(At($"{name}/report.html")));
        Assert.False(File.Exists(At($"{name}/run.lock")));
        Assert.InRange(Checkpoint.Load(At($"{name}/checkpoint.safetensors")).Epochs.Count, 1, 199);
    }

    [Theory]
    [InlineData("network", "nope", "network: unknown 'nope'; choose one of default, softmax, ")]
    [InlineData("data", "/etc", "data: unknown '/etc'; choose one of mnist, synthetic")]
    [InlineData("epochs", 0, "epochs: expects a number from 1 to 200, got 0")]
    [InlineData("epochs", 201, "epochs: expects a number from 1 to 200, got 201")]
    [InlineData("examples", 9, "examples: expects a number from 10 to 60000, got 9")]
    [InlineData("batch", 0, "batch: expects a number from 1 to 10000, got 0")]
    [InlineData("rate", -1, "rate: expects a number from 1E-12 to 1000000, got -1")]
    [InlineData("optimizer", "nope", "unknown optimizer 'nope'; choose one of sgd, ")]
    [InlineData("optimizer", "--out", "")]
    public async Task Invalid_settings_are_explained_and_nothing_is_written(
        string setting, object value, string expected)
    {
        await using var client = await PlaygroundClient.Open(server, "runs");
        var request = Request("softmax", epochs: 1);
        request[setting] = JsonValue.Create(value);
        Assert.StartsWith(expected, await client.AskInVain("train", request));
        Assert.Empty(Directory.GetFileSystemEntries(Root));
    }

    string At(string path) => Path.Combine(Root, path);

    string ReportAddress(string name) => $"{server.Address}/runs/report?run={Uri.EscapeDataString(name)}";

    void Train(string name, params string[] options) => Assert.Equal(0, run.Run(["train", "--net", "softmax",
        "--data", run.Digits(), "--threads", "1", "--quiet", "--out", At(name), .. options]));

    static JsonObject Request(string network, int epochs) => new()
    {
        ["network"] = network, ["data"] = "synthetic", ["epochs"] = epochs, ["examples"] = 200, ["rate"] = null,
        ["batch"] = 20, ["optimizer"] = null, ["seed"] = 1,
    };

    /// <summary>Asks for the progress until it fulfils a condition.</summary>
    static async Task<JsonNode> Watch(PlaygroundClient client, Predicate<JsonNode> condition)
    {
        while (true)
        {
            var progress = await client.Ask("progress");
            if (condition(progress)) return progress;
            Assert.True((bool)progress["isRunning"]!, $"the run ended: {progress["failure"]} {progress["lines"]}");
            await Task.Delay(20);
        }
    }
}
