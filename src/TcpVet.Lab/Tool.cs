namespace TcpVet.Lab;

/// <summary>The programs that the laboratory borrows: <c>ip</c> and <c>ss</c> of iproute2, <c>nft</c> of nftables.</summary>
public static class Tool
{
    // An ordinary user's PATH often lacks the sbin folders, where these live.
    private static readonly string[] SystemFolders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>The refusal where a program is not installed: it names the package.</summary>
    public static LabException Missing(string program) => new($"{program} is not installed{program switch
    {
        "ip" or "ss" or "tc" => " (apt-get install iproute2)",
        "nft" => " (apt-get install nftables)",
        _ => "",
    }}");

    /// <summary>The path of a program.</summary>
    /// <param name="program">A path, returned as it is, or a name.</param>
    /// <returns>Null when it is not installed.</returns>
    public static string? Find(string program) => program.Contains('/')
        ? program
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(SystemFolders)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
