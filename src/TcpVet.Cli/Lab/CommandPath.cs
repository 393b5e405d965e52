namespace TcpVet.Cli.Lab;

/// <summary>Where the command that the user runs inside a scenario is.</summary>
internal static class CommandPath
{
    /// <summary>Puts the running program's folder first in PATH, so that <c>tcpvet</c> inside is this tcpvet, and looks a command up.</summary>
    /// <returns>Null when there is none.</returns>
    public static string? Find(string word, string ownFolder)
    {
        string path = $"{ownFolder}:{Environment.GetEnvironmentVariable("PATH")}";
        Environment.SetEnvironmentVariable("PATH", path);
        return word.Contains('/', StringComparison.Ordinal)
            ? File.Exists(word) ? word : null
            : path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, word)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string file) =>
        File.Exists(file) && (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
