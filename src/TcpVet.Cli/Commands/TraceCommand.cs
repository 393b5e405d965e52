using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Operations.Trace;
using TcpVet.Reports.Trace;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet trace [FILTER]</c>: every change of state as it happens, or one line a finished connection.</summary>
internal static class TraceCommand
{
    private static readonly Option<bool> Lives = new("--lives") { Description = "One line for each finished connection: time in each state, who closed first, how it ended, bytes, retransmits, round-trip time" };

    private static readonly Option<bool> Summary = new("--summary") { Description = "At the end: by service and peer, connections opened and closed, who closed first, lifetimes, failures to connect" };

    private static readonly Option<TimeSpan?> Duration = CommonOptions.Duration("--duration", "End after this time (default: until Ctrl-C)");

    private static readonly Option<int?> Count = CommonOptions.PositiveNumber("--count", "End after this many lines");

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter("Which connections, in ss's filter language: 'dport = :5432 or process = nginx'");
        Command command = new("trace", "Show every change of state as it happens; --lives: one line a finished connection (eBPF)") { filter, Lives, Summary, Duration, Count };
        foreach (Option option in (Option[])[
            CommonOptions.Tcp, CommonOptions.IPv4, CommonOptions.IPv6, CommonOptions.Netns, CommonOptions.Numeric])
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        Selection selection = SelectionOptions.Selection(parse, filter, TcpStateSet.All);
        TraceFilter wanted = TraceFilter.Parse(host.Root, selection.Words, selection.Family);
        if (SelectionOptions.FileOf(parse) is not null)
        {
            throw new RequestException("trace follows the live kernel: TCPDIAG_FILE names a record");
        }

        string? netns = parse.GetValue(CommonOptions.Netns);
        Notices notices = Spoken.Notices();
        IReadOnlyList<NetworkNamespace> namespaces = LiveNamespaces.Of(host.Namespaces, netns, notices);
        LiveTraceRequest request = new()
        {
            Filter = wanted,
            Lives = parse.GetValue(Lives),
            Summary = parse.GetValue(Summary),
            AllNamespaces = netns == LiveNamespaces.Every,
            Duration = parse.GetValue(Duration),
            MostLines = parse.GetValue(Count),
        };
        TraceNames names = new(host.Namespaces, namespaces);
        Screen screen = StandardOutput.From(parse);
        string label = request.AllNamespaces ? LiveNamespaces.Every : namespaces[0].Label;
        Origin origin = new(HostIdentity.Name(host.Root), DateTimeOffset.UtcNow, label);
        ITraceSink sink = TraceForms.Of(screen, new TraceTexts(names), origin, request);
        using Interruption interruption = new(everySignal: true);
        LiveTrace.Run(host, request, namespaces, names, sink, screen.Out.Flush, notices, interruption.Token);
        return ExitStatus.Done;
    }
}
