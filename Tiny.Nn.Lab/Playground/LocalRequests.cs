using Microsoft.AspNetCore.Http;

namespace Tiny.Nn.Lab.Playground;

/// <summary>
/// Refuses requests that come from other computers or pages, and adds the security headers of every answer.
/// </summary>
/// <remarks>
/// A page of another site may send requests to 127.0.0.1, and may give its own name that address (DNS rebinding). Both
/// show in the headers Origin and Host. The port is free, because people forward ports.
/// </remarks>
static class LocalRequests
{
    const string SecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: "
        + "blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static readonly string[] localHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>The first step of every request.</summary>
    public static Task Filter(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = SecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        if (!IsLocalHost(context.Request.Host.Host))
            return Refuse(context, "expects the host localhost, 127.0.0.1 or [::1]");
        if (context.Request.Headers.Origin is [{ } origin, ..] && !IsLocalOrigin(origin))
            return Refuse(context, "requests of other sites are refused");
        return next(context);
    }

    /// <summary>Answers with status 403 and a sentence.</summary>
    public static Task Refuse(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync($"Playground: {why}\n");
    }

    static bool IsLocalHost(string host) => localHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    static bool IsLocalOrigin(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" && IsLocalHost(address.Host);
}
