using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>Why a destination refuses, as far as this host knows it, and what to do about it.</summary>
internal sealed record RefusalCause
{
    private const string Looked = "sock_diag in the namespace that has the address";

    /// <summary>The cause.</summary>
    public required Phrase Cause { get; init; }

    /// <summary>How sure it is.</summary>
    public Confidence Confidence { get; init; } = Confidence.Certain;

    /// <summary>What to do.</summary>
    public required IReadOnlyList<Remedy> Remedies { get; init; }

    /// <summary>What it stands on.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>True when a client that is refused takes another address that answers, or nothing waits for an answer.</summary>
    public bool IsHarmless { get; init; }

    /// <summary>Finds it.</summary>
    public static RefusalCause Of(FailedConnects refused, RuleInput input)
    {
        bool rejected = refused.Failures.Any(failure => failure.Reason == FailureReason.Rejected);
        if (refused.Destination is not { Netns: { } netns } known)
        {
            return refused.Destination is null ? Unknown(refused, rejected, input) : Elsewhere(refused, rejected, input);
        }

        // Rules that reject with a RST look like a kernel without a listener.
        if (known.Rule is { } rule && (known.RuleStops || rejected || known.Bound.Any(holder => holder.Takes)))
        {
            return ByRule(known, rule, netns, rejected);
        }

        if (rejected)
        {
            return Elsewhere(refused, rejected, input);
        }

        RefusalCause cause = known.Bound.FirstOrDefault(holder => holder.Takes) is { } taker ? BackAgain(taker)
            : known.Bound.Count > 0 ? OtherAddress(refused, known, netns, input)
            : known.Elsewhere.Count > 0 ? OtherNamespace(refused, known, netns, input)
            : Nobody(refused, known, netns, input);
        return cause with { IsHarmless = cause.IsHarmless || IsOneWay(refused) };
    }

    private static bool IsOneWay(FailedConnects refused) =>
        refused.Proto == Protocol.Udp && OneWayPorts.Name(refused.Peer.Port) is not null;

    private static RefusalCause ByRule(DestinationFacts known, string rule, NetnsIdentity netns, bool rejected) => new()
    {
        Cause = $"A firewall rule of this host{Where(known, netns)} {(known.RuleStops || rejected ? (Phrase)"rejects it" : "may reject it")}: {Phrase.Verbatim(rule)}.",
        Confidence = known.RuleStops ? Confidence.Certain : Confidence.Likely,
        Evidence = [Holders(known)],
        Remedies = [new(RemedyLevel.Network, "Let the port through in that rule, or connect to what it lets through", Inside(netns, "nft list ruleset"))],
    };

    private static RefusalCause OtherAddress(FailedConnects refused, DestinationFacts known, NetnsIdentity netns, RuleInput input)
    {
        bool loopback = known.Bound.All(holder => holder.Local.Addr.IsLoopback);
        // A name with both families: the client is refused once and goes on to the address that the service has.
        bool otherFamily = refused.Peer.Addr.Family == AddressFamily.IPv6
            && known.Bound.Any(holder => holder.Local.Addr.Unmapped.Family == AddressFamily.IPv4);
        DestinationHolder holder = known.Bound[0];
        Phrase who = Holder(holder);
        Phrase only = loopback ? (Phrase)"the loopback address" : "another address";
        List<Remedy> remedies =
        [
            otherFamily
                ? new(RemedyLevel.Configuration, $"Let {who} listen on {Who.Endpoint(refused.Peer)} too (the address ::), or have the client use {Who.Endpoint(holder.Local)}")
                : new(RemedyLevel.Configuration, $"Let {who} listen on {Who.Endpoint(refused.Peer)}, or on all addresses ({Any(refused.Peer)}), instead of {Who.Endpoint(holder.Local)}"),
        ];
        if (known.Here)
        {
            remedies.Add(new(RemedyLevel.Configuration, $"Or have the client connect to {Who.Endpoint(holder.Local)}"));
        }
        else if (loopback)
        {
            remedies.Add(new(RemedyLevel.Configuration, "In a container, loopback is the container's own: a published or forwarded port leads to its other address"));
        }

        remedies.Add(Listeners(netns, known, input));
        return new RefusalCause
        {
            Cause = $"{who} listens on {Who.Endpoint(holder.Local)}{Where(known, netns)}: {only} only. Nobody listens on {Who.Endpoint(refused.Peer)}, so that the kernel refuses.",
            Evidence = [Holders(known)],
            Remedies = remedies,
            IsHarmless = otherFamily,
        };
    }

    private static RefusalCause OtherNamespace(
        FailedConnects refused, DestinationFacts known, NetnsIdentity netns, RuleInput input)
    {
        DestinationHolder holder = known.Elsewhere[0];
        return new RefusalCause
        {
            Cause = $"Nobody listens on port {Phrase.Verbatim(Port(refused))}{Where(known, netns)}. {Holder(holder)} does, in network namespace {Namespace(holder)} on {Who.Endpoint(holder.Local)}: that is another place, with a loopback of its own.",
            Confidence = Confidence.Likely,
            Evidence =
            [
                Holders(known),
                new("bound to the port in other namespaces", Few(
                    known.Elsewhere, other => $"{Holder(other)} on {Who.Endpoint(other.Local)} in {Namespace(other)}"), "sock_diag in each namespace"),
            ],
            Remedies =
            [
                new(RemedyLevel.Configuration, $"If {Holder(holder)} is meant, connect to an address of its namespace, or publish its port here"),
                new(RemedyLevel.Configuration, "If a service of this namespace is meant, start it"),
                Listeners(netns, known, input),
            ],
        };
    }

    private static RefusalCause Nobody(FailedConnects refused, DestinationFacts known, NetnsIdentity netns, RuleInput input) => new()
    {
        Cause = $"{Who.Endpoint(refused.Peer)} is an address of this host{Where(known, netns)}, and nobody listens on that port: the service does not run, or has another port.",
        Evidence = [Holders(known)],
        Remedies =
        [
            new(RemedyLevel.Configuration, "Start the service, or look why it ended; compare its port with the client's"),
            Listeners(netns, known, input),
        ],
    };

    private static RefusalCause BackAgain(DestinationHolder taker) => new()
    {
        Cause = $"{Holder(taker)} listens on {Who.Endpoint(taker.Local)} now. It was not there when the client was refused, it comes and goes, or its queue is full and tcp_abort_on_overflow is set.",
        Confidence = Confidence.Possible,
        Evidence = [new("bound to the port now", $"{Holder(taker)} on {Who.Endpoint(taker.Local)}", Looked)],
        Remedies = [new(RemedyLevel.Configuration, "Look whether that service restarts again and again", "tcpvet checkup --watch")],
    };

    private static RefusalCause Elsewhere(FailedConnects refused, bool rejected, RuleInput input) => rejected
        ? new()
        {
            Cause = "The refusal is an ICMP message. A kernel without a listener answers a SYN with a RST: a firewall rejects it, there or on the way.",
            Confidence = Confidence.Likely,
            Remedies =
            [
                new(RemedyLevel.Network, "Let the port through in the firewalls between"),
                new(RemedyLevel.Network, "See where it is refused", input.Inside($"tracepath -n {refused.Peer.Addr}")),
            ],
        }
        : new()
        {
            Cause = "The other host is up and refuses: nobody listens there on that address and port, the service is bound to another address (often loopback alone), or a firewall there rejects.",
            Confidence = Confidence.Likely,
            IsHarmless = IsOneWay(refused),
            Remedies =
            [
                new(RemedyLevel.Configuration, $"On that host, look who listens on port {Phrase.Verbatim(Port(refused))}, and on which address", "tcpvet listeners"),
                new(RemedyLevel.Network, "Ask it from here", input.Tcpvet($"probe {(refused.Proto == Protocol.Udp ? "--udp " : "")}{refused.Peer}")),
            ],
        };

    private static RefusalCause Unknown(FailedConnects refused, bool rejected, RuleInput input) =>
        input.IsLocalAddress(refused.Peer.Addr) && !rejected ? new()
        {
            Cause = "The destination is this host, and nobody listens on that address and port, or a rule rejects.",
            Confidence = Confidence.Likely,
            IsHarmless = IsOneWay(refused),
            Remedies = [new(RemedyLevel.Configuration, "Look who listens, and on which address", input.Tcpvet("listeners"))],
        }
        : Elsewhere(refused, rejected, input);

    private static Evidence Holders(DestinationFacts known) => new(
        "bound to the port there",
        known.Bound.Count == 0 ? "nobody" : Few(known.Bound, holder => $"{Holder(holder)} on {Who.Endpoint(holder.Local)}"),
        Looked);

    private static Phrase Few(IReadOnlyList<DestinationHolder> holders, Func<DestinationHolder, Phrase> say)
    {
        const int Shown = 3;
        return Phrase.List([.. holders.Take(Shown).Select(say)], Math.Max(0, holders.Count - Shown));
    }

    private static Phrase Holder(DestinationHolder holder) =>
        holder.Processes is [{ } process, ..] ? Who.Process(process) : "a socket without a known process";

    private static Phrase Where(DestinationFacts known, NetnsIdentity netns) =>
        known.Here ? "" : (Phrase)$" in network namespace {Phrase.Verbatim(netns.Label)}";

    private static Phrase Namespace(DestinationHolder holder) => Phrase.Verbatim(holder.Netns ?? "net:[unknown]");

    private static Phrase Any(InetEndpoint peer) => Phrase.Verbatim(peer.Addr.Family == AddressFamily.IPv4 ? "0.0.0.0" : "::");

    private static string Port(FailedConnects refused) => $"{refused.Peer.Port}{(refused.Proto == Protocol.Udp ? "/udp" : "")}";

    private static Remedy Listeners(NetnsIdentity netns, DestinationFacts known, RuleInput input) => new(
        RemedyLevel.Configuration, "See who listens there",
        known.Here ? input.Tcpvet("listeners") : netns.Pid is { } pid ? $"tcpvet listeners -N {pid}" : "tcpvet listeners -N all");

    private static string? Inside(NetnsIdentity netns, string command) =>
        netns.Own ? command : netns.Pid is { } pid ? $"nsenter -t {pid} -n {command}" : null;
}
