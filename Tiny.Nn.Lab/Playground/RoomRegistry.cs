using Tiny.Nn.Lab.Playground.Rooms;

namespace Tiny.Nn.Lab.Playground;

/// <summary>A room's name, title and factory.</summary>
/// <param name="Name">The name of its address, and of its files <c>name.html</c> and <c>name.js</c>.</param>
/// <param name="Title">The title in the navigation bar.</param>
/// <param name="Create">Creates the room for one session, on the session's thread.</param>
public sealed record RoomDefinition(string Name, string Title, Func<RoomContext, Room> Create);

/// <summary>The rooms of the playground, in the order of the navigation bar.</summary>
public static class RoomRegistry
{
    public static IReadOnlyList<RoomDefinition> All { get; } =
    [
        new("boundary", "Boundary", context => new BoundaryRoom(context)),
        new("digit", "Draw a digit", context => new DigitRoom(context)),
        new("convolution", "Convolution", _ => new ConvolutionRoom()),
        new("graph", "Graph", _ => new GraphRoom()),
        new("runs", "Runs", context => new RunsRoom(context)),
    ];
}
