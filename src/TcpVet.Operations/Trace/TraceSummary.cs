using System.Globalization;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Operations.Trace;

/// <summary>What a row of a summary is about.</summary>
/// <param name="Netns">The inode of the network namespace.</param>
/// <param name="Direction">Which way the connections were made.</param>
/// <param name="Port">The service's port: the local one of connections to here, the peer's of those from here; 0 when the direction is
/// unknown.</param>
/// <param name="Peer">The remote address.</param>
public readonly record struct SummaryKey(uint Netns, Direction Direction, ushort Port, InetAddress Peer);

/// <summary>One row of a summary: a service and a peer.</summary>
public sealed class SummaryRow
{
    /// <summary>Connections that came to ESTABLISHED.</summary>
    public long Opened { get; set; }

    /// <summary>Connections that had been established and ended.</summary>
    public long Closed { get; set; }

    /// <summary>Of these, those that this end closed first.</summary>
    public long ClosedHere { get; set; }

    /// <summary>Of these, those that the peer closed first.</summary>
    public long ClosedThere { get; set; }

    /// <summary>Of these, those that ended by a RST, either way.</summary>
    public long Reset { get; set; }

    /// <summary>How long those lasted that began in the trace.</summary>
    public LifetimeTally Lifetimes { get; } = new();

    /// <summary>Connections that never came about, by reason.</summary>
    public SortedDictionary<string, long> Failed { get; } = new(StringComparer.Ordinal);
}

/// <summary>What a trace saw, by service and peer. Its size is bounded: rows beyond are summed in one.</summary>
public sealed class TraceSummary
{
    private const int MostRows = 2000;

    private readonly Dictionary<SummaryKey, SummaryRow> rows = [];

    /// <summary>The rows, busiest first.</summary>
    public IReadOnlyList<(SummaryKey Key, SummaryRow Row)> Rows =>
        [.. rows.Select(pair => (pair.Key, pair.Value))
            .OrderByDescending(row => Math.Max(row.Value.Opened, row.Value.Closed) + row.Value.Failed.Values.Sum())
            .ThenBy(row => row.Key.Port)
            .ThenBy(row => row.Key.Peer)];

    /// <summary>Everything that found no row; null when everything did.</summary>
    public SummaryRow? Other { get; private set; }

    /// <summary>Records that were lost: the figures are too low by as many.</summary>
    public ulong Lost { get; set; }

    /// <summary>How long it was looked, in seconds.</summary>
    public double Seconds { get; set; }

    /// <summary>Counts a change of state.</summary>
    public void Add(in Transition transition)
    {
        if (transition.To == TcpState.Established)
        {
            Direction direction = transition.From == TcpState.SynSent ? Direction.Out : Direction.In;
            RowOf(transition.Netns, direction, transition.Local, transition.Peer).Opened++;
        }
    }

    /// <summary>Counts a connection that ended.</summary>
    public void Add(ConnectionLife life)
    {
        SummaryRow row = RowOf(life.Netns, life.Direction, life.Local, life.Peer);
        if (!life.WasEstablished)
        {
            string reason = Reason(life);
            row.Failed[reason] = row.Failed.GetValueOrDefault(reason) + 1;
            return;
        }

        row.Closed++;
        row.ClosedHere += life.FirstCloser == FirstCloser.Local ? 1 : 0;
        row.ClosedThere += life.FirstCloser == FirstCloser.Peer ? 1 : 0;
        row.Reset += life.EndedBy is LifeEnd.ResetSent or LifeEnd.ResetReceived ? 1 : 0;
        if (life.LastedNs is { } lasted)
        {
            row.Lifetimes.Add(lasted);
        }
    }

    /// <summary>Why a connection never came about, in a word.</summary>
    internal static string Reason(ConnectionLife life) => life.EndedBy switch
    {
        LifeEnd.ResetReceived => life.Direction == Direction.Out ? "refused" : "reset",
        LifeEnd.ResetSent => "reset",
        LifeEnd.Timeout => "timeout",
        LifeEnd.Unreachable => life.Error == 0 ? "unreachable" : Errno.Name(life.Error).ToLowerInvariant(),
        LifeEnd.NoPort => "no_port",
        LifeEnd.Abandoned => "abandoned",
        _ => string.Create(CultureInfo.InvariantCulture, $"{life.EndedBy}").ToLowerInvariant(),
    };

    private SummaryRow RowOf(uint netns, Direction direction, InetEndpoint local, InetEndpoint peer)
    {
        ushort port = direction switch { Direction.In => local.Port, Direction.Out => peer.Port, _ => 0 };
        SummaryKey key = new(netns, direction, port, peer.Addr);
        if (!rows.TryGetValue(key, out SummaryRow? row))
        {
            if (rows.Count >= MostRows)
            {
                return Other ??= new SummaryRow();
            }

            rows.Add(key, row = new SummaryRow());
        }

        return row;
    }
}
