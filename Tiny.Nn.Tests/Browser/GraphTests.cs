namespace Tiny.Nn.Tests.Browser;

/// <summary>Tests of the room of computation graphs in the browser.</summary>
[Collection(BrowserCollection.Name)]
public class GraphTests(PlaygroundBrowser browser)
{
    const string IsShown = "document.body.dataset.shown === location.hash && document.body.dataset.shown";

    [SkippableFact]
    public Task The_numbers_of_the_worked_example_are_shown() => browser.Visit("graph", async page =>
    {
        await page.WaitFor(IsShown);
        foreach (var (x, value, derivative) in new[]
        {
            ("0.5", "0.54248", "−3.33414641"), ("1", "−0.76492", "4.56079179"), ("2", "0.2451", "9.09914854"),
        })
        {
            await page.Evaluate<bool>($$"""
                (() => {
                  const field = document.querySelector("#values input");
                  field.value = "{{x}}";
                  return field.dispatchEvent(new Event("input"));
                })()
                """);
            await page.WaitFor($"document.querySelector('#ways td.number').textContent === '{derivative}'");
            Assert.Equal([derivative, derivative], await page.Evaluate<string[]>(
                "[...document.querySelectorAll('#ways td.number')].slice(0, 2).map(cell => cell.textContent)"));
            Assert.Equal($"J = cos(u4) = {value}, gradient 1", await page.Evaluate<string>(
                "document.querySelector('#drawing g:last-child').getAttribute('aria-label')"));
        }
    });

    [SkippableFact]
    public Task The_walk_goes_forward_and_backward_step_by_step() => browser.Visit("graph", async page =>
    {
        await page.WaitFor(IsShown);
        await page.Click("#first");
        Assert.Equal("Step 0 of 13", await Text(page, "step-text"));
        Assert.Equal(0, await page.Evaluate<int>(
            "[...document.querySelectorAll('.value, .gradient')].filter(text => text.textContent).length"));
        string[] starts =
        [
            "Forward: the variable x = 1.", "Forward: u1 = x² = 1² = 1", "Forward: u2 = sin(u1) = sin(1) = 0.84147",
            "Forward: u3 = 3·u1 = 3·1 = 3", "Forward: u4 = u2 + u3 = 0.84147 + 3 = 3.8415",
            "Forward: J = cos(u4) = cos(3.8415) = −0.76492", "Backward: ∂J/∂J = 1.",
            "Backward, by the pullback of cos(u4):  ∂J/∂u4 += ∂J/∂J · (−sin(u4))\n1 · 0.64412 = 0.64412; the first",
            "Backward, by the pullback of u2 + u3:  ∂J/∂u2", "Backward, by the pullback of u2 + u3:  ∂J/∂u3",
            "Backward, by the pullback of 3·u1:  ∂J/∂u1 += ∂J/∂u3 · 3",
            "Backward, by the pullback of sin(u1):  ∂J/∂u1 += ∂J/∂u2 · cos(u1)\n0.64412 · 0.5403 = 0.34802; added to "
                + "1.9324, so ∂J/∂u1 = 2.2804",
            "Backward, by the pullback of x²:  ∂J/∂x += ∂J/∂u1 · 2·x\n2.2804 · 2 = 4.5608; the first term",
        ];
        foreach (var start in starts)
        {
            await page.Click("#forth");
            Assert.StartsWith(start, await Text(page, "happening"));
        }
        Assert.True(await page.Evaluate<bool>("document.getElementById('forth').disabled"));
    });

    [SkippableFact]
    public Task An_error_is_shown_at_its_character_and_the_link_keeps_formula_and_values() => browser.Visit(
        "graph#q%20%3D%20a%20+%20b%3B%20F%20%3D%20q%C2%B7c%2Fb/at=a:2,b:-3,c:0.5", async page =>
        {
            await page.WaitFor(IsShown);
            Assert.Equal("q = a + b;\nF = q·c/b",
                await page.Evaluate<string>("document.getElementById('formula').value"));
            Assert.Equal(["2", "-3", "0.5"], await page.Evaluate<string[]>(
                "[...document.querySelectorAll('#values input')].map(field => field.value)"));
            var hash = await page.Evaluate<string>("location.hash");
            await Write(page, "q = a + b;\\nF = q·(c");
            await page.WaitFor("!document.getElementById('formula-error').hidden");
            Assert.Equal("F = q·(c\n        ▲\nformula, character 20: expects ')', got the end",
                await Text(page, "formula-error"));
            await Write(page, "q = a + b;\\nF = q·c/b");
            await page.WaitFor("document.getElementById('formula-error').hidden");
            Assert.Equal(hash, await page.Evaluate<string>("location.hash"));
        });

    [SkippableFact]
    public Task Every_example_is_drawn_and_its_texts_fit_their_boxes() => browser.Visit("graph", async page =>
    {
        await page.WaitFor(IsShown);
        foreach (var width in new[] { 400, 1400 })
        {
            await page.Resize(width, 1000);
            await DrawExamples(page);
        }
    });

    static async Task DrawExamples(BrowserPage page)
    {
        foreach (var example in Enumerable.Range(0, 6))
        {
            await page.Evaluate<bool>($$"""
                (() => {
                  const choice = document.getElementById("example");
                  choice.value = "{{example}}";
                  return choice.dispatchEvent(new Event("change"));
                })()
                """);
            await page.WaitFor(IsShown);
            Assert.True(await page.Evaluate<bool>("document.getElementById('formula-error').hidden"));
            Assert.Empty(await page.Evaluate<string[]>("""
                [...document.querySelectorAll("#drawing text")].filter(text => {
                  const box = text.parentElement.querySelector("rect");
                  const [inner, outer] = [text, box].map(e => e.getBoundingClientRect());
                  return inner.width > 0 && (inner.left < outer.left || inner.right > outer.right
                    || inner.top < outer.top || inner.bottom > outer.bottom);
                }).map(text => text.textContent)
                """));
        }
    }

    static Task<bool> Write(BrowserPage page, string formula) => page.Evaluate<bool>($$"""
        (() => {
          const field = document.getElementById("formula");
          field.value = "{{formula}}";
          return field.dispatchEvent(new Event("input"));
        })()
        """);

    static Task<string> Text(BrowserPage page, string id) =>
        page.Evaluate<string>($"document.getElementById('{id}').textContent");
}
