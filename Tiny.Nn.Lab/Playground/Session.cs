using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Tiny.Nn.Backends;
using Tiny.Nn.Lab.Terminal;
using Tiny.Nn.Training;

namespace Tiny.Nn.Lab.Playground;

/// <summary>
/// One open page: a WebSocket, a thread that runs the page's room, and the queue of requests between them. The session
/// ends with the connection, so closing the page ends its training.
/// </summary>
/// <remarks>
/// <code>
///   request    text     {"id": 7, "name": "step", "body": {…}}
///   reply      text     {"id": 7, "body": {…}}, or {"id": 7, "error": "a sentence"}
///              binary   n in 4 bytes, little-endian; n bytes of such JSON, padded with spaces; the reply's bytes
///   event      text     {"event": "error", "body": {…}}
/// </code>
/// Replies come in the order of the requests. A page that asks faster than the room answers is slowed down by its full
/// connection, because the queue is short.
/// </remarks>
sealed class Session(
    RoomDefinition definition, WebSocket socket, ConsoleOutput output, string runsFolder, CancellationToken stop)
{
    const int MaximumRequestBytes = 1 << 20;
    const int QueueLength = 32;

    readonly Channel<byte[]> requests = Channel.CreateBounded<byte[]>(QueueLength);
    readonly CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(stop);
    readonly TaskCompletionSource ended = new();

    /// <summary>Closes a connection with a reason, which the page shows.</summary>
    public static Task Refuse(WebSocket socket, string reason) =>
        socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, reason, CancellationToken.None);

    /// <summary>Runs the session until the page or the server is closed.</summary>
    public async Task Run()
    {
        new Thread(Serve) { IsBackground = true, Name = $"playground: {definition.Name}" }.Start();
        try
        {
            while (await Receive() is { } message) await requests.Writer.WriteAsync(message, closed.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The page was closed.
        }
        finally
        {
            closed.Cancel();
            requests.Writer.TryComplete();
            await ended.Task;
        }
    }

    /// <summary>Returns the next message; null if the page closes the connection or the message is too long.</summary>
    async Task<byte[]?> Receive()
    {
        var (buffer, length) = (new byte[4096], 0);
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), closed.Token);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return buffer[..length];
            if (length == MaximumRequestBytes)
            {
                await Refuse(socket, $"A request is longer than {MaximumRequestBytes} bytes.");
                return null;
            }
            if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
        }
    }

    /// <summary>The thread of the room.</summary>
    void Serve()
    {
        try
        {
            using var backend = new Cpu<float>(threads: 1);
            using var room = definition.Create(new(backend, Push, closed.Token, runsFolder));
            var wait = TimeSpan.Zero;
            while (Wait(wait))
            {
                if (requests.Reader.TryRead(out var request)) Answer(room, request);
                wait = Work(room);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The page was closed while a message was sent to it.
        }
        catch (Exception error)
        {
            output.WriteError($"playground, {definition.Name}: {error}");
        }
        finally
        {
            closed.Cancel();
            ended.SetResult();
        }
    }

    /// <summary>Waits for a request, at most the given time. Returns whether the session continues.</summary>
    bool Wait(TimeSpan time)
    {
        if (time != TimeSpan.Zero) requests.Reader.WaitToReadAsync(closed.Token).AsTask().Wait(time, closed.Token);
        return !closed.IsCancellationRequested;
    }

    TimeSpan Work(Room room)
    {
        try
        {
            return room.Work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Push("error", new { message = Describe(error) });
            return Timeout.InfiniteTimeSpan;
        }
    }

    void Answer(Room room, byte[] message)
    {
        long id = 0;
        try
        {
            var request = JsonSerializer.Deserialize<Request>(message, PageJson.Options) ?? throw new JsonException();
            id = request.Id;
            var reply = room.Answer(request.Name, request.Body);
            if (reply is BinaryReply binary) Send(new { id, binary.Body }, binary.Bytes);
            else Send(new { id, body = reply });
        }
        catch (Exception error) when (error is not (WebSocketException or OperationCanceledException))
        {
            Send(new { id, error = Describe(error) });
        }
    }

    void Push(string name, object body) => Send(new { @event = name, body });

    void Send(object message, byte[]? bytes = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, PageJson.Options);
        if (bytes is null)
        {
            Send(json, WebSocketMessageType.Text);
            return;
        }
        var start = 4 + (json.Length + 3) / 4 * 4;
        var whole = new byte[start + bytes.Length];
        whole.AsSpan(0, start).Fill((byte)' ');
        BinaryPrimitives.WriteInt32LittleEndian(whole, start - 4);
        json.CopyTo(whole, 4);
        bytes.CopyTo(whole, start);
        Send(whole, WebSocketMessageType.Binary);
    }

    void Send(byte[] message, WebSocketMessageType type) =>
        socket.SendAsync(message, type, endOfMessage: true, closed.Token).GetAwaiter().GetResult();

    /// <summary>
    /// Returns the sentence that the page shows. An exception without an explanation is a fault of the program; it is
    /// printed in full.
    /// </summary>
    string Describe(Exception error)
    {
        if (error is ArgumentException or InvalidDataException or IOException or DivergedException or LabException
            or UsageException)
            return error.Message;
        if (error is JsonException) return "the message is invalid; expects {id, name, body} as JSON";
        output.WriteError($"playground, {definition.Name}: {error}");
        return $"The playground failed: {error.GetType().Name}: {error.Message}";
    }

    /// <summary>A message of the page.</summary>
    sealed record Request(long Id, string Name, JsonElement Body);
}
