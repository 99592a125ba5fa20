using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tiny.Nn.Lab.Playground.Rooms.Runs;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Playground;

/// <summary>
/// The web server of the playground. It listens on 127.0.0.1 only, serves the embedded pages, and runs a
/// <see cref="Session"/> for each open page.
/// </summary>
/// <remarks>
/// <code>
///   /                    the first room
///   /boundary            the page of a room
///   /boundary/session    its WebSocket
///   /runs/report?run=…   the report of a run
///   /playground.css      a file of Playground/Pages
/// </code>
/// The host is built empty: it reads no configuration files or environment variables and logs nothing.
/// </remarks>
public sealed class PlaygroundServer : IDisposable
{
    /// <summary>The largest number of open pages.</summary>
    public const int MaximumSessions = 16;

    const int MaximumAttempts = 100;

    readonly WebApplication application;
    readonly ConsoleOutput output;
    readonly string runsFolder;
    readonly CancellationTokenSource closed = new();
    int sessions;

    PlaygroundServer(int port, ConsoleOutput output, string runsFolder)
    {
        (this.output, this.runsFolder) = (output, runsFolder);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 0;
            options.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, ProcessLifetime>();
        application = builder.Build();
        application.Use(LocalRequests.Filter);
        application.UseWebSockets(new() { KeepAliveTimeout = TimeSpan.FromMinutes(1) });
        application.MapGet("/", context => Redirect(context, RoomRegistry.All[0].Name));
        foreach (var room in RoomRegistry.All)
        {
            application.MapGet($"/{room.Name}", context => PageFiles.WriteRoom(context, room));
            application.MapGet($"/{room.Name}/session", context => RunSession(context, room));
        }
        application.MapGet(ReportFiles.Address, context => ReportFiles.Write(context, runsFolder));
        application.MapGet("/{file}", PageFiles.WriteFile);
    }

    /// <summary>The port on which the server listens.</summary>
    public int Port => new Uri(Address).Port;

    /// <summary>The address of the first room, such as <c>http://127.0.0.1:5005</c>.</summary>
    public string Address => application.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The number of open sessions, for tests.</summary>
    public int SessionCount => Volatile.Read(ref sessions);

    /// <summary>Starts a server.</summary>
    /// <param name="port">The port; the next free one if it is taken. 0 for any free port.</param>
    /// <param name="output">Receives unexpected errors.</param>
    /// <param name="runsFolder">The folder of the runs.</param>
    /// <exception cref="LabException">The port and the 99 ports after it are taken.</exception>
    public static PlaygroundServer Start(
        int port, ConsoleOutput output, string runsFolder = RunFolder.DefaultRoot)
    {
        for (var attempt = port; attempt < port + MaximumAttempts && attempt <= ushort.MaxValue; attempt++)
        {
            var server = new PlaygroundServer(attempt, output, runsFolder);
            try
            {
                server.application.Start();
                return server;
            }
            catch (IOException error) when (error.InnerException is AddressInUseException)
            {
                server.Dispose();
            }
        }
        throw new LabException($"port {port} and the ports after it are taken; choose another one with --port, "
            + "or any free one with --port 0");
    }

    /// <summary>Closes all sessions and stops listening.</summary>
    public void Dispose()
    {
        closed.Cancel();
        ((IDisposable)application).Dispose();
    }

    static Task Redirect(HttpContext context, string room)
    {
        context.Response.Redirect(room);
        return Task.CompletedTask;
    }

    async Task RunSession(HttpContext context, RoomDefinition room)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await LocalRequests.Refuse(context, "this address is for the page's WebSocket only");
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closed.Token);
        var count = Interlocked.Increment(ref sessions);
        try
        {
            if (count > MaximumSessions)
                await Session.Refuse(socket, $"{MaximumSessions} pages are open already; close one and reload.");
            else await new Session(room, socket, output, runsFolder, stop.Token).Run();
        }
        finally
        {
            Interlocked.Decrement(ref sessions);
        }
    }

    /// <summary>A host lifetime that ignores signals, which <see cref="Interruption"/> handles.</summary>
    sealed class ProcessLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
