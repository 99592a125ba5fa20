using System.Net;

namespace Tiny.Nn.Tests.Data;

/// <summary>An HTTP handler that gives prepared responses and records the requested addresses.</summary>
sealed class StubHttpHandler(Func<Uri, byte[]?>? responses = null) : HttpMessageHandler
{
    public List<Uri> Requests { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        Requests.Add(request.RequestUri!);
        return responses is null
            ? throw new HttpRequestException("there is no network")
            : Task.FromResult(responses(request.RequestUri!) is { } content
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) }
                : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
