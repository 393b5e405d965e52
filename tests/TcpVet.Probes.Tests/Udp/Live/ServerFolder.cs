namespace TcpVet.Probes.Tests.Udp.Live;

/// <summary>A folder for one server, gone with it.</summary>
internal sealed class ServerFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tcpvet-udp-").FullName;

    /// <summary>What the server said, for the message of a test that fails.</summary>
    public string Log => File.Exists($"{Path}/log") ? File.ReadAllText($"{Path}/log") : "";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
