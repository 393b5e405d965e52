using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>
/// Ports by source address, and how many of them destinations would share by chance. connect() searches the ports of the lower bound's
/// parity from a start that depends on source, destination and port (net/ipv4/inet_hashtables.c <c>__inet_hash_connect</c>), and
/// takes the other half once these are used up: two destinations with n and m ports meet n·m / half times on average. With
/// few destinations chance is wide, since a destination's ports lie close together: with two, all or none may be shared.
/// </summary>
internal static class SourceSurvey
{
    public const int Most = 16;

    /// <summary>The sources with most connections.</summary>
    public static List<SourceTally.Entry> Top(PortTally ports) => [.. Ordered(ports).Select(index => ports.Sources[index])];

    /// <summary>Adds a sample of their sockets.</summary>
    public static void AddWanted(PortTally ports, InodeSet wanted)
    {
        foreach (uint inode in Top(ports).SelectMany(source => source.Inodes))
        {
            wanted.Add(inode);
        }
    }

    /// <summary>The facts, most connections first.</summary>
    public static List<SourcePorts> ToFacts(PortTally ports, (int Low, int High) range, PortList reserved, Attribution attribution)
    {
        (int preferred, int other) = Halves(range, reserved);
        List<int>[] byDestination = ports.PortsByDestination();
        return [.. Ordered(ports).Select(index => (source: ports.Sources[index], held: byDestination[index])).Select(one => new SourcePorts
        {
            Source = one.source.Source,
            Connections = one.source.Connections,
            Ports = one.source.Ports,
            BindParityPorts = one.source.BindParityPorts,
            Destinations = one.held.Count,
            ExpectedShared = Math.Round(ExpectedShared(one.held, preferred, other), 1),
            Process = attribution.MostFrequent(one.source.Inodes),
        })];
    }

    /// <summary>How many pairs of destinations meet on one port, on average, if each chose on its own.</summary>
    /// <param name="held">Ports held by each destination.</param>
    /// <param name="preferred">Ports of the half that connect() tries first.</param>
    /// <param name="other">Ports of the other half.</param>
    public static double ExpectedShared(IEnumerable<int> held, int preferred, int other)
    {
        (double sum, double squares) first = default;
        (double sum, double squares) second = default;
        foreach (int ports in held)
        {
            double a = Math.Min(ports, preferred);
            double b = ports - a;
            first = (first.sum + a, first.squares + (a * a));
            second = (second.sum + b, second.squares + (b * b));
        }

        return Pairs(first, preferred) + Pairs(second, other);
    }

    private static double Pairs((double Sum, double Squares) ports, int room) =>
        room <= 0 ? 0 : Math.Max(0, (ports.Sum * ports.Sum) - ports.Squares) / 2 / room;

    private static (int Preferred, int Other) Halves((int Low, int High) range, PortList reserved)
    {
        int[] halves = [0, 0];
        for (int port = range.Low; port <= range.High; port++)
        {
            halves[(port - range.Low) & 1] += reserved.Contains(port) ? 0 : 1;
        }

        return (halves[0], halves[1]);
    }

    private static IEnumerable<int> Ordered(PortTally ports) => Sequence.Range(0, ports.Sources.Count)
        .OrderByDescending(index => ports.Sources[index].Connections).ThenBy(index => ports.Sources[index].Source).Take(Most);
}
