using System.Text.Json;

namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests of the Boundary room in the browser.</summary>
[Collection(BrowserCollection.Name)]
public class BoundaryTests(PlaygroundBrowser browser)
{
    const string Started = "document.body.dataset.frames > 0";
    const string Accuracy = "parseFloat(document.getElementById('figure-accuracy').textContent)";

    [SkippableTheory]
    [InlineData("boundary#xor/8-8/tanh/speed=0")]
    [InlineData("boundary#spiral/16-16/tanh/noise=0.02/speed=0")]
    public Task A_network_learns_in_the_page(string address) => browser.Visit(address, async page =>
    {
        await page.WaitFor(Started);
        await page.Click("#play");
        await page.WaitFor($"{Accuracy} >= 95", seconds: 90);
        await page.Click("#play");
        await page.WaitFor("document.getElementById('play').textContent === 'Play'");
    });

    /// <summary>A link has all settings: the page that it opens writes the same address.</summary>
    [SkippableFact]
    public Task A_link_opens_the_room_as_it_was() => browser.Visit(
        "boundary#moons/5-3/relu,tanh/dropout=0.2,0/features=x,y,xy/noise=0.12/share=0.7/points=200/optimizer=sgd/"
            + "rate=0.3/batch=20/l1=0.001/l2=0.003/seed=7/speed=0/log=1",
        async page =>
        {
            await page.WaitFor(Started);
            var before = await page.Evaluate<string>("location.hash");
            Assert.Equal("5,3", await Texts(page, ".column .stepper b"));
            Assert.Equal("relu,tanh", await Values(page, ".column label:nth-of-type(1) select"));
            Assert.Equal("0.2,0", await Values(page, ".column label:nth-of-type(2) select"));
            Assert.Equal("sgd,0.3,20,0.001,0.003,7",
                await Values(page, "#training-settings select, #training-settings input"));
            await page.Click("[data-key=more-0]");
            await page.WaitFor("document.querySelector('.column .stepper b').textContent === '6'");
            await page.Click("[data-key=less-0]");
            await page.WaitFor("document.querySelector('.column .stepper b').textContent === '5'");
            Assert.Equal(before, await page.Evaluate<string>("location.hash"));
        });

    [SkippableFact]
    public Task A_network_without_hidden_layers_has_an_address() => browser.Visit(
        "boundary#circle/none/tanh/features=x2,y2", async page =>
        {
            await page.WaitFor(Started);
            await page.WaitFor("document.getElementById('parameters').textContent === '6 parameters'");
            await page.Click("#add-layer");
            await page.WaitFor("location.hash.startsWith('#circle/4/tanh')");
            await page.WaitFor("document.getElementById('parameters').textContent === '22 parameters'");
            await page.Click("#remove-layer");
            await page.WaitFor("location.hash === '#circle/none/tanh/features=x2,y2'");
        });

    [SkippableFact]
    public Task Training_goes_on_when_settings_change_while_it_plays() => browser.Visit("boundary", async page =>
    {
        await page.WaitFor(Started);
        await page.Click("#play");
        await page.Evaluate<object?>("""
            for (const key of ["more-0", "more-1", "more-0"]) document.querySelector(`[data-key=${key}]`).click()
            """);
        await page.WaitFor("location.hash.startsWith('#circle/6-3/')");
        await page.WaitFor("document.querySelectorAll('.column .unit canvas:not([hidden])').length === 2 + 6 + 3 + 2");
        await page.WaitFor("parseInt(document.getElementById('figure-step').textContent) > 20");
        await page.WaitFor("document.getElementById('play').textContent === 'Pause'");
    });

    [SkippableFact]
    public Task Every_idea_of_the_page_trains() => browser.Visit("boundary", async page =>
    {
        await page.WaitFor(Started);
        var ideas = await page.Evaluate<string[]>("[...document.querySelectorAll('.ideas a')].map(a => a.hash)");
        Assert.NotEmpty(ideas);
        foreach (var idea in ideas)
        {
            await ClickAndStart(page, $".ideas a[href='{idea}']");
            await page.Click("#epoch");
            await page.WaitFor("document.getElementById('figure-epoch').textContent === '1'");
            Assert.Equal(idea, await page.Evaluate<string>("location.hash"));
            await page.WaitFor("document.getElementById('message').hidden");
        }
    });

    [SkippableFact]
    public Task Drawn_points_become_the_users_own_and_are_kept_in_the_address() => browser.Visit(
        "boundary#own/4/tanh", async page =>
        {
            await page.WaitFor(Started);
            await Draw(page, (0.2, 0.2), (0.3, 0.2), (0.4, 0.25));
            await page.WaitFor("location.hash.includes('drawn=')");
            await Task.Delay(1500);          // the network of these points stands
            await page.Click("input[name=class][value='1']");
            await Draw(page, (0.7, 0.7), (0.8, 0.75));
            await Task.Delay(1500);
            await page.Click("#own-details summary");
            await page.WaitFor("document.getElementById('csv').value.trim().split('\\n').length === 6");
            var points = await page.Evaluate<string>("document.getElementById('csv').value");
            await page.Click("#epoch");
            await page.WaitFor("document.getElementById('figure-epoch').textContent === '1'");
            await page.Reload();
            await page.WaitFor(Started);
            await page.Click("#own-details summary");
            await page.WaitFor($"document.getElementById('csv').value === {JsonSerializer.Serialize(points)}");
        });

    [SkippableFact]
    public Task Every_point_set_trains_and_the_tries_are_listed() => browser.Visit("boundary", async page =>
    {
        await page.WaitFor(Started);
        var sets = await page.Evaluate<string[]>("[...document.querySelectorAll('.set')].map(set => set.dataset.set)");
        Assert.Equal(12, sets.Length);
        foreach (var set in sets.Where(set => !set.StartsWith("own")))
        {
            await ClickAndStart(page, $"[data-set={set}]");
            await page.WaitFor($"location.hash.startsWith('#{set}/')");
            await page.Click("#epoch");
            await page.WaitFor("document.getElementById('figure-step').textContent === '20'");
            await page.WaitFor("parseFloat(document.getElementById('figure-test').textContent) > 0");
        }
        await page.Click("#restart");
        await page.WaitFor("document.querySelectorAll('#tries tr').length === 10");
    });

    [SkippableFact]
    public Task The_code_of_the_settings_is_shown() => browser.Visit("boundary#xor/3/relu", async page =>
    {
        await page.WaitFor(Started);
        await page.Click("#show-code");
        await page.WaitFor("document.getElementById('code').textContent.includes('new Dense(2, 3), new Relu(),')");
    });

    [SkippableFact]
    public async Task An_error_of_the_room_is_shown_as_a_sentence() => await browser.Visit(
        "boundary#curve/4/tanh/formula=log(x)", async page =>
        {
            await page.WaitFor("document.querySelector('.link-problem')");
            await page.Click("[data-set=circle]");
            await page.WaitFor("!document.querySelector('.link-problem')");
            await page.WaitFor(Started);
            await page.Click("[data-set=curve]");
            await page.WaitFor("!document.getElementById('message').hidden");
            Assert.StartsWith("formula: f(",
                await page.Evaluate<string>("document.getElementById('message').textContent"));
        });

    /// <summary>Draws one stroke in the plane, at fractions of its width.</summary>
    static async Task Draw(BrowserPage page, params (double X, double Y)[] stroke)
    {
        var box = await page.Evaluate<double[]>("""
            (canvas => {
              canvas.scrollIntoView({ block: "center" });
              const box = canvas.getBoundingClientRect();
              return [box.left, box.top, box.width];
            })(document.getElementById("points"))
            """);
        await page.Drag([.. stroke.Select(place => (box[0] + place.X * box[2], box[1] + place.Y * box[2]))]);
    }

    /// <summary>Clicks what starts the room with other settings, and waits for the first frame.</summary>
    static async Task ClickAndStart(BrowserPage page, string selector)
    {
        var starts = await page.Evaluate<int>("Number(document.body.dataset.starts)");
        await page.Click(selector);
        await page.WaitFor($"document.body.dataset.starts > {starts}");
        await page.WaitFor("document.getElementById('figure-step').textContent === '0'");
    }

    static Task<string> Texts(BrowserPage page, string selector) =>
        page.Evaluate<string>($"[...document.querySelectorAll('{selector}')].map(e => e.textContent).join()");

    static Task<string> Values(BrowserPage page, string selector) =>
        page.Evaluate<string>($"[...document.querySelectorAll('{selector}')].map(e => e.value).join()");
}
