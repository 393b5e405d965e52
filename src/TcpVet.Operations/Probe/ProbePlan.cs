using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Targets;

namespace TcpVet.Operations.Probe;

/// <summary>What a run asks, in the order of the command line: ports, and in between what cannot be asked.</summary>
/// <param name="Entries">Each a question or a result that is known already.</param>
public sealed record ProbePlan(IReadOnlyList<ProbePlanEntry> Entries)
{
    /// <summary>Above so many ports of one host that is not this one, the user says that it is meant.</summary>
    public const int UnaskedPorts = 100;

    /// <summary>The questions alone.</summary>
    public IReadOnlyList<ProbeQuestion> Questions { get; } = [.. Entries.Select(entry => entry.Question).OfType<ProbeQuestion>()];

    /// <summary>True when not one target could be understood.</summary>
    public bool NothingUnderstood => Entries.Count > 0 && Entries.All(entry => entry.Misspelt);

    /// <summary>Makes a plan; on a thread of the namespace that is asked from.</summary>
    /// <param name="targets">What was written.</param>
    /// <param name="names">What the names stand for.</param>
    /// <param name="family">The one family that is asked; null for both.</param>
    internal static ProbePlan Of(IReadOnlyList<WrittenTarget> targets, Dictionary<string, NamedAddress> names, AddressFamily? family)
    {
        List<ProbePlanEntry> entries = [];
        HashSet<ProbeQuestion> known = [];
        foreach (WrittenTarget written in targets)
        {
            entries.AddRange(Written(written, names, family).Where(entry => entry.Question is null || known.Add(entry.Question)));
        }

        return new ProbePlan(entries);
    }

    /// <summary>Refuses a scan that nobody confirmed.</summary>
    /// <exception cref="RequestException">More than a hundred ports of a host that is not this one, and nobody said that it is
    /// meant.</exception>
    /// <param name="isLocal">Whether an address is one of this host.</param>
    /// <param name="meant">Whether somebody confirmed it.</param>
    public void RefuseScan(Func<InetAddress, bool> isLocal, bool meant)
    {
        Grouping<InetAddress, ProbeQuestion>? largest = Questions.GroupBy(question => question.Peer.Addr).MaxBy(group => group.Count());
        Grouping<InetAddress, ProbeQuestion>? remote = meant || largest is null || largest.Count() <= UnaskedPorts ? null
            : Questions.GroupBy(question => question.Peer.Addr)
                .Where(group => group.Count() > UnaskedPorts)
                .FirstOrDefault(group => !isLocal(group.Key));
        if (remote is not null)
        {
            throw new RequestException($"probe: {Quantity.Of(remote.Count(), "port")} of {remote.Key}, which is not this host; probe only what you may, and add --yes");
        }
    }

    private static IEnumerable<ProbePlanEntry> Written(WrittenTarget written, Dictionary<string, NamedAddress> names, AddressFamily? family)
    {
        if (written.Target is not { } target)
        {
            yield return new ProbePlanEntry(null,
                ProbeResult.Error(SafeText.Escape(written.Text), Protocol.Tcp, SafeText.Escape(written.Mistake!)), Misspelt: true);
            yield break;
        }

        if (Refusal(target, names, family, out IReadOnlyList<InetAddress> addresses, out uint scope) is { } why)
        {
            foreach (ushort port in target.EachPort)
            {
                yield return new ProbePlanEntry(null, ProbeResult.Error(target.TextOf(port), target.Protocol, why), Misspelt: false);
            }

            yield break;
        }

        foreach (InetAddress address in addresses)
        {
            foreach (ushort port in target.EachPort)
            {
                yield return new ProbePlanEntry(new ProbeQuestion(
                    target.TextOf(port), target.Protocol, new InetEndpoint(address, port), scope), null, Misspelt: false);
            }
        }
    }

    private static string? Refusal(ProbeTarget target,
        Dictionary<string, NamedAddress> names, AddressFamily? family, out IReadOnlyList<InetAddress> addresses, out uint scope)
    {
        scope = 0;
        addresses = [];
        if (target.Address is null && names[target.Host].Why is { } unresolved)
        {
            return SafeText.Escape(unresolved);
        }

        addresses = target.Address is { } one ? [one] : names[target.Host].Addresses;
        if (family is { } asked)
        {
            addresses = [.. addresses.Where(address => address.Family == asked)];
        }

        if (addresses.Count == 0)
        {
            return $"it has no {family} address, and {(family == AddressFamily.IPv4 ? "-4" : "-6")} asks for no other";
        }

        if (addresses.Any(address => address.IsAny))
        {
            return "0.0.0.0 and [::] are no addresses to send to: name one, such as 127.0.0.1";
        }

        return Zone(target, ref scope);
    }

    private static string? Zone(ProbeTarget target, ref uint scope)
    {
        if (target.Zone is not { } zone)
        {
            return target.Address is { Family: AddressFamily.IPv6 } link && link.Bits >> 118 == 0x3FA
                ? $"a link-local address needs its interface: [{target.Host}%eth0]" : null;
        }

        if (Interfaces.IndexOf(zone) is { } index || uint.TryParse(zone, out index))
        {
            scope = index;
            return null;
        }

        return $"there is no interface '{SafeText.Escape(zone)}' here";
    }
}

/// <summary>One port of a plan.</summary>
/// <param name="Question">What to ask; null when the result is known.</param>
/// <param name="Known">The result that is known; null when it has to be asked for.</param>
/// <param name="Misspelt">Whether the target was written wrong.</param>
public sealed record ProbePlanEntry(ProbeQuestion? Question, ProbeResult? Known, bool Misspelt);
