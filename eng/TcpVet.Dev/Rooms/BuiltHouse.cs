namespace TcpVet.Dev.Rooms;

/// <summary>Where the program was built: its folder holds the assemblies of all rooms.</summary>
internal static class BuiltHouse
{
    private const string Program = "tcpvet.dll";

    /// <summary>The folder of the latest build of the program.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static string Folder(string root)
    {
        string built = Path.Combine(root, "artifacts", "bin", "TcpVet.Cli");
        IEnumerable<string> programs = Directory.Exists(built) ? Directory.EnumerateFiles(built, Program, SearchOption.AllDirectories) : [];
        return Path.GetDirectoryName(programs.MaxBy(File.GetLastWriteTimeUtc))
            ?? throw new UsageException("the program is not built: dotnet build src/TcpVet.Cli");
    }
}
