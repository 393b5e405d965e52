using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>All that was read of one network namespace, before anybody knows who holds its sockets.</summary>
/// <param name="Identity">Which namespace.</param>
/// <param name="First">The first reading.</param>
/// <param name="Last">The last one.</param>
/// <param name="Clients">The clients of its requests, in any of the examined namespaces.</param>
internal sealed record NamespaceReadings(
    NetnsIdentity Identity, FirstReading First, LastReading Last, IReadOnlyList<HalfEstablishedClient> Clients)
{
    /// <summary>The sockets whose owners the facts need.</summary>
    public void AddWanted(InodeSet wanted)
    {
        foreach (ListenerFacts listener in Last.Tcp.Listeners.Concat(Last.Udp.Listeners))
        {
            wanted.Add(listener.Inode);
        }

        foreach (SuspectTally.Suspect suspect in Last.Rare.Suspects.Suspects)
        {
            wanted.Add(suspect.Inode);
        }

        Last.Connections.AddWanted(wanted);
        Last.Hot.AddWanted(wanted);
        SourceSurvey.AddWanted(Last.Main.Ports, wanted);
        foreach (HalfEstablishedClient client in Clients)
        {
            wanted.Add(client.Inode);
        }

        foreach (BindSurvey survey in Last.BindSurveys)
        {
            survey.AddWanted(wanted);
        }

        Last.Recorded?.AddWanted(wanted);
    }

    /// <summary>What this namespace could not tell.</summary>
    public IEnumerable<MissingFact> Missing()
    {
        string? label = Identity.Own ? null : Identity.Label;
        List<MissingFact> missing = [];
        if (Last.Refusal is { } refusal)
        {
            foreach (string fact in (string[])[FactNames.SockDiag, FactNames.ListenerDrops, FactNames.TcpInfo, FactNames.Cgroup])
            {
                missing.Add(new MissingFact(fact, $"sock_diag: {refusal}", label));
            }
        }

        if (Last.Main.Disturbed)
        {
            missing.Add(new MissingFact(FactNames.Census, "the kernel's answer was disturbed three times: counts may be off by what moved", label));
        }

        missing.AddRange(First.Sysctls.Unreadable.Select(pair => new MissingFact(pair.Key, pair.Value, label)));
        if (!Last.IsSecond)
        {
            missing.Add(new MissingFact(FactNames.SecondReading, "one reading only (--interval 0)", label));
        }

        return missing;
    }
}
