using Microsoft.AspNetCore.Http;

namespace Tiny.Nn.Lab.Playground.Rooms.Runs;

/// <summary>Serves the reports of the runs.</summary>
static class ReportFiles
{
    /// <summary>The address, with the name of the run as <c>?run=…</c>.</summary>
    public const string Address = "/runs/report";

    /// <summary>A report has its style and pictures in itself. It has no script, and none would run.</summary>
    const string SecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; sandbox";

    /// <summary>Answers with the report of a run; status 404 if there is none.</summary>
    public static Task Write(HttpContext context, string runsFolder)
    {
        try
        {
            var file = new FileInfo(RunFolder.ReportIn(
                RunCatalog.Find(runsFolder, context.Request.Query["run"].ToString())));
            if (file.Exists && file.LinkTarget is null)
            {
                context.Response.Headers.ContentSecurityPolicy = SecurityPolicy;
                context.Response.ContentType = "text/html; charset=utf-8";
                return context.Response.SendFileAsync(file.FullName, context.RequestAborted);
            }
        }
        catch (ArgumentException)
        {
            // No such run.
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("Playground: there is no report of such a run\n");
    }
}
