using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tiny.Nn.Lab.Playground;

namespace Tiny.Nn.Tests.Playground;

/// <summary>A page without a browser: the WebSocket of a room, with requests and replies as JSON.</summary>
sealed class PlaygroundClient : IAsyncDisposable
{
    readonly ClientWebSocket socket = new();
    readonly CancellationTokenSource patience = new(TimeSpan.FromMinutes(4));
    long next = 1;

    /// <summary>The bytes of the last binary reply.</summary>
    public byte[] Bytes { get; private set; } = [];

    public static Task<PlaygroundClient> Open(PlaygroundServer server, string room, string? origin = null) =>
        Open(server.Port, room, origin);

    public static async Task<PlaygroundClient> Open(int port, string room, string? origin = null)
    {
        var client = new PlaygroundClient();
        if (origin is not null) client.socket.Options.SetRequestHeader("Origin", origin);
        await client.socket.ConnectAsync(new($"ws://127.0.0.1:{port}/{room}/session"), client.patience.Token);
        return client;
    }

    /// <summary>Sends a request and returns the body of its reply.</summary>
    public async Task<JsonNode> Ask(string name, object? body = null)
    {
        var reply = await AskForReply(name, body);
        Assert.True(reply["error"] is null, $"{name}: {reply["error"]}");
        return reply["body"]!;
    }

    /// <summary>Sends a request that the room refuses, and returns the sentence.</summary>
    public async Task<string> AskInVain(string name, object? body = null)
    {
        var reply = await AskForReply(name, body);
        Assert.True(reply["error"] is not null, $"{name} was not refused: {reply.ToJsonString()}");
        return (string)reply["error"]!;
    }

    /// <summary>Sends text as it is.</summary>
    public Task Send(string message) => socket.SendAsync(
        Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, patience.Token);

    /// <summary>Returns the next message; null if the server closes the connection.</summary>
    public async Task<JsonNode?> Receive()
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return Parse(whole.ToArray(), part.MessageType);
        }
    }

    /// <summary>The reason that the server gave when it closed the connection.</summary>
    public string? CloseReason => socket.CloseStatusDescription;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket.State == WebSocketState.Open)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The server has ended.
        }
        socket.Dispose();
        patience.Dispose();
    }

    async Task<JsonNode> AskForReply(string name, object? body)
    {
        var id = next++;
        await Send(JsonSerializer.Serialize(new { id, name, body = body ?? new { } }, PageJson.Options));
        while (await Receive() is { } message)
            if ((long?)message["id"] == id) return message;
        throw new InvalidOperationException($"the server closed the connection: {CloseReason}");
    }

    JsonNode Parse(byte[] message, WebSocketMessageType type)
    {
        if (type == WebSocketMessageType.Text) return JsonNode.Parse(message)!;
        var length = BinaryPrimitives.ReadInt32LittleEndian(message);
        Bytes = message[(4 + length)..];
        return JsonNode.Parse(message.AsSpan(4, length))!;
    }
}
