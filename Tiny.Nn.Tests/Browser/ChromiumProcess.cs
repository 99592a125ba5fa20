using System.Diagnostics;

namespace Tiny.Nn.Tests.Browser;

/// <summary>A headless Chromium that reaches this computer only.</summary>
sealed class ChromiumProcess : IAsyncDisposable
{
    const string PathVariable = "TINYNN_CHROMIUM";

    static readonly string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    readonly Process process;
    readonly string profile;

    ChromiumProcess(Process process, string profile, DevToolsConnection connection) =>
        (this.process, this.profile, Connection) = (process, profile, connection);

    public DevToolsConnection Connection { get; }

    /// <summary>
    /// The program: the value of TINYNN_CHROMIUM, or the first of the usual names on the search path; null without.
    /// </summary>
    public static string? Executable => Environment.GetEnvironmentVariable(PathVariable) ?? (
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        from name in names
        let file = Path.Combine(folder, name)
        where File.Exists(file)
        select file).FirstOrDefault();

    public static async Task<ChromiumProcess> Start(string executable)
    {
        var profile = Directory.CreateTempSubdirectory("tiny-nn-chromium-").FullName;
        // Without a sandbox, which does not start as root in containers. Only the playground's own pages are opened.
        var process = Process.Start(new ProcessStartInfo(executable,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", $"--user-data-dir={profile}",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
        ]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        const string prefix = "DevTools listening on ";
        string? line;
        do line = await process.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        while (line is not null && !line.StartsWith(prefix));
        if (line is null) throw new InvalidOperationException($"{executable} ended without an address for DevTools");
        _ = process.StandardError.ReadToEndAsync();         // a full pipe would block the browser
        _ = process.StandardOutput.ReadToEndAsync();
        return new(process, profile, await DevToolsConnection.Open(line[prefix.Length..]));
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(profile, recursive: true);
    }
}
