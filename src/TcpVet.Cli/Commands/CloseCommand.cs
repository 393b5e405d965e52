using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Sockets;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet close FILTER</c>: destroy sockets in the kernel, after asking.</summary>
internal static class CloseCommand
{
    private const int Shown = 10;

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter("Which sockets; without one, nothing is closed");
        Command command = new("close", "Destroy sockets in the kernel, after asking: their peers get a RST, their processes an error") { filter };
        foreach (Option option in (Option[])[
            CommonOptions.Tcp, CommonOptions.Udp, CommonOptions.IPv4, CommonOptions.IPv6, CommonOptions.Netns, CommonOptions.Numeric,
            CommonOptions.Yes])
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
        Selection selection = SelectionOptions.Selection(parse, filter, TcpStateSet.Connected - TcpStateSet.Of(TcpState.TimeWait)) with
        {
            UdpStates = TcpStateSet.Of(TcpState.Established, TcpState.Close),
        };
        if (selection.Words.All(string.IsNullOrWhiteSpace))
        {
            throw new RequestException("close: a filter is needed, for example: tcpvet close state close-wait 'sport = :8080'");
        }

        CloseRequest request = new(selection, parse.GetValue(CommonOptions.Netns));
        Action<DoomedSockets>? approve = parse.GetValue(CommonOptions.Yes) ? null : doomed => Ask(doomed, screen);
        CloseAnswer answer = CloseSockets.Run(HostedInvocation.HostOf(parse), request, approve, Spoken.Notices());
        Messages.Warn($"closed {Quantity.Of(answer.Closed, "socket")}{(answer.Failed > 0 ? $", could not close {answer.Failed}" : "")}");
        if (!screen.IsText)
        {
            screen.Show(CloseReport.Of(answer));
        }

        return answer.Failed > 0 ? ExitStatus.CouldNot : ExitStatus.Done;
    }

    private static void Ask(DoomedSockets doomed, Screen screen)
    {
        int count = doomed.Sockets.Count;
        Consent.Ask(
            screen, "close", $"{Quantity.Of(count, "socket")} would be closed", () => Show(doomed.Sockets),
            $"Destroy {(count == 1 ? "this socket" : $"these {count} sockets")}"
            + $" in {SafeText.Escape(doomed.Netns)}? The other end gets a RST.",
            "nothing was closed");
    }

    private static void Show(IReadOnlyList<DoomedSocket> doomed)
    {
        foreach (DoomedSocket socket in doomed.Take(Shown))
        {
            Messages.Write($"  {socket.State.Name()}  {socket.Local}  {socket.Peer}");
        }

        if (doomed.Count > Shown)
        {
            Messages.Write($"  and {doomed.Count - Shown} more");
        }
    }
}
