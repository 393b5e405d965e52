namespace TcpVet.Cli.Lab;

/// <summary>Where the command that the user runs inside a scenario is.</summary>
internal static class CommandPath
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Puts the running program's folder first in PATH, so that <c>tcpvet</c> inside is this tcpvet, and looks a command
    /// up.</summary>
    /// <exception cref="RequestException">There is none, or it is no program.</exception>
    public static string Find(string word, string ownFolder)
    {
        string path = $"{ownFolder}:{Environment.GetEnvironmentVariable("PATH")}";
        Environment.SetEnvironmentVariable("PATH", path);
        if (!word.Contains('/', StringComparison.Ordinal))
        {
            return path.Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, word))
                .FirstOrDefault(IsExecutable)
                ?? throw new RequestException($"lab: there is no command '{word}' in PATH");
        }

        return IsExecutable(word) ? word
            : throw new RequestException(File.Exists(word) ? $"lab: '{word}' is not executable (chmod +x)"
                : Directory.Exists(word) ? $"lab: '{word}' is a folder, not a command"
                : $"lab: there is no file '{word}'");
    }

    private static bool IsExecutable(string file) => File.Exists(file) && (File.GetUnixFileMode(file) & AnyExecute) != 0;
}
