namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests of the room of the training runs in the browser.</summary>
[Collection(BrowserCollection.Name)]
public class RunsTests(PlaygroundBrowser browser)
{
    [SkippableFact]
    public Task A_run_is_started_watched_stopped_and_compared() => browser.Visit(
        "runs#mlp16/data=synthetic/epochs=150/examples=500/batch=10/seed=3", async page =>
        {
            await page.WaitFor("document.body.dataset.runs");
            var before = await page.Evaluate<int>("Number(document.body.dataset.runs)");
            await page.Click("#start");
            await page.WaitFor("document.body.dataset.epochs >= 2", seconds: 180);
            await page.WaitFor("document.querySelectorAll('#filters canvas').length === 16");
            Assert.Equal("training here", await page.Evaluate<string>("""
                document.getElementById('reload').click(), new Promise(resolve => setTimeout(() => resolve(
                  [...document.querySelectorAll('#runs td:nth-child(7)')].map(cell => cell.textContent)
                    .find(text => text.startsWith('training')) ?? ''), 2000))
                """));
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
