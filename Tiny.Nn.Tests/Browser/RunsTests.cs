using System.Diagnostics;

namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests of the room of the training runs in the browser.</summary>
[Collection(BrowserCollection.Name)]
public class RunsTests(PlaygroundBrowser browser)
{
    const string States = "[...document.querySelectorAll('#runs td:nth-child(7)')].map(cell => cell.textContent)";

    /// <summary>Another process trains, as the command <c>train</c> in a terminal does.</summary>
    [SkippableFact]
    public async Task A_run_of_another_process_appears_and_grows_and_is_continued_here()
    {
        var (program, run) = (Path.Combine(AppContext.BaseDirectory, "Tiny.Nn.Lab.dll"), "elsewhere");
        await browser.Visit("runs", async page =>
        {
            await page.WaitFor("document.body.dataset.runs");
            using var process = Process.Start(new ProcessStartInfo("dotnet",
            [
                program, "train", "--net", "mlp16", "--data", "synthetic", "--examples", "500", "--validation", "500",
                "--epochs", "1000000", "--threads", "1", "--quiet", "--out", Path.Combine(browser.RunsFolder, run),
            ]) { RedirectStandardOutput = true })!;
            try
            {
                await page.WaitFor($"{States}.includes('training')", seconds: 120);
                await page.WaitFor($"document.querySelector('[data-key=\"choose {run}\"]')");
                await page.Click($"[data-key='choose {run}']");
                await page.WaitFor("document.body.dataset.curves == 1");
                var epochs = "parseInt(document.querySelector('#runs td:nth-child(6)').textContent)";
                await page.WaitFor($"{epochs} > 0", seconds: 60);
                var before = await page.Evaluate<int>(epochs);
                await page.WaitFor($"{epochs} > {before} && document.body.dataset.points > {before}", seconds: 60);
                Assert.Equal(0, await page.Evaluate<int>("document.querySelectorAll('[data-key^=continue]').length"));
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
            await page.WaitFor($"document.querySelector('[data-key=\"continue {run}\"]')");
            var stopped = await page.Evaluate<int>("Number(document.body.dataset.points)");
            await page.Click($"[data-key='continue {run}']");
            await page.WaitFor($"{States}.includes('training here')", seconds: 120);
            await page.WaitFor($"document.body.dataset.epochs > {stopped}", seconds: 120);
            await page.Click("#stop");
            await page.WaitFor("document.body.dataset.training === '0'", seconds: 60);
            await page.WaitFor($"{States}.some(state => state.startsWith('resumable'))");
        });
    }

    [SkippableFact]
    public Task A_run_is_started_watched_stopped_and_compared() => browser.Visit(
        "runs#mlp16/data=synthetic/epochs=200/examples=20000/batch=10/seed=3", async page =>
        {
            await page.WaitFor("document.body.dataset.runs");
            var before = await page.Evaluate<int>("Number(document.body.dataset.runs)");
            await page.Click("#start");
            await page.WaitFor("document.body.dataset.epochs >= 2", seconds: 180);
            await page.WaitFor("document.querySelectorAll('#filters canvas').length === 16");
            await page.WaitFor($"{States}.includes('training here')", seconds: 120);
            await page.Click("#stop");
            await page.WaitFor("document.body.dataset.training === '0'", seconds: 120);
            await page.WaitFor($"document.body.dataset.runs == {before + 1}");
            await page.Click("#runs tbody tr:first-child input");
            await page.WaitFor("document.body.dataset.curves == 1");
            Assert.StartsWith("resumable", await page.Evaluate<string>(
                "document.querySelector('#runs tbody tr:first-child td:nth-child(7)').textContent"));
            foreach (var width in new[] { 400, 1400 })
            {
                await page.Resize(width, 1000);
                await Task.Delay(300);
                Assert.Empty(await page.ClippedElements());
                await page.Screenshot(Path.Combine(PlaygroundBrowser.Pictures, $"runs-trained-{width}.png"));
            }
            var report = await page.Evaluate<string>("document.querySelector('#runs a').href");
            await page.Navigate(report);
            await page.WaitFor("getComputedStyle(document.querySelector('main')).maxWidth !== 'none'");
            await page.WaitFor("document.querySelectorAll('img, svg').length > 3");
        }, height: 1300);
}
