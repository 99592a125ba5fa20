using System.Text.Json;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Lab.Playground;

/// <summary>What a session gives its room.</summary>
/// <param name="Backend">A backend of one thread, which belongs to the session.</param>
/// <param name="Push">Sends an event to the page, which did not ask for it: a name and a record.</param>
/// <param name="Closed">Cancelled when the page is closed. Work that takes longer than 0.1 s must observe it.</param>
/// <param name="RunsFolder">The folder of the runs, the only one in which a room may write.</param>
public sealed record RoomContext(
    Backend Backend, Action<string, object> Push, CancellationToken Closed, string RunsFolder);

/// <summary>
/// The server's part of a page: answers its requests, and works between them. All methods are called on one thread, the
/// session's, so a room needs no lock.
/// </summary>
/// <remarks>
/// A derived class registers its requests in the constructor: <c>On&lt;StepRequest&gt;("step", Step)</c>. A request and
/// its reply are records; JSON has their properties in camel case. Exceptions with an explanation, such as
/// <see cref="ArgumentException"/>, become the error that the page shows.
/// </remarks>
public abstract class Room : IDisposable
{
    readonly Dictionary<string, Func<JsonElement, object?>> handlers = [];

    /// <summary>
    /// Performs a short piece of work between requests, such as one training step. Returns the time until the next:
    /// zero for at once, <see cref="Timeout.InfiniteTimeSpan"/>, the default, for not before the next request.
    /// </summary>
    public virtual TimeSpan Work() => Timeout.InfiniteTimeSpan;

    public virtual void Dispose() { }

    /// <summary>Answers one request of the page.</summary>
    /// <exception cref="ArgumentException">The room has no such request, or its body is invalid.</exception>
    public object? Answer(string name, JsonElement body) => handlers.TryGetValue(name, out var handle)
        ? handle(body)
        : throw new ArgumentException($"unknown request '{name}'; expects one of {string.Join(", ", handlers.Keys)}");

    /// <summary>Registers a request.</summary>
    /// <param name="handle">Returns the reply: a record, a <see cref="BinaryReply"/>, or null.</param>
    protected void On<TRequest>(string name, Func<TRequest, object?> handle) where TRequest : class =>
        handlers.Add(name, body => handle(Read<TRequest>(name, body)));

    /// <summary>Registers a request without a body.</summary>
    protected void On(string name, Func<object?> handle) => handlers.Add(name, _ => handle());

    static TRequest Read<TRequest>(string name, JsonElement body) where TRequest : class
    {
        try
        {
            return body.Deserialize<TRequest>(PageJson.Options)
                ?? throw new ArgumentException($"{name}: expects a body, got null");
        }
        catch (JsonException error)
        {
            var sentence = error.Message.Split(" Path:")[0].TrimEnd('.');
            throw new ArgumentException($"{name}: {sentence}, at {error.Path ?? "$"}", error);
        }
    }
}

/// <summary>A reply with a block of bytes, such as the pixels of a picture.</summary>
public sealed record BinaryReply(object Body, byte[] Bytes);
