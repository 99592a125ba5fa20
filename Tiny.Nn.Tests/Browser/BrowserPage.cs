using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tiny.Nn.Tests.Browser;

/// <summary>One tab of the browser.</summary>
sealed class BrowserPage : IAsyncDisposable
{
    readonly DevToolsConnection connection;
    readonly string target, session;

    BrowserPage(DevToolsConnection connection, string target, string session) =>
        (this.connection, this.target, this.session) = (connection, target, session);

    /// <summary>Errors and warnings of the console, exceptions, and violations of the security policy.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>The addresses that the page requested.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Opens an empty tab.</summary>
    public static async Task<BrowserPage> Open(DevToolsConnection connection, int width, int height, bool isDark)
    {
        var target = (string)(await connection.Send("Target.createTarget", new { url = "about:blank" }))["targetId"]!;
        var session = (string)(await connection.Send(
            "Target.attachToTarget", new { targetId = target, flatten = true }))["sessionId"]!;
        var page = new BrowserPage(connection, target, session);
        connection.Listen(session, page.Note);
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" }) await page.Send($"{domain}.enable");
        await page.Resize(width, height);
        await page.Prefer(isDark);
        return page;
    }

    /// <summary>Sets what the user prefers: dark pages, reduced motion.</summary>
    public Task Prefer(bool isDark, bool isCalm = false) => Send("Emulation.setEmulatedMedia", new
    {
        features = new[]
        {
            new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" },
            new { name = "prefers-reduced-motion", value = isCalm ? "reduce" : "no-preference" },
        },
    });

    public Task<JsonNode> Send(string method, object? parameters = null) =>
        connection.Send(method, parameters, session);

    public Task Resize(int width, int height) => Send("Emulation.setDeviceMetricsOverride",
        new { width, height, deviceScaleFactor = 1, mobile = false });

    public async Task Navigate(string address)
    {
        await Send("Page.navigate", new { url = address });
        await WaitFor("document.readyState === 'complete'");
    }

    public async Task Reload()
    {
        var before = await Evaluate<double>("performance.timeOrigin");
        await Send("Page.reload");
        await WaitFor(FormattableString.Invariant(
            $"performance.timeOrigin > {before} && document.readyState === 'complete'"));
    }

    /// <summary>Returns the value of an expression in JavaScript; a promise is awaited.</summary>
    public async Task<T> Evaluate<T>(string expression)
    {
        var reply = await Send("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        if (reply["exceptionDetails"] is { } fault)
            throw new InvalidOperationException($"{expression}: {fault["exception"]?["description"] ?? fault["text"]}");
        return reply["result"]!["value"].Deserialize<T>()!;
    }

    /// <summary>Waits until an expression is true.</summary>
    /// <exception cref="TimeoutException">It did not become true in time.</exception>
    public async Task WaitFor(string condition, double seconds = 30)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!await Evaluate<bool>($"!!({condition})"))
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"not true after {seconds} s: {condition}");
            await Task.Delay(50);
        }
    }

    /// <summary>Clicks the element of a CSS selector with the mouse.</summary>
    public async Task Click(string selector)
    {
        var center = await Evaluate<double[]>($$"""
            (() => {
              const element = document.querySelector({{JsonSerializer.Serialize(selector)}});
              element.scrollIntoView({ block: "center" });
              const box = element.getBoundingClientRect();
              return [box.left + box.width / 2, box.top + box.height / 2];
            })()
            """);
        await Drag((center[0], center[1]));
    }

    /// <summary>Presses the mouse at the first place, moves it along the others and releases it at the last.</summary>
    public async Task Drag(params (double X, double Y)[] places)
    {
        await Mouse("mousePressed", places[0]);
        foreach (var place in places.Skip(1)) await Mouse("mouseMoved", place);
        await Mouse("mouseReleased", places[^1]);
    }

    /// <summary>
    /// Returns the elements whose content is wider than they are. Elements that scroll by design are excluded, and
    /// texts in SVG, whose width does not depend on their place.
    /// </summary>
    public Task<string[]> ClippedElements() => Evaluate<string[]>("""
        [...document.querySelectorAll("*")]
          .filter(e => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1
            && !["auto", "scroll"].includes(getComputedStyle(e).overflowX)
            && !e.closest(".hidden, svg text") && !["SELECT", "INPUT", "OPTION"].includes(e.tagName))
          .map(e => `${e.tagName}#${e.id}.${e.className}: ${e.scrollWidth} > ${e.clientWidth}`)
        """);

    /// <summary>Saves a picture of the whole page.</summary>
    public async Task Screenshot(string file)
    {
        var picture = await Send("Page.captureScreenshot", new { captureBeyondViewport = true });
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)picture["data"]!));
    }

    public async ValueTask DisposeAsync() => await connection.Send("Target.closeTarget", new { targetId = target });

    Task<JsonNode> Mouse(string type, (double X, double Y) place) => Send("Input.dispatchMouseEvent", new
    {
        type, x = place.X, y = place.Y, button = "left", buttons = 1, clickCount = 1,
    });

    void Note(string name, JsonNode parameters)
    {
        var error = name switch
        {
            "Runtime.exceptionThrown" => $"{parameters["exceptionDetails"]!["exception"]?["description"]
                ?? parameters["exceptionDetails"]!["text"]}",
            "Runtime.consoleAPICalled" when (string)parameters["type"]! is "error" or "warning" =>
                string.Join(' ', parameters["args"]!.AsArray()
                    .Select(part => $"{part!["value"] ?? part["description"]}")),
            "Log.entryAdded" when (string)parameters["entry"]!["level"]! is "error" or "warning" =>
                $"{parameters["entry"]!["text"]} {parameters["entry"]!["url"]}",
            _ => null,
        };
        if (error is not null) lock (Errors) Errors.Add(error);
        var address = name switch
        {
            "Network.requestWillBeSent" => (string)parameters["request"]!["url"]!,
            "Network.webSocketCreated" => (string)parameters["url"]!,
            _ => null,
        };
        if (address is not null) lock (Requests) Requests.Add(address);
    }
}
