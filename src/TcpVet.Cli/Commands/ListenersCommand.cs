using System.CommandLine;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Sockets;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet listeners</c>: each listening socket with its queue, limit, own drops, owner and connections.</summary>
internal static class ListenersCommand
{
    private static readonly Option<bool> All = new("--all", "-a") { Description = "TCP and UDP sockets" };

    // What ss -lp asks for is shown anyway; fingers that type it are not refused.
    private static readonly Option<bool> Listening = new("--listening", "-l") { Hidden = true };
    private static readonly Option<bool> Processes = new("--processes", "-p") { Hidden = true };

    public static Command Create()
    {
        Command command = new("listeners", "Show each listening socket: accept queue and limit, its own drops, owner, connections by state");
        foreach (Option option in (Option[])[
            CommonOptions.Tcp, CommonOptions.Udp, All, CommonOptions.IPv4, CommonOptions.IPv6, CommonOptions.Netns, CommonOptions.From,
            CommonOptions.Resolve, CommonOptions.Numeric, Listening, Processes])
        {
            command.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        bool udp = parse.GetValue(CommonOptions.Udp) || parse.GetValue(All);
        bool tcp = parse.GetValue(CommonOptions.Tcp) || parse.GetValue(All) || !udp;
        bool resolve = parse.GetValue(CommonOptions.Resolve);
        ListenersRequest request = new(SelectionOptions.Place(parse), tcp, udp, SelectionOptions.Family(parse), resolve);
        screen.Show(ListenersReport.Of(SurveyListeners.Run(HostedInvocation.HostOf(parse), request, Spoken.Notices())));
        return ExitStatus.Done;
    }
}
