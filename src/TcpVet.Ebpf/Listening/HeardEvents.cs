using System.Text;
using TcpVet.Ebpf.Interop;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Listening;

/// <summary>What the kernel added up, made into the facts of a capture. Pure.</summary>
public sealed class HeardEvents
{
    private const int MostShown = 200;
    private const byte Tcp = 6;

    private readonly ulong since;
    private readonly ulong until;
    private readonly IReadOnlyList<(tcpvet_failure_key Key, tcpvet_failure Value)> failures;
    private readonly long failuresLeftOut;
    private readonly IReadOnlyList<(tcpvet_flow_key Key, tcpvet_flow Value)>? flows;
    private readonly long flowsLeftOut;

    internal HeardEvents(
        ulong since, ulong until, IReadOnlyList<(tcpvet_failure_key Key, tcpvet_failure Value)> failures, long failuresLeftOut,
        IReadOnlyList<(tcpvet_flow_key Key, tcpvet_flow Value)>? flows, long flowsLeftOut)
    {
        (this.since, this.until, this.failures, this.failuresLeftOut) = (since, until, failures, failuresLeftOut);
        (this.flows, this.flowsLeftOut) = (flows, flowsLeftOut);
    }

    /// <summary>The facts of one namespace.</summary>
    /// <param name="netns">Its inode.</param>
    public HeardFacts FactsOf(ulong netns)
    {
        List<DatagramFlow>? datagrams = flows is null ? null
            : [.. flows.Where(flow => flow.Key.netns == netns)
                .Select(flow => Flow(in flow.Key, in flow.Value))
                .OrderByDescending(flow => flow.Received == 0)
                .ThenByDescending(flow => flow.Sent + flow.Received)
                .ThenBy(flow => flow.Process.Pid)];
        List<ConnectFailure> here =
            [.. failures.Where(failure => failure.Key.netns == netns)
                .Select(failure => Failure(in failure.Key, in failure.Value, datagrams))
                .OrderByDescending(failure => failure.Count)
                .ThenBy(failure => failure.Peer)];
        return new HeardFacts
        {
            DurationMs = (long)((until - since) / 1_000_000),
            Failures = [.. here.Take(MostShown)],
            FailuresLeftOut = failuresLeftOut + here.Skip(MostShown).Sum(failure => failure.Count),
            Datagrams = datagrams is null ? null : [.. datagrams.Take(MostShown)],
            DatagramsLeftOut = flowsLeftOut + (datagrams ?? []).Skip(MostShown).Sum(flow => flow.Sent + flow.Received),
        };
    }

    /// <summary>The word for what the kernel says.</summary>
    internal static FailureReason Reason(byte protocol, ListenHow how, int error) => how switch
    {
        ListenHow.TCPVET_HOW_RESET => FailureReason.Refused,
        ListenHow.TCPVET_HOW_RESET_LATER => FailureReason.ResetLater,
        ListenHow.TCPVET_HOW_GIVEN_UP => FailureReason.GivenUp,
        ListenHow.TCPVET_HOW_NO_PORT => FailureReason.NoPort,
        _ => error switch
        {
            Errno.ECONNREFUSED => protocol == Tcp ? FailureReason.Rejected : FailureReason.Refused,
            Errno.ETIMEDOUT => FailureReason.TimedOut,
            Errno.EHOSTUNREACH => FailureReason.HostUnreachable,
            Errno.ENETUNREACH => FailureReason.NetworkUnreachable,
            Errno.EACCES or Errno.EPERM => FailureReason.Prohibited,
            _ => FailureReason.Other,
        },
    };

    private ConnectFailure Failure(in tcpvet_failure_key key, in tcpvet_failure value, List<DatagramFlow>? datagrams)
    {
        InetEndpoint peer = new(Address(key.family, in key.peer), key.peer_port);
        ProcessRef? process = key.pid != 0 ? Process(key.pid, in value.comm) : key.protocol == Tcp ? null : SenderTo(peer, datagrams);
        return new ConnectFailure
        {
            Proto = key.protocol == Tcp ? Protocol.Tcp : Protocol.Udp,
            Peer = peer,
            Reason = Reason(key.protocol, key.how, key.error),
            Error = key.error,
            Process = process,
            Source = Address(key.family, in value.local),
            Count = (long)value.count,
            Repeated = (long)value.repeated,
            LastMs = Before(value.last),
            LongestMs = value.longest == 0 ? null : Math.Round(value.longest / 1e6, 3),
        };
    }

    private DatagramFlow Flow(in tcpvet_flow_key key, in tcpvet_flow value) => new()
    {
        Process = Process(key.pid, in value.comm),
        Peer = key.peer_port == 0 ? null : new InetEndpoint(Address(key.family, in key.peer), key.peer_port),
        Local = new InetEndpoint(Address(key.family, in value.local), key.local_port),
        Sent = (long)value.sent,
        Received = (long)value.received,
        FirstSentMs = value.first_sent == 0 ? null : Before(value.first_sent),
        LastSentMs = value.last_sent == 0 ? null : Before(value.last_sent),
        LastReceivedMs = value.last_received == 0 ? null : Before(value.last_received),
    };

    private long Before(ulong at) => at >= until ? 0 : (long)((until - at) / 1_000_000);

    // The error of a datagram comes in a softirq. When one process alone sends there, it is that one's.
    private static ProcessRef? SenderTo(InetEndpoint peer, List<DatagramFlow>? datagrams)
    {
        ProcessRef? only = null;
        foreach (DatagramFlow flow in datagrams ?? [])
        {
            if (flow.Peer != peer || flow.Sent == 0 || flow.Process == only)
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = flow.Process;
        }

        return only;
    }

    private static InetAddress Address(ushort family, in AddressBytes bytes) => InetAddress.Read((AddressFamily)family, bytes).Unmapped;

    private static ProcessRef Process(uint pid, in CommBytes comm)
    {
        ReadOnlySpan<byte> name = comm;
        int end = name.IndexOf((byte)0);
        return new ProcessRef((int)pid, Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
    }
}
