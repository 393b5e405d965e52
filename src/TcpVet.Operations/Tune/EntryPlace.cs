using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>Where an entry's values are, if they are anywhere.</summary>
/// <param name="Host">The host.</param>
/// <param name="Netns">The namespace; null when the entry is void.</param>
/// <param name="WhyVoid">Why it is void; null when it is not.</param>
internal sealed record EntryPlace(LiveHost Host, NetworkNamespace? Netns, string? WhyVoid)
{
    /// <summary>Finds an entry's namespace.</summary>
    public static EntryPlace Of(LiveHost host, JournalEntry entry)
    {
        if (entry.BootId == HostIdentity.BootId(host.Root))
        {
            return new TargetNamespaces(host).Find(entry.Target) is { } netns ? new EntryPlace(host, netns, null)
                : new EntryPlace(host, null, $"the network namespace {entry.Target.Label} has gone, and its settings with it");
        }

        // What the file of sysctl.d keeps is set again at each start, in the host's own namespace.
        bool kept = entry is { State: EntryState.Confirmed or EntryState.RollingBack, Persist.WrittenAt: not null, Target.Initial: true };
        return kept && Initial(host) is { } initial
            ? new EntryPlace(host, initial, null)
            : new EntryPlace(host, null, "the host was restarted since, and its settings are those of the files that it reads at boot");
    }

    /// <summary>Does something inside with a tuner.</summary>
    public T Tune<T>(Journal journal, Func<Tuner, T> act)
    {
        Tuner tuner = new(journal, new RunningSettings(Host.Root), Host.Root);
        return Netns is null ? act(tuner) : Netns.Run(() => act(tuner));
    }

    private static NetworkNamespace? Initial(LiveHost host)
    {
        NetworkNamespace own = host.Namespaces.Own();
        return new TargetNamespaces(host).Identify(own) is { Initial: true } ? own : null;
    }
}
