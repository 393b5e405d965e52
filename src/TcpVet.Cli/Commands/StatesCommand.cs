using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Sockets;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet states</c>: count sockets by state.</summary>
internal static class StatesCommand
{
    private static readonly Option<bool> Exact = new("--exact")
    {
        Description = "Walk every socket instead of taking ESTABLISHED and TIME_WAIT from the kernel's own counters",
    };

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter();
        Command command = new("states", "Count sockets by state") { filter, Exact };
        SelectionOptions.AddTo(command, states: true);
        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        StatesRequest request = new(SelectionOptions.Request(parse, filter, TcpStateSet.All), parse.GetValue(Exact));
        StatesAnswer answer = CountStates.Run(HostedInvocation.HostOf(parse), request, Spoken.Notices());
        screen.Show(StatesReport.Of(answer with { Whole = parse.GetValue(CommonOptions.All) }));
        return ExitStatus.Done;
    }
}
