namespace TcpVet.Dev;

/// <summary>The repository's files, by paths relative to its root.</summary>
internal static class SourceTree
{
    /// <summary>The folder at or above a folder that holds the solution.</summary>
    public static string Root(string from)
    {
        for (DirectoryInfo? folder = new(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TcpVet.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new UsageException($"{from} is not inside the repository: there is no TcpVet.slnx above it");
    }

    /// <summary>Writes those files that differ.</summary>
    /// <returns>The paths written.</returns>
    public static IReadOnlyList<string> Write(string root, IReadOnlyDictionary<string, string> files)
    {
        List<string> written = [];
        foreach ((string path, string text) in files.Where(file => !IsSame(root, file.Key, file.Value)))
        {
            string full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
            written.Add(path);
        }

        return written;
    }

    /// <summary>True when the file exists with this text.</summary>
    public static bool IsSame(string root, string path, string text)
    {
        string full = Path.Combine(root, path);
        return File.Exists(full) && File.ReadAllText(full) == text;
    }
}

/// <summary>The developer asked for something that cannot be done.</summary>
internal sealed class UsageException(string message) : Exception(message);
