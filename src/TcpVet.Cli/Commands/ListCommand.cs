using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Sockets;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet list</c>: the sockets themselves.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter();
        Command command = new("list", "List the sockets themselves (connected ones; -l, -a or a state filter for the rest)") { filter };
        SelectionOptions.AddTo(command, states: true);
        foreach (Option option in (Option[])[
            CommonOptions.Processes, CommonOptions.Extended, CommonOptions.Info, CommonOptions.Memory, CommonOptions.OneLine,
            CommonOptions.Resolve])
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        bool wide = screen.Format == OutputFormat.Wide;
        SocketColumns columns = new(
            parse.GetValue(CommonOptions.Processes) || wide, parse.GetValue(CommonOptions.Extended) || wide,
            parse.GetValue(CommonOptions.Info), parse.GetValue(CommonOptions.Memory));
        SocketRequest sockets = SelectionOptions.Request(parse, filter, TcpStateSet.DefaultShown);
        ListRequest request = new(sockets, columns, parse.GetValue(CommonOptions.Resolve));
        ISocketConsumer form = ListForms.Of(screen, columns, oneLine: parse.GetValue(CommonOptions.OneLine) || wide);
        ListSockets.Run(HostedInvocation.HostOf(parse), request, form, Spoken.Notices());
        screen.Out.Flush();
        return ExitStatus.Done;
    }
}
