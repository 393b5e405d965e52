using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers;

/// <summary>The listening socket that a configured address and port became, where the host was looked at.</summary>
internal static class ListenerMatch
{
    /// <summary>The listener, and null when there is none: the server does not run, runs elsewhere, or the host was not looked
    /// at.</summary>
    /// <param name="input">The namespace.</param>
    /// <param name="configuration">The server's; where it names its process, the listener is that process's or of unknown owner.</param>
    /// <param name="local">What is configured; the wildcard fits every address.</param>
    /// <param name="runs">Whether a process can be this server: another program may listen on the port of a file that somebody only
    /// named.</param>
    public static ListenerFacts? Find(RuleInput input, Configuration configuration, InetEndpoint local,
        Func<ProcessRef, ProcessFacts?, bool> runs) =>
        input.Netns.Listeners
            .Where(listener => listener.Proto == Protocol.Tcp && Related.SameEndpoint(listener.Local, local))
            .Where(listener =>
                listener.Processes.Count == 0 || listener.Processes.Any(process => IsOf(process, configuration, input, runs)))
            // Of several that share the port, the one under most pressure.
            .MaxBy(listener => (listener.Local.Addr.Unmapped == local.Addr.Unmapped, listener.Drops ?? 0, listener.Queue));

    /// <summary>The process that runs by a configuration: the one that it names, else the holder of its listener.</summary>
    public static ProcessRef? Process(Configuration configuration, ListenerFacts? listener) =>
        configuration.Process ?? (listener is { Processes: [var holder, ..] } ? holder : null);

    private static bool IsOf(ProcessRef process, Configuration configuration, RuleInput input,
        Func<ProcessRef, ProcessFacts?, bool> runs) =>
        configuration.Process is { } named ? named.Pid == process.Pid : runs(process, input.Process(process));
}
