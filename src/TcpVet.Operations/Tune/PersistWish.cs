using TcpVet.Tuning.Persisting;

namespace TcpVet.Operations.Tune;

/// <summary>Whether what is confirmed is kept after a restart of the host, and where.</summary>
/// <param name="Wanted">Whether it is.</param>
/// <param name="Folder">The folder of the file that keeps it; null for the standard one.</param>
public sealed record PersistWish(bool Wanted, string? Folder)
{
    /// <summary>The file to write; null when nothing is kept.</summary>
    /// <param name="initial">Whether the namespace is the host's first, which alone is set up from /etc/sysctl.d.</param>
    /// <exception cref="RequestException">Nothing would read the file, or its folder is not there.</exception>
    public string? FileFor(bool initial)
    {
        if (!Wanted)
        {
            return null;
        }

        string folder = FolderOf(Folder);
        if (!initial && Folder is null)
        {
            throw new RequestException(
                $"--persist: {PersistedFile.StandardFolder} is read for the host's own namespace, and this is another: whoever makes it has to set it up; --sysctl-dir names a folder that is read for it");
        }

        return Directory.Exists(folder)
            ? Path.Combine(folder, PersistedFile.FileName)
            : throw new RequestException($"--persist: there is no folder {folder}");
    }

    /// <summary>The whole path of a folder; the standard one without.</summary>
    internal static string FolderOf(string? folder) => Path.GetFullPath(folder ?? PersistedFile.StandardFolder);
}
