using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;

namespace TcpVet.Cli.Commands;

/// <summary>
/// <c>tcpvet close FILTER</c>: destroy sockets in the kernel (SOCK_DESTROY). The process that holds one keeps its descriptor and
/// gets ECONNABORTED; the peer gets a RST.
/// </summary>
internal static class CloseCommand
{
    private const int Shown = 10;

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter("Which sockets; without one, nothing is closed");
        Command command = new("close", "Destroy sockets in the kernel, after asking: their peers get a RST, their processes an error") { filter };
        foreach (Option option in (Option[])[CommonOptions.Tcp, CommonOptions.Udp, CommonOptions.IPv4, CommonOptions.IPv6, CommonOptions.Netns, CommonOptions.Numeric, CommonOptions.Yes])
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        // LISTEN sockets are closed only when the filter names the state: a peer address or port never does.
        Selection selection = Selection.From(parse, filter, TcpStateSet.Connected - TcpStateSet.Of(TcpState.TimeWait)) with
        {
            UdpStates = TcpStateSet.Of(TcpState.Established, TcpState.Close),
        };
        if (selection.Words.Count == 0)
        {
            throw new RequestException("close: a filter is needed, for example: tcpvet close state close-wait 'sport = :8080'");
        }

        int closed = 0;
        int failed = 0;
        foreach (NetworkNamespace netns in LiveNamespaces.Of(parse.GetValue(CommonOptions.Netns), Spoken.Notices()))
        {
            (int done, int refused) = new LivePlace(netns).Look(view => Close(view, selection, screen, parse.GetValue(CommonOptions.Yes)));
            closed += done;
            failed += refused;
        }

        Messages.Warn($"closed {Quantity.Of(closed, "socket")}{(failed > 0 ? $", could not close {failed}" : "")}");
        return failed > 0 ? ExitStatus.CouldNot : ExitStatus.Done;
    }

    private static (int Closed, int Failed) Close(PlaceView view, Selection selection, Screen screen, bool yes)
    {
        if (view.Source is not KernelSource { SockDiag: { } kernel })
        {
            throw new ObservationException("close: the kernel's sock_diag is needed to destroy sockets, and it is missing or refused");
        }

        Matches matches = new();
        SelectedSockets sockets = selection.In(view);
        DumpOutcome outcome = sockets.Visit(SocketDetails.None, matches);
        SocketRemarks.About(view, sockets.Hints, outcome);
        if (matches.Found.Count == 0)
        {
            return (0, 0);
        }

        if (!yes)
        {
            Ask(matches.Found, view.Netns, screen);
        }

        return Destroy(kernel, matches.Found);
    }

    private static void Ask(List<Match> found, string netns, Screen screen) => Consent.Ask(
        screen, "close", $"{Quantity.Of(found.Count, "socket")} would be closed", () => Show(found),
        $"Destroy {(found.Count == 1 ? "this socket" : $"these {found.Count} sockets")} in {SafeText.Escape(netns)}? The other end gets a RST.", "nothing was closed");

    private static void Show(List<Match> found)
    {
        foreach (Match match in found.Take(Shown))
        {
            Messages.Write($"  {match.State.Name()}  {match.Local}  {match.Peer}");
        }

        if (found.Count > Shown)
        {
            Messages.Write($"  and {found.Count - Shown} more");
        }
    }

    private static (int Closed, int Failed) Destroy(SockDiagSource kernel, List<Match> found)
    {
        int closed = 0;
        Dictionary<int, int> refusals = [];
        foreach (Match match in found)
        {
            (int errno, _) = kernel.Destroy(match.Protocol, match.Message);
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
                    refusals[errno] = refusals.GetValueOrDefault(errno) + 1;
                    break;
            }
        }

        foreach ((int errno, int count) in refusals)
        {
            string advice = errno == Errno.EOPNOTSUPP ? "; the kernel was built without CONFIG_INET_DIAG_DESTROY, or the socket is of a kind that it cannot destroy" : "";
            Messages.Warn($"{Quantity.Of(count, "socket")}: {Errno.Name(errno)}{advice}");
        }

        return (closed, refusals.Values.Sum());
    }

    private readonly record struct Match(Protocol Protocol, inet_diag_msg Message, TcpState State, InetEndpoint Local, InetEndpoint Peer);

    private sealed class Matches : ISocketVisitor
    {
        public List<Match> Found { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Found.Add(new Match(socket.Protocol, socket.Message, socket.State, socket.Local, socket.Peer));
            return true;
        }
    }
}
