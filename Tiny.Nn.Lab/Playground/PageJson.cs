using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tiny.Nn.Lab.Playground;

/// <summary>The JSON of requests and replies: camel case, enums as words; unknown and missing properties are errors.
/// </summary>
public static class PageJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
