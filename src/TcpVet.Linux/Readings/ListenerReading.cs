using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>The listeners of one protocol as one reading found them.</summary>
/// <param name="Listeners">Those that were kept.</param>
/// <param name="LeftOut">How many more there were.</param>
internal sealed record ListenerReading(IReadOnlyList<ListenerFacts> Listeners, long LeftOut)
{
    /// <summary>How many listeners share this one's end and interface (SO_REUSEPORT), itself included.</summary>
    public int Sharing(ListenerFacts listener) =>
        Listeners.Count(other => other.Local == listener.Local && other.Interface == listener.Interface);
}
