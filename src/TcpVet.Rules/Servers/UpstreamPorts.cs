using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers;

/// <summary>The local ports that connections to configured servers hold now.</summary>
internal static class UpstreamPorts
{
    /// <summary>The tuple with most ports towards one of some destinations; null when none was recorded.</summary>
    public static PortTuple? Most(RuleInput input, IEnumerable<InetEndpoint> destinations)
    {
        HashSet<InetEndpoint> wanted = [.. destinations];
        return input.Netns.PortTuples.Where(tuple => wanted.Contains(tuple.Destination)).MaxBy(tuple => tuple.Used);
    }

    /// <summary>The tuple as evidence; empty without one.</summary>
    public static IReadOnlyList<Evidence> Facts(PortTuple? tuple) => tuple is null ? [] :
    [
        new($"local ports towards {Who.Short(tuple.Destination)}", $"{Figure.Of(tuple.Used)}, {Figure.Of(tuple.TimeWait)} of them in TIME_WAIT", "sock_diag"),
    ];
}
