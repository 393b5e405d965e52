using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers;

/// <summary>What is known of the accept queue that a configuration asks for: the ceiling, and the listener's own figures where the host was
/// looked at.</summary>
/// <param name="Ceiling"><c>net.core.somaxconn</c> of the namespace; null when unknown.</param>
/// <param name="Listener">The listening socket; null when there is none.</param>
/// <param name="TurnedAway">Clients that it turned away since it was made; null when unknown.</param>
internal readonly record struct ListenQueue(long? Ceiling, ListenerFacts? Listener, long? TurnedAway)
{
    /// <summary>The setting that caps every listener's queue (net/socket.c <c>__sys_listen_socket</c>).</summary>
    public const string CeilingSetting = "net.core.somaxconn";

    /// <summary>The queue of a listener of the namespace.</summary>
    public static ListenQueue Of(RuleInput input, ListenerFacts? listener) => new(
        input.Netns.Setting(CeilingSetting), listener, listener is null ? null : ListenerDrops.TurnedAway(input.Netns, listener));

    /// <summary>That the kernel did not tell the limits and drops of the listeners that were seen; null where it did, or none was
    /// seen.</summary>
    public static Phrase? Unread(RuleInput input) =>
        input.IsLacking(FactNames.SockDiag) && input.Netns.Listeners.Any(listener => listener.Proto == Protocol.Tcp
            && listener.Limit is null)
            ? input.Lacks("the limits of the queues", FactNames.SockDiag) : null;

    /// <summary>The facts, for a finding.</summary>
    public List<Evidence> Evidence()
    {
        List<Evidence> evidence = [];
        if (Ceiling is { } ceiling)
        {
            evidence.Add(new("ceiling of every listener's queue", Figure.Of(ceiling), CeilingSetting));
        }

        if (Listener is not { } listener)
        {
            return evidence;
        }

        if (listener.Limit is { } limit)
        {
            evidence.Add(new("limit of the listener's queue now", Figure.Of(limit), "sock_diag: idiag_wqueue"));
        }

        evidence.Add(new("connections that wait for accept()", Figure.Of(listener.Queue), "sock_diag: idiag_rqueue"));
        if (TurnedAway is { } drops)
        {
            evidence.Add(new("turned away since it listens", Figure.Of(drops), "sock_diag: sk_drops; TcpExt.ListenDrops"));
        }

        return evidence;
    }

    /// <summary>What guides prescribe for a short queue in vain.</summary>
    public static IReadOnlyList<FalseRemedy> DoesNotHelp { get; } =
    [
        new("tcp_max_syn_backlog", "it bounds half-open connections, and only while tcp_syncookies is off"),
        new("a higher somaxconn without a restart of the server", "it is read at listen()"),
    ];
}
