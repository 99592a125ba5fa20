using System.Globalization;
using System.Text.Json;

namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests of the room of convolution arithmetic in the browser.</summary>
[Collection(BrowserCollection.Name)]
public class ConvolutionTests(PlaygroundBrowser browser)
{
    const string IsShown = "document.body.dataset.shown === location.hash && document.body.dataset.shown";
    const string Example = "convolution#convolution/s=1/p=0/q=0/x=3,3,2,1,0,0,0,1,3,1,3,1,2,2,3,2,0,0,2,2,2,0,0,0,1/"
        + "w=0,1,2,2,2,0,0,1,2";

    /// <summary>The size that the page shows is that of <see cref="Window"/>, or its message is the window's.</summary>
    [SkippableFact]
    public Task Sliders_agree_with_the_window_on_50_random_settings() => browser.Visit("convolution", async page =>
    {
        await page.WaitFor(IsShown);
        var random = new RandomStream(1, "sliders");
        var (shown, refused) = (0, 0);
        for (var count = 0; count < 50; count++)
        {
            var isTransposed = random.NextInt(2) == 1;
            int[] sizes = [random.NextInt(10) + 1, random.NextInt(5) + 1, random.NextInt(3) + 1, random.NextInt(4),
                random.NextInt(3) + 1, isTransposed ? random.NextInt(3) : 0];
            await page.Evaluate<bool>(string.Join(", ", "ikspda".Zip(sizes, (name, value) => Slide($"{name}-0", value))
                .Prepend(Choose("operation", isTransposed ? "transposed" : "convolution"))));
            try
            {
                var window = isTransposed
                    ? Window.ForTranspose(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5],
                        "convolve_transposed")
                    : Window.ForConvolution(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], "convolve");
                var size = isTransposed ? window.Input : window.Output;
                if (size == 0) continue;
                await page.WaitFor($"{IsShown} && document.querySelector('.size b').textContent === '{size}'");
                Assert.Equal(size * size, await page.Evaluate<int>(
                    "document.querySelectorAll('#forward .tensors:last-child .cell:not(.pad)').length"));
                shown++;
            }
            catch (ArgumentException error)
            {
                await page.WaitFor("document.getElementById('body').className.includes('stale') && document"
                    + $".getElementById('message').textContent.startsWith({JsonSerializer.Serialize(error.Message)})");
                refused++;
            }
        }
        Assert.True(shown > 20 && refused > 5, $"{shown} shown, {refused} refused");
    });

    [SkippableFact]
    public Task Pointing_at_a_result_shows_its_inputs_and_pointing_at_an_input_its_results() => browser.Visit(
        Example, async page =>
        {
            await page.WaitFor(IsShown);
            await page.Click("#play");
            await Hover(page, "#forward .tensors:last-child .cell[data-index='4']");
            await page.WaitFor($"{Seen} === '6,7,8,11,12,13,16,17,18'");
            Assert.Equal("y[1, 1] = 0·0 + 1·1 + 3·2 + 1·2 + 2·2 + 2·0 + 0·0 + 0·1 + 2·2 = 17", await Text(page, "sum"));
            await Hover(page, "#forward .tensors:first-child .cell[data-index='0']");
            await page.WaitFor(
                "document.getElementById('sum').textContent === 'x[0, 0] = 3 reaches 1 result: y[0, 0]'");
        });

    [SkippableFact]
    public Task A_value_is_edited_by_keyboard_and_the_result_follows() => browser.Visit(Example, async page =>
    {
        await page.WaitFor(IsShown);
        await page.Click("#forward .tensors:first-child .cell[data-index='1']");
        await page.Send("Input.insertText", new { text = "13" });
        await Press(page, "Enter");
        await page.WaitFor($"{IsShown} && location.hash.includes('x=3,13,2')");
        await page.WaitFor("document.querySelector('#forward .tensors:last-child .cell').textContent.startsWith('22')");
        await page.Click("#reset");
        await page.WaitFor($"{IsShown} && !location.hash.includes('x=')");
    });

    [SkippableFact]
    public Task Every_example_is_drawn_and_its_address_opens_it_again() => browser.Visit("convolution", async page =>
    {
        await page.WaitFor(IsShown);
        var count = await page.Evaluate<int>("document.getElementById('example').options.length");
        Assert.True(count > 30, $"{count} examples");
        for (var example = 0; example < count - 1; example++)
        {
            await page.Evaluate<bool>(Choose("example", $"{example}"));
            await page.WaitFor(IsShown);
            Assert.True(await page.Evaluate<bool>("document.getElementById('message').hidden"));
        }
        var last = await Picture(page);
        await page.Reload();
        await page.WaitFor(IsShown);
        Assert.Equal(last, await Picture(page));
    });

    [SkippableFact]
    public Task The_animation_moves_the_window_and_can_be_stopped() => browser.Visit(Example, async page =>
    {
        await page.WaitFor(IsShown);
        await page.WaitFor("!document.getElementById('sum').textContent.startsWith('y[0, 0]')");
        // It stops by itself after the last window; a click would then start it.
        await page.Evaluate<object?>(
            "document.getElementById('play').textContent === 'Pause' && document.getElementById('play').click()");
        var before = await Text(page, "sum");
        await Task.Delay(1600);
        Assert.Equal(before, await Text(page, "sum"));
        await page.Click("#forth");
        Assert.NotEqual(before, await Text(page, "sum"));
        await page.Click("#back");
        Assert.Equal(before, await Text(page, "sum"));
    });

    /// <summary>The indices of the inputs that are highlighted.</summary>
    const string Seen = "[...document.querySelectorAll('#forward .tensors:first-child .seen')]"
        + ".map(cell => cell.dataset.index).join()";

    static Task<string> Picture(BrowserPage page) =>
        page.Evaluate<string>(
        "[...document.querySelectorAll('#forward .cell')].map(cell => cell.firstChild?.data).join() + location.hash");

    static Task<string> Text(BrowserPage page, string id) =>
        page.Evaluate<string>($"document.getElementById('{id}').textContent");

    static async Task Hover(BrowserPage page, string selector)
    {
        var place = await page.Evaluate<double[]>($$"""
            (() => {
              const cell = document.querySelector("{{selector}}");
              cell.scrollIntoView({ block: "center" });
              const box = cell.getBoundingClientRect();
              return [box.left + box.width / 2, box.top + box.height / 2];
            })()
            """);
        await page.Send("Input.dispatchMouseEvent", new { type = "mouseMoved", x = place[0], y = place[1] });
    }

    static async Task Press(BrowserPage page, string key)
    {
        foreach (var type in new[] { "keyDown", "keyUp" })
            await page.Send("Input.dispatchKeyEvent", new { type, key, code = key });
    }

    static string Slide(string id, int value) => Set(id, value.ToString(CultureInfo.InvariantCulture), "input");

    static string Choose(string id, string value) => Set(id, value, "change");

    static string Set(string id, string value, string @event) => $$"""
        (() => {
          const control = document.getElementById("{{id}}");
          control.value = "{{value}}";
          return control.dispatchEvent(new Event("{{@event}}"));
        })()
        """;
}
