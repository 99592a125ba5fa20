using Tiny.Nn.Lab.Playground;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Tests.Browser;

/// <summary>
/// The playground and a browser, shared by all tests. A test visits a room; the visit ends with the checks that hold
/// for every page: no error in the console, no request to another computer.
/// </summary>
public sealed class PlaygroundBrowser : IAsyncLifetime
{
    /// <summary>The folder for pictures of the pages: of tests that fail, and of <see cref="LayoutTests"/>.</summary>
    public static readonly string Pictures = Path.Combine(FindRoot(), "artifacts", "browser");

    readonly StringWriter errors = new();
    readonly DirectoryInfo runs = Directory.CreateTempSubdirectory("tiny-nn-runs-");
    PlaygroundServer? server;
    ChromiumProcess? chromium;

    /// <summary>The folder of the runs.</summary>
    public string RunsFolder => runs.FullName;

    public async Task InitializeAsync()
    {
        if (ChromiumProcess.Executable is not { } executable) return;
        server = PlaygroundServer.Start(0, ConsoleOutput.PlainText(errors, errors), runs.FullName);
        chromium = await ChromiumProcess.Start(executable);
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        server?.Dispose();
        runs.Delete(recursive: true);
        Assert.Equal("", errors.ToString());
    }

    /// <summary>Opens a room and runs a test on it. If it fails, the error names a picture of the page.</summary>
    /// <param name="address">The room and its settings, such as <c>boundary#xor/8/tanh</c>.</param>
    /// <remarks>
    /// A test that fails runs once more: on a busy computer a click can reach the page while it builds a network.
    /// </remarks>
    internal async Task Visit(string address, Func<BrowserPage, Task> test, int width = 1400, int height = 1000,
        bool isDark = false)
    {
        try
        {
            await VisitOnce(address, test, width, height, isDark);
        }
        catch (InvalidOperationException)
        {
            await VisitOnce(address, test, width, height, isDark);
        }
    }

    async Task VisitOnce(string address, Func<BrowserPage, Task> test, int width, int height, bool isDark)
    {
        Skip.If(chromium is null, "no Chromium: install the package chromium, or set TINYNN_CHROMIUM to its path");
        await using var page = await BrowserPage.Open(chromium.Connection, width, height, isDark);
        try
        {
            await page.Navigate($"{server!.Address}/{address}");
            await test(page);
            lock (page.Errors) Assert.Empty(page.Errors);
            var own = server.Address["http".Length..];
            string[] allowed = [$"http{own}/", $"ws{own}/", "data:", "blob:"];
            lock (page.Requests)
            {
                Assert.NotEmpty(page.Requests);
                Assert.DoesNotContain(page.Requests, request => !allowed.Any(request.StartsWith));
            }
        }
        catch (Exception error) when (error is not SkipException)
        {
            var file = Path.Combine(Pictures, $"failed-{DateTime.Now:HHmmss-fff}.png");
            await page.Screenshot(file);
            throw new InvalidOperationException($"{address}: {error.Message}\nPicture: {file}\n"
                + string.Join('\n', page.Errors), error);
        }
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TinyNn.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("no folder above the tests holds TinyNn.sln");
    }
}

/// <summary>All browser tests share one browser, and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<PlaygroundBrowser>
{
    public const string Name = "browser";
}
