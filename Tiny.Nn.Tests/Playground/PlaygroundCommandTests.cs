using Tiny.Nn.Lab;
using Tiny.Nn.Tests.Lab;

namespace Tiny.Nn.Tests.Playground;

/// <summary>Tests of the command <c>playground</c>.</summary>
public class PlaygroundCommandTests
{
    [Fact]
    public async Task The_command_prints_the_address_and_ends_when_it_is_interrupted_while_a_page_trains()
    {
        using var run = new LabTestRun();
        var interruption = new Interruption();
        var command = Task.Run(() => run.Run(interruption, "playground", "--port", "0", "--no-open"));
        while (!run.Output.Contains('\n') && !command.IsCompleted) await Task.Delay(10);
        var address = run.Output.Split(' ').First(word => word.StartsWith("http://127.0.0.1:"));
        using var http = new HttpClient();
        Assert.Contains("Tiny.Nn", await http.GetStringAsync(address));
        await using var page = await PlaygroundClient.Open(new Uri(address).Port, "boundary");
        await page.Ask("play", new { stepsPerSecond = 0 });
        Assert.True(interruption.TryStop());
        Assert.Equal(0, await command.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal($"The playground is open at {address} (Ctrl-C ends it)\n", run.Output);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(address));
    }

    [Fact]
    public void A_port_that_does_not_exist_is_refused()
    {
        using var run = new LabTestRun();
        Assert.Equal(2, run.Run("playground", "--port", "65536"));
        Assert.StartsWith("error: --port: expects an integer from 0 to 65535, got '65536'; see ", run.Error);
    }
}
