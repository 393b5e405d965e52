using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Tuning;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Cli.Tuning;

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
        return entry is { State: EntryState.Confirmed or EntryState.RollingBack, Persist.WrittenAt: not null, Target.Initial: true } && Initial(host) is { } initial
            ? new EntryPlace(host, initial, null)
            : new EntryPlace(host, null, "the host was restarted since, and its settings are those of the files that it reads at boot");
    }

    /// <summary>Does something inside with a tuner.</summary>
    public T Tune<T>(Journal journal, Func<Tuner, T> act)
    {
        Tuner tuner = new(journal, new RunningSettings(Host.Root), Host.Root);
        return Netns is null ? act(tuner) : Netns.Run(() => act(tuner));
    }

    /// <summary>The entry that a number names, or the one that is meant without a number.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The number; null without one.</param>
    /// <param name="meant">Which entries are meant without a number; the last one is.</param>
    /// <param name="none">What to say when there is none.</param>
    /// <exception cref="TuningException">There is none, or its file is damaged.</exception>
    public static JournalEntry Entry(Journal journal, int? id, Func<JournalEntry, bool> meant, string none)
    {
        if (id is { } number)
        {
            JournalContent content = journal.Read();
            return content.Entries.FirstOrDefault(entry => entry.Id == number)
                ?? throw new TuningException(content.Damaged.FirstOrDefault(damaged => damaged.File.EndsWith($"{number:D4}.json", StringComparison.Ordinal)) is { } damaged
                    ? $"{damaged.File} is damaged: {damaged.Why}" : $"there is no entry {number}; 'tcpvet tune log' lists them");
        }

        return journal.Read().Entries.LastOrDefault(meant) ?? throw new TuningException(none);
    }

    private static NetworkNamespace? Initial(LiveHost host)
    {
        NetworkNamespace own = host.Namespaces.Own();
        return new TargetNamespaces(host).Identify(own) is { Initial: true } ? own : null;
    }
}
