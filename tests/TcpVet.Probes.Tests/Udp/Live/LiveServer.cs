namespace TcpVet.Probes.Tests.Udp.Live;

/// <summary>A real server and what it answers.</summary>
/// <param name="Program">The file that must be installed or unpacked, below /usr.</param>
/// <param name="Question">The name of the question.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="Answers">What each understood answer looks like; every pattern must be met, and no other answer may come.</param>
/// <param name="Script">Shell text that ends in the server itself; $d is an empty folder of its own.</param>
internal sealed record LiveServer(string Program, string Question, ushort Port, string[] Answers, string Script)
{
    /// <summary>A secret that the asker knows.</summary>
    public string? Secret { get; init; }

    /// <summary>The server in a test's name.</summary>
    public override string ToString() => $"{Path.GetFileName(Program)} {Question} {Port}{(Secret is null ? "" : " with its secret")}";
}
