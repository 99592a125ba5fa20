namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests of the room in which one draws a digit, in the browser.</summary>
[Collection(BrowserCollection.Name)]
public class DigitTests(PlaygroundBrowser browser)
{
    const string Answer = "document.getElementById('answer').textContent";

    /// <summary>MNIST if it is on this computer, otherwise the built-in digits.</summary>
    static readonly string data =
        Directory.Exists(Environment.GetEnvironmentVariable(Nn.Data.Mnist.Variable)) ? "mnist" : "synthetic";

    static readonly (double X, double Y)[] one = [(0.52, 0.15), (0.5, 0.5), (0.48, 0.85)];
    static readonly (double X, double Y)[] seven = [(0.25, 0.2), (0.75, 0.2), (0.6, 0.45), (0.42, 0.85)];

    /// <summary>The network learns in the page.</summary>
    [SkippableFact]
    public Task A_drawn_1_and_a_drawn_7_are_read_rightly() => browser.Visit($"digit#{data}", async page =>
    {
        await page.WaitFor("parseFloat(document.body.dataset.accuracy) >= 0.9", seconds: 240);
        await Draw(page, one);
        await page.WaitFor($"{Answer} === '1'");
        await page.WaitFor("document.querySelectorAll('#layers canvas').length > 50");
        var whileLearning = await page.Evaluate<double>("parseFloat(document.body.dataset.latency)");
        await page.Click("#pause");
        await page.WaitFor("document.getElementById('pause').textContent === 'Go on'");
        await page.Click("#clear");
        await page.WaitFor($"{Answer} === '–'");
        await Draw(page, seven);
        await page.WaitFor($"{Answer} === '7'");
        var whilePaused = await page.Evaluate<double>("parseFloat(document.body.dataset.latency)");
        // Shown to people, not asserted: it depends on the computer.
        await File.WriteAllTextAsync(Path.Combine(PlaygroundBrowser.Pictures, "digit-latency.txt"),
            FormattableString.Invariant($"{whileLearning:F1} ms while learning, {whilePaused:F1} ms while paused\n"));
        await page.Screenshot(Path.Combine(PlaygroundBrowser.Pictures, "digit-seven.png"));
        await page.Resize(400, 1000);
        await Task.Delay(300);
        await page.Screenshot(Path.Combine(PlaygroundBrowser.Pictures, "digit-seven-400.png"));
        Assert.Equal("1", await page.Evaluate<string>("document.querySelectorAll('.bars li.best').length.toString()"));
        var sum = await page.Evaluate<double>("""
            [...document.querySelectorAll('#probabilities i')]
              .reduce((sum, bar) => sum + Number(bar.style.getPropertyValue('--fraction')), 0)
            """);
        Assert.Equal(1, sum, 1e-4);
    }, height: 1300);

    [SkippableFact]
    public Task Examples_undo_and_clear_work_with_the_keyboard() => browser.Visit("digit#synthetic", async page =>
    {
        await page.WaitFor("document.body.dataset.network", seconds: 120);
        await Press(page, "4");
        await page.WaitFor($"{Answer} !== '–'", seconds: 60);
        var link = await page.Evaluate<string>("location.hash");
        Assert.Contains("drawing=", link);
        await Press(page, "4");
        await page.WaitFor($"location.hash !== '{link}'");           // another handwriting
        await page.Evaluate<object>("document.querySelector('#examples button:nth-child(8)').focus()");
        await Press(page, "c");
        await page.WaitFor($"{Answer} === '–' && !location.hash.includes('drawing')", seconds: 60);
        await Draw(page, one);
        await Draw(page, seven);
        await page.WaitFor("location.hash.split('~').length === 2");
        await Press(page, "z");
        await page.WaitFor("location.hash.includes('drawing') && !location.hash.includes('~')");
        await Press(page, "z");
        await page.WaitFor("!location.hash.includes('drawing')");
    });

    /// <summary>A link has the drawing; with it, nothing is clipped either.</summary>
    [SkippableFact]
    public Task A_link_has_the_drawing() => browser.Visit(
        "digit#synthetic/drawing=eiax3wjf9ap0~3w3w9a3w", async page =>
        {
            await page.WaitFor($"{Answer} !== '–'", seconds: 120);
            Assert.EndsWith("#synthetic/drawing=eiax3wjf9ap0~3w3w9a3w", await page.Evaluate<string>("location.href"));
            await page.WaitFor("document.querySelectorAll('#layers canvas').length > 50");
            foreach (var width in new[] { 400, 700, 1180, 1400 })
            {
                await page.Resize(width, 1000);
                await Task.Delay(300);
                Assert.Empty(await page.ClippedElements());
            }
        });

    /// <summary>Draws a stroke with the mouse, in units of the paper.</summary>
    static async Task Draw(BrowserPage page, (double X, double Y)[] corners)
    {
        var box = await page.Evaluate<double[]>("""
            (() => {
              document.getElementById('paper').scrollIntoView({ block: 'center' });
              const box = document.getElementById('paper').getBoundingClientRect();
              return [box.left, box.top, box.width, box.height];
            })()
            """);
        var places = corners.Zip(corners.Skip(1)).SelectMany(side => Enumerable.Range(0, 9).Select(i => (
            side.First.X + (side.Second.X - side.First.X) * i / 8,
            side.First.Y + (side.Second.Y - side.First.Y) * i / 8)));
        await page.Drag([.. places.Select(place => (
            box[0] + place.Item1 * box[2], box[1] + place.Item2 * box[3]))]);
    }

    static async Task Press(BrowserPage page, string key)
    {
        await page.Send("Input.dispatchKeyEvent", new { type = "keyDown", key, text = key });
        await page.Send("Input.dispatchKeyEvent", new { type = "keyUp", key });
    }
}
