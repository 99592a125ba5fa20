using Tiny.Nn.Lab.Playground;

namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests that hold for the page of every room.</summary>
[Collection(BrowserCollection.Name)]
public class LayoutTests(PlaygroundBrowser browser)
{
    const string IsShown = "!document.querySelector('main').ariaBusy";

    static readonly int[] widths = [400, 760, 1000, 1400, 1600];

    public static TheoryData<string> RoomNames => [.. RoomRegistry.All.Select(room => room.Name)];

    /// <summary>
    /// Compares the width of the content of every element with its own (<see cref="BrowserPage.ClippedElements"/>).
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public Task Nothing_is_clipped_at_any_width(string room) => browser.Visit(room, async page =>
    {
        await page.WaitFor(IsShown);
        foreach (var width in widths)
        {
            await page.Resize(width, 1000);
            await Task.Delay(200);
            var clipped = await page.ClippedElements();
            Assert.True(clipped is [], $"at {width} px: {string.Join("; ", clipped)}");
        }
    });

    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public Task Every_control_has_a_name_for_screen_readers(string room) => browser.Visit(room, async page =>
    {
        await page.WaitFor(IsShown);
        var nameless = await page.Evaluate<string[]>("""
            [...document.querySelectorAll(
                "button, a[href], input, select, textarea, [role=img], canvas:not([aria-hidden])")]
              .filter(e => e.checkVisibility())
              .filter(e => !e.closest("button, [role=img]:not(canvas)")?.contains(e.parentElement))
              .filter(e => !(e.textContent.trim() || e.getAttribute("aria-label") || e.title
                || e.labels?.[0]?.textContent.trim()))
              .map(e => e.outerHTML.slice(0, 100))
            """);
        Assert.Empty(nameless);
    });

    /// <summary>
    /// Until its first picture stands, a room shows only that it loads. The browser adds up what moves afterwards: the
    /// part of the screen times the part of its height.
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public Task Nothing_jumps_while_a_room_loads(string room) => browser.Visit(room, async page =>
    {
        await page.WaitFor(IsShown);
        await Task.Delay(1000);
        var shift = await page.Evaluate<double>("""
            new Promise(resolve => {
              new PerformanceObserver(list => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
                .observe({ type: "layout-shift", buffered: true });
              setTimeout(() => resolve(0), 500);
            })
            """);
        Assert.InRange(shift, 0, 0.02);
    });

    /// <summary>The key Tab reaches each control that is on the page and enabled, once in a round.</summary>
    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public Task Every_control_is_reached_by_keyboard(string room) => browser.Visit(room, async page =>
    {
        await page.WaitFor(IsShown);
        await Task.Delay(500);
        var count = await page.Evaluate<int>("""
            window.controls = [...document.querySelectorAll(
                "a[href], button, input, select, textarea, summary, [tabindex='0']")]
              .filter(e => e.checkVisibility() && !e.disabled && (e.type !== "radio" || e.checked)), controls.length
            """);
        await page.Evaluate<object?>("document.activeElement.blur()");
        for (var i = 0; i < count + 5; i++)
        {
            await page.Send("Input.dispatchKeyEvent",
                new { type = "keyDown", key = "Tab", code = "Tab", windowsVirtualKeyCode = 9 });
            await page.Evaluate<object?>("(window.reached ??= new Set()).add(document.activeElement)");
        }
        Assert.Empty(await page.Evaluate<string[]>(
            "controls.filter(e => e.isConnected && !reached.has(e)).map(e => e.outerHTML.slice(0, 100))"));
    });

    [SkippableTheory]
    [InlineData("boundary#nonsense/8-8/tanh", "data: expects one of circle, xor, ", "document.body.dataset.frames > 0")]
    [InlineData("boundary#circle/8-x/tanh",
        "layers: expects none, or parts separated by '-', each a whole number, got '8-x'",
        "document.body.dataset.frames > 0")]
    [InlineData("boundary#circle/999/tanh", "units: expects a number from 1 to 128, got 999",
        "document.body.dataset.frames > 0")]
    [InlineData("boundary#circle/4/tanh/foo=1", "there is no setting 'foo'; choose one of data, layers, ",
        "document.body.dataset.frames > 0")]
    [InlineData("digit#nonsense", "network: there is no 'nonsense'; choose one of ", "document.body.dataset.network")]
    [InlineData("convolution#nonsense", "operation: expects one of convolution, ", "document.body.dataset.shown")]
    [InlineData("convolution#transposed/i=99", "size: this page draws 1 to 16, got 99", "document.body.dataset.shown")]
    [InlineData("graph#sin(", "formula, character 5: expects a number", "document.body.dataset.shown")]
    [InlineData("graph#sin(x)/at=x:one", "at: expects none, or parts separated by ',', each name:number, got 'x:one'",
        "document.body.dataset.shown")]
    [InlineData("runs#nonsense", "network: there is no 'nonsense'; choose one of default, ",
        "document.body.dataset.runs")]
    [InlineData("runs#default/runs=nonsense", "runs: there is no run 'nonsense'", "document.body.dataset.runs")]
    public Task A_wrong_link_is_explained_and_leads_to_the_default(string address, string sentence, string shown) =>
        browser.Visit(address, async page =>
        {
            await page.WaitFor(IsShown);
            await page.WaitFor("document.querySelector('.link-problem li')");
            Assert.StartsWith(sentence,
                await page.Evaluate<string>("document.querySelector('.link-problem li').textContent"));
            Assert.True(await page.Evaluate<bool>("document.getElementById('message').hidden"));
            await page.Resize(400, 1000);
            await Task.Delay(200);
            Assert.Empty(await page.ClippedElements());
            await page.Click(".link-problem button");
            await page.WaitFor($"!document.querySelector('.link-problem') && {shown}");
            Assert.DoesNotMatch("nonsense|999|foo|8-x|99|sin\\($|one", await page.Evaluate<string>("location.hash"));
        });

    /// <summary>Pictures of every room, narrow and wide, light and dark.</summary>
    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public Task Pictures_of_the_room_are_saved(string room) => browser.Visit(room, async page =>
    {
        await page.WaitFor(IsShown);
        await Task.Delay(500);
        foreach (var isDark in new[] { false, true })
            foreach (var width in new[] { 400, 800, 1400 })
            {
                await page.Prefer(isDark, isCalm: isDark);
                await page.Resize(width, 1000);
                await Task.Delay(250);
                await page.Screenshot(Path.Combine(PlaygroundBrowser.Pictures,
                    $"{room}-{width}-{(isDark ? "dark" : "light")}.png"));
            }
    });
}
