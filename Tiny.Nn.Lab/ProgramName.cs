namespace Tiny.Nn.Lab;

/// <summary>How the user starts the program, for the commands that it suggests.</summary>
static class ProgramName
{
    const string Tool = "tinynn";

    /// <summary><c>tinynn</c> if it is installed as a .NET tool, else the command that runs the project.</summary>
    public static string Command { get; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == Tool
        ? Tool
        : "dotnet run --project Tiny.Nn.Lab --";
}
