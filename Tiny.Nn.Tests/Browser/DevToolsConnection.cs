using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Tiny.Nn.Tests.Browser;

/// <summary>
/// A connection to Chromium by the DevTools protocol: commands with results, and events.
/// Source: https://chromedevtools.github.io/devtools-protocol.
/// </summary>
sealed class DevToolsConnection : IAsyncDisposable
{
    readonly ClientWebSocket socket = new();
    readonly SemaphoreSlim sending = new(1);
    readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> waiting = new();
    readonly ConcurrentDictionary<string, Action<string, JsonNode>> listeners = new();
    int lastId;
    Task receiving = Task.CompletedTask;

    public static async Task<DevToolsConnection> Open(string address)
    {
        var connection = new DevToolsConnection();
        await connection.socket.ConnectAsync(new(address), CancellationToken.None);
        connection.receiving = connection.Receive();
        return connection;
    }

    /// <summary>Sends a command and returns its result.</summary>
    /// <param name="session">The session of a page; null for the browser.</param>
    /// <exception cref="InvalidOperationException">The browser refuses the command.</exception>
    public async Task<JsonNode> Send(string method, object? parameters = null, string? session = null)
    {
        var id = Interlocked.Increment(ref lastId);
        var result = waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject
        {
            ["id"] = id, ["method"] = method,
            ["params"] = System.Text.Json.JsonSerializer.SerializeToNode(parameters ?? new { }),
        };
        if (session is not null) message["sessionId"] = session;
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text,
                endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
        return await result.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Calls a function with the name and the parameters of each event of a session.</summary>
    public void Listen(string session, Action<string, JsonNode> handler) => listeners[session] = handler;

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await receiving;
        socket.Dispose();
    }

    async Task Receive()
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                using var whole = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                    whole.Write(buffer, 0, part.Count);
                } while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) break;
                Dispatch(JsonNode.Parse(whole.ToArray())!);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The browser was closed.
        }
        foreach (var result in waiting.Values)
            result.TrySetException(new InvalidOperationException("the browser closed the connection"));
    }

    void Dispatch(JsonNode message)
    {
        if ((int?)message["id"] is { } id)
        {
            if (!waiting.TryRemove(id, out var result)) return;
            if (message["error"] is { } error)
                result.SetException(new InvalidOperationException($"DevTools: {error["message"]}"));
            else result.SetResult(message["result"]!);
        }
        else if ((string?)message["sessionId"] is { } session && listeners.TryGetValue(session, out var handler))
            handler((string)message["method"]!, message["params"]!);
    }
}
