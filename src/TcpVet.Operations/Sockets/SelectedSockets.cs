using TcpVet.Linux.Filters;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>The sockets of one place that a command asked for: what the kernel can filter is left to it, the rest decided here.</summary>
public sealed class SelectedSockets
{
    private readonly Selection selection;
    private readonly PlaceView view;
    private readonly SocketFilter? filter;
    private readonly CompiledFilter? compiled;

    /// <summary>Prepares a selection for one place.</summary>
    /// <param name="selection">What was asked for.</param>
    /// <param name="view">The place from the inside.</param>
    /// <param name="filter">The filter; null for none.</param>
    internal SelectedSockets(Selection selection, PlaceView view, SocketFilter? filter)
    {
        this.selection = selection;
        this.view = view;
        this.filter = filter;
        compiled = filter is not null && view.Source.TakesBytecode ? filter.Compile() : null;
    }

    /// <summary>What the user should know about the filter's spelling.</summary>
    public IReadOnlyList<string> Hints => filter?.Hints ?? [];

    /// <summary>What of the filter every socket fulfils (<see cref="SocketFilter.Void"/>); null when each part says something.</summary>
    public string? Void => (filter ?? SocketFilter.None).Void;

    /// <summary>Hands the selected sockets to a visitor.</summary>
    /// <param name="details">The attributes that the visitor needs.</param>
    /// <param name="visitor">Who gets them.</param>
    /// <param name="byFamily">IPv4 before IPv6, as ss lists them; both at once is faster.</param>
    /// <param name="plain">Whether the visitor looks at nothing but family, state, both ends and the interface, in any order.</param>
    public DumpOutcome Visit(SocketDetails details, ISocketVisitor visitor, bool byFamily = false, bool plain = false)
    {
        DumpOutcome outcome = default;
        foreach (SocketQuery query in Queries(details, byFamily))
        {
            outcome = outcome.And(plain && IsPlain(query) ? view.PlainSource.Dump(query, visitor) : Dump(query, visitor));
            if (outcome.Stopped)
            {
                break;
            }
        }

        return outcome;
    }

    /// <summary>The queries that together cover the selection, one a protocol, without the kernel's filter.</summary>
    private IEnumerable<SocketQuery> Queries(SocketDetails details, bool byFamily)
    {
        if (filter is { NeedsTcpInfo: true })
        {
            details |= SocketDetails.TcpInfo;
        }

        if (selection.Family is { } asked && filter?.Family is { } implied && asked != implied)
        {
            // -4 and a filter that can only match IPv6: nothing is both.
            yield break;
        }

        foreach (Protocol protocol in selection.Protocols)
        {
            SocketQuery query = new()
            {
                Protocol = protocol,
                Family = selection.Family ?? filter?.Family,
                States = filter?.States ?? (protocol == Protocol.Tcp ? selection.TcpStates : selection.UdpStates),
                Details = details,
            };
            if (byFamily && query.Family is null)
            {
                yield return query with { Family = AddressFamily.IPv4 };
                yield return query with { Family = AddressFamily.IPv6 };
                continue;
            }

            yield return query;
        }
    }

    /// <summary>Wraps a visitor so that it gets matching sockets only, where the kernel's filter does not say it all.</summary>
    private ISocketVisitor Matching(ISocketVisitor visitor, bool pushed, Protocol protocol)
    {
        SocketFilter? remaining = pushed ? filter!.Remaining(compiled!) : filter;
        return remaining?.Expression is null ? visitor : new MatchingSockets(remaining, Context(protocol), visitor);
    }

    // Asked for few, the kernel's dump is quick as well: it passes over the others.
    private bool IsPlain(SocketQuery query) =>
        filter is null && query is { Protocol: Protocol.Tcp, Details: SocketDetails.None }
        && query.States.Contains(TcpState.Established) && query.States.Contains(TcpState.TimeWait);

    private DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor)
    {
        if (compiled?.Bytecode is not { } bytecode)
        {
            return view.Source.Dump(query, Matching(visitor, pushed: false, query.Protocol));
        }

        try
        {
            return view.Source.Dump(query with { Bytecode = bytecode }, Matching(visitor, pushed: true, query.Protocol));
        }
        catch (KernelException exception) when (exception.Errno is Errno.EINVAL or Errno.EPERM)
        {
            // An older kernel without one of the operations, or a condition that asks for CAP_NET_ADMIN (fwmark): the kernel refuses
            // the whole filter before the first socket.
            return view.Source.Dump(query, Matching(visitor, pushed: false, query.Protocol));
        }
    }

    private FilterContext Context(Protocol protocol) => new()
    {
        Owners = filter!.NeedsOwners ? ProbeOwners : null,
        Autobound = compiled?.AutoboundBytecode is { } autobound ? Autobound(protocol, autobound) : null,
        FinWait2TimeoutMs = FinTimeout(),
    };

    private Truth ProbeOwners(uint inode, ProcessPattern process)
    {
        OwnerTable owners = view.Owners;
        SocketOwners holders = owners.Of(inode);
        foreach (SocketOwner owner in holders)
        {
            if (process.Matches(owner.Pid, view.ProcessName(owner.Pid)))
            {
                return Truth.True;
            }
        }

        bool allRead = owners.ProcessesUnreadable == 0 && !owners.ProcessesHidden;
        return holders.IsEmpty && !allRead ? Truth.Unknown : Truth.False;
    }

    private HashSet<ulong> Autobound(Protocol protocol, ReadOnlyMemory<byte> bytecode)
    {
        Cookies cookies = new();
        view.Source.Dump(new SocketQuery { Protocol = protocol, Bytecode = bytecode }, cookies);
        return cookies.Seen;
    }

    private uint FinTimeout() =>
        uint.TryParse(view.Setting("net.ipv4.tcp_fin_timeout"), out uint seconds) ? Math.Min(seconds, 60) * 1000 : 60_000;

    private sealed class Cookies : ISocketVisitor
    {
        public HashSet<ulong> Seen { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Seen.Add(socket.Cookie);
            return true;
        }
    }

    private sealed class MatchingSockets(SocketFilter filter, FilterContext context, ISocketVisitor inner) : ISocketVisitor
    {
        public bool Visit(in SocketView socket) => !filter.Matches(in socket, context) || inner.Visit(in socket);
    }
}
