using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Asks to destroy sockets in the kernel.</summary>
/// <param name="Selection">Which sockets; the filter is never empty.</param>
/// <param name="Netns">The namespace as <see cref="PlaceRequest.Netns"/> has it; null for the own one.</param>
public sealed record CloseRequest(Selection Selection, string? Netns);

/// <summary>What came of it.</summary>
/// <param name="Closed">How many sockets were destroyed.</param>
/// <param name="Failed">How many the kernel refused to destroy.</param>
public sealed record CloseAnswer(int Closed, int Failed);

/// <summary>Sockets of one namespace that are about to be destroyed.</summary>
/// <param name="Netns">The namespace.</param>
/// <param name="Sockets">The sockets, at least one.</param>
public sealed record DoomedSockets(string Netns, IReadOnlyList<DoomedSocket> Sockets);

/// <summary>A socket that is about to be destroyed.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="State">Its state.</param>
/// <param name="Local">Its own end.</param>
/// <param name="Peer">The other end.</param>
public sealed record DoomedSocket(Protocol Protocol, TcpState State, InetEndpoint Local, InetEndpoint Peer);

/// <summary>
/// Destroys sockets in the kernel (SOCK_DESTROY). The process that holds one keeps its descriptor and gets ECONNABORTED; the peer gets
/// a RST.
/// </summary>
public static class CloseSockets
{
    /// <summary>Finds the sockets of each namespace, has them approved, and destroys them.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="approve">Returns when the sockets of a namespace may be destroyed, throws when not; null when nobody is asked.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    /// <exception cref="ObservationException">sock_diag is missing or refused.</exception>
    /// <exception cref="KernelException">CAP_NET_ADMIN is missing.</exception>
    public static CloseAnswer Run(LiveHost host, CloseRequest request, Action<DoomedSockets>? approve, Notices notices)
    {
        Places places = new(host, notices);
        int closed = 0;
        int failed = 0;
        foreach (NetworkNamespace netns in places.Live(request.Netns))
        {
            places.Of(netns).Look(view =>
            {
                CloseAnswer here = Close(view, request.Selection, approve, notices);
                closed += here.Closed;
                failed += here.Failed;
            });
        }

        return new CloseAnswer(closed, failed);
    }

    private static CloseAnswer Close(PlaceView view, Selection selection, Action<DoomedSockets>? approve, Notices notices)
    {
        if (view.Source is not KernelSource { SockDiag: { } kernel })
        {
            throw new ObservationException("close: the kernel's sock_diag is needed to destroy sockets, and it is missing or refused");
        }

        Matches matches = new();
        SelectedSockets sockets = selection.In(view);
        if (sockets.Void is { } nothing)
        {
            // What an empty variable of a script leaves behind must not close everything.
            throw new RequestException($"close: {nothing}, as an empty variable leaves it; say what is meant: nothing was closed");
        }

        DumpOutcome outcome = sockets.Visit(SocketDetails.None, matches);
        SocketRemarks.About(notices, view, sockets.Hints, outcome);
        if (matches.Sockets.Count == 0)
        {
            return new CloseAnswer(0, 0);
        }

        approve?.Invoke(new DoomedSockets(view.Netns, matches.Sockets));
        return Destroy(kernel, matches, notices);
    }

    private static CloseAnswer Destroy(SockDiagSource kernel, Matches matches, Notices notices)
    {
        int closed = 0;
        int failed = 0;
        Dictionary<int, int> refusals = [];
        for (int i = 0; i < matches.Sockets.Count; i++)
        {
            (int errno, _) = kernel.Destroy(matches.Sockets[i].Protocol, matches.Messages[i]);
            switch (errno)
            {
                case 0:
                    closed++;
                    break;
                case Errno.ENOENT:
                    // Gone by itself meanwhile: what was asked for holds.
                    break;
                case Errno.EPERM:
                    throw new KernelException("destroy a socket", errno, "CAP_NET_ADMIN is needed");
                default:
                    failed++;
                    refusals[errno] = refusals.GetValueOrDefault(errno) + 1;
                    break;
            }
        }

        foreach ((int errno, int count) in refusals)
        {
            string advice = errno == Errno.EOPNOTSUPP
                ? "; the kernel was built without CONFIG_INET_DIAG_DESTROY, or the socket is of a kind that it cannot destroy" : "";
            notices.Say($"{count} {(count == 1 ? "socket" : "sockets")}: {Errno.Name(errno)}{advice}");
        }

        return new CloseAnswer(closed, failed);
    }

    private sealed class Matches : ISocketVisitor
    {
        public List<DoomedSocket> Sockets { get; } = [];

        public List<inet_diag_msg> Messages { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Sockets.Add(new DoomedSocket(socket.Protocol, socket.State, socket.Local, socket.Peer));
            Messages.Add(socket.Message);
            return true;
        }
    }
}
