using Tiny.Nn.Lab.Playground;

namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests that hold for the page of every room.</summary>
[Collection(BrowserCollection.Name)]
public class LayoutTests(PlaygroundBrowser browser)
{
    static readonly int[] widths = [400, 760, 1000, 1400, 1600];

    public static TheoryData<string> RoomNames => [.. RoomRegistry.All.Select(room => room.Name)];

    /// <summary>
    /// Compares the width of the content of every element with its own (<see cref="BrowserPage.ClippedElements"/>).
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public Task Nothing_is_clipped_at_any_width(string room) => browser.Visit(room, async page =>
    {
        foreach (var width in widths)
        {
            await page.Resize(width, 1000);
            await Task.Delay(300);
            var clipped = await page.ClippedElements();
            Assert.True(clipped is [], $"at {width} px: {string.Join("; ", clipped)}");
        }
    });

    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public Task Every_control_has_a_name_for_screen_readers(string room) => browser.Visit(room, async page =>
    {
        await Task.Delay(500);
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

    /// <summary>Pictures of every room, narrow and wide, light and dark.</summary>
    [SkippableTheory]
    [MemberData(nameof(RoomNames))]
    public async Task Pictures_of_the_room_are_saved(string room)
    {
        foreach (var width in new[] { 400, 1400 })
            foreach (var isDark in new[] { false, true })
                await browser.Visit(room, async page =>
                {
                    await Task.Delay(1000);
                    await page.Screenshot(Path.Combine(PlaygroundBrowser.Pictures,
                        $"{room}-{width}-{(isDark ? "dark" : "light")}.png"));
                }, width, isDark: isDark);
    }
}
