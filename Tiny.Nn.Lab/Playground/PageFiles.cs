using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tiny.Nn.Lab.Playground;

/// <summary>
/// The files of Playground/Pages, which are embedded in the program. A room's page is <c>shell.html</c> with the
/// navigation bar and the room's own <c>name.html</c> in it.
/// </summary>
static class PageFiles
{
    const string Folder = "playground/";

    static readonly Dictionary<string, string> contentTypes = new()
    {
        [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8", [".svg"] = "image/svg+xml",
    };

    /// <summary>The names of all embedded files.</summary>
    public static IEnumerable<string> Names => typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder)).Select(name => name[Folder.Length..]);

    /// <summary>Returns the text of a file, or null if there is none of that name.</summary>
    public static string? Read(string name)
    {
        using var resource = typeof(PageFiles).Assembly.GetManifestResourceStream(Folder + name);
        if (resource is null) return null;
        using var text = new StreamReader(resource);
        return text.ReadToEnd();
    }

    /// <summary>Answers with the page of a room.</summary>
    public static Task WriteRoom(HttpContext context, RoomDefinition room)
    {
        var links = RoomRegistry.All.Select(other =>
            $"<a href=\"{other.Name}\"{(other == room ? " aria-current=\"page\"" : "")}>{Encode(other.Title)}</a>");
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Read("shell.html")!
            .Replace("{title}", Encode(room.Title)).Replace("{name}", room.Name)
            .Replace("{rooms}", string.Join('\n', links)).Replace("{content}", Read($"{room.Name}.html")));
    }

    /// <summary>Answers with a style sheet, a script or a picture; status 404 for any other name.</summary>
    public static Task WriteFile(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["file"]!;
        if (contentTypes.TryGetValue(Path.GetExtension(name), out var type) && Read(name) is { } text)
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(text);
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("Playground: no such page\n");
    }

    static string Encode(string text) => WebUtility.HtmlEncode(text);
}
