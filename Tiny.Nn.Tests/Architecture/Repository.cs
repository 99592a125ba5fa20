namespace Tiny.Nn.Tests;

/// <summary>Locates the source files of the repository, independent of the current folder.</summary>
static class Repository
{
    /// <summary>The folder that holds TinyNn.sln.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>Returns the C# files under a folder of the repository, without build output.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TinyNn.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException(
            $"no folder above {AppContext.BaseDirectory} holds TinyNn.sln; run the tests inside the repository");
    }
}
