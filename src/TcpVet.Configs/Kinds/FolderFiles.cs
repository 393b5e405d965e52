namespace TcpVet.Configs.Kinds;

/// <summary>What a folder holds of a kind.</summary>
/// <param name="Paths">What its parser begins with.</param>
/// <param name="Witnesses">Files whose content has to say that they are of the kind; empty where their names say enough.</param>
internal sealed record FolderFiles(IReadOnlyList<string> Paths, IReadOnlyList<string> Witnesses)
{
    /// <summary>A path below a folder.</summary>
    public static string Below(string folder, string file) => folder == "/" ? $"/{file}" : $"{folder}/{file}";
}
