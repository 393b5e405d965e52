namespace TcpVet.Configs.Text;

/// <summary>One file as a parser gets it.</summary>
/// <param name="Path">As it was named: by the user, or by the folder and pattern of the include.</param>
/// <param name="File">Its index in <see cref="ConfigSource.Files"/>.</param>
/// <param name="Depth">0 for the first file, one more for each include.</param>
/// <param name="Text">UTF-8; what is not becomes U+FFFD. A byte order mark is left in place.</param>
public sealed record ConfigText(string Path, int File, int Depth, string Text)
{
    /// <summary>The folder that it stands in, as <see cref="Path"/> names it; empty for the current one.</summary>
    public string Folder => FolderOf(Path);

    /// <summary>The part of a path before its last slash; <c>/</c> for what stands in the root, empty when there is no slash.</summary>
    public static string FolderOf(string path) => path.LastIndexOf('/') switch
    {
        < 0 => "",
        0 => "/",
        int slash => path[..slash],
    };
}
