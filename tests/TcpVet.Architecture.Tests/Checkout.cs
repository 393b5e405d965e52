using System.Diagnostics;

namespace TcpVet.Architecture.Tests;

/// <summary>The tree that these tests were built from.</summary>
internal static class Checkout
{
    /// <summary>The directory of TcpVet.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files under version control, or about to be, relative to <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    /// <summary>The files with an ending, below a folder.</summary>
    public static IEnumerable<string> Below(string folder, string ending) =>
        Files.Where(file => file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The text of a file.</summary>
    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The lines of a list in eng/: no comments, no empty lines.</summary>
    public static IEnumerable<string> List(string file) =>
        File.ReadLines(Path.Combine(Root, file)).Where(line => line.Length > 0 && line[0] is not ('#' or '/'));

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "TcpVet.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("TcpVet.slnx is in no directory above the tests");
    }

    private static IReadOnlyList<string> ListFiles()
    {
        // A source archive has no version control; then everything that is no build output counts.
        string[] files = Git()
            ?? [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path))];
        return [.. files.Where(file => !file.StartsWith("artifacts/", StringComparison.Ordinal) && File.Exists(Path.Combine(Root, file)))];
    }

    private static string[]? Git()
    {
        if (!Path.Exists(Path.Combine(Root, ".git")))
        {
            return null;
        }

        // The checkout may belong to another user than the one who runs the tests.
        var start = new ProcessStartInfo("git", ["-c", $"safe.directory={Root}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
    }
}
