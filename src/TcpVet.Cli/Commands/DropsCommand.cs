using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Drops;
using TcpVet.Operations.Namespaces;
using TcpVet.Reports.Drops;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet drops [FILTER]</c>: which packets this host throws away, why, whose they were.</summary>
internal static class DropsCommand
{
    private static readonly Option<TimeSpan?> Duration = CommonOptions.Duration("--duration", "End after this time (default: 10 s; with --interval until Ctrl-C)");

    private static readonly Option<TimeSpan?> Interval = CommonOptions.Duration("--interval", "Answer after each such time, with what was thrown away in it");

    private static readonly Option<bool> Summary = new("--summary") { Description = "One line a reason" };

    private static readonly Option<bool> Ordinary = new("--all", "-a") { Description = "Show packets, too, with which nothing is lost: duplicates of TCP, what is for others, frames that are not IP" };

    private static readonly Option<bool> Tcp = new("--tcp", "-t") { Description = "TCP packets only" };

    private static readonly Option<bool> Udp = new("--udp", "-u") { Description = "UDP packets only" };

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter("Which packets, in ss's filter language over their ends: 'sport = :53 or src 10.0.0.0/8', 'dev eth0', 'process = nginx'");
        Command command = new("drops", "Count the packets that this host throws away: why, on which interface and port, whose they were, what to do (eBPF)")
        {
            filter, Duration, Interval, Summary, Ordinary, Tcp, Udp,
        };
        foreach (Option option in (Option[])[CommonOptions.IPv4, CommonOptions.IPv6, CommonOptions.Netns, CommonOptions.Numeric])
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        if (SelectionOptions.FileOf(parse) is not null)
        {
            throw new RequestException("drops counts in the live kernel: TCPDIAG_FILE names a record");
        }

        string? netns = parse.GetValue(CommonOptions.Netns);
        string[] words = CommonOptions.Words(parse, filter);
        TimeSpan? interval = parse.GetValue(Interval);
        Screen screen = StandardOutput.From(parse);
        if (interval is not null && screen.Format == OutputFormat.Json)
        {
            throw new RequestException("--interval gives answer after answer: use -o jsonl");
        }

        Notices notices = Spoken.Notices();
        IReadOnlyList<NetworkNamespace> namespaces = LiveNamespaces.Of(host.Namespaces, netns, notices);
        bool tcp = parse.GetValue(Tcp), udp = parse.GetValue(Udp);
        Protocol? protocol = tcp == udp ? null : tcp ? Protocol.Tcp : Protocol.Udp;
        bool everywhere = netns == LiveNamespaces.Every;
        AddressFamily? family = SelectionOptions.Family(parse);
        DropsRequest request = new()
        {
            Filter = everywhere
                ? DropFilter.Parse(host.Root, words, family, protocol)
                : namespaces[0].Run(() => DropFilter.Parse(host.Root, words, family, protocol)),
            AllNamespaces = everywhere,
            Ordinary = parse.GetValue(Ordinary),
            Duration = parse.GetValue(Duration) ?? (interval is null ? DropsRequest.StandardDuration : null),
            Interval = interval,
        };
        using Interruption interruption = new(everySignal: true);
        bool first = true;
        foreach (DropsAnswer answer in CountDrops.Run(host, request, namespaces, notices, interruption.Token))
        {
            if (!first && screen.IsText)
            {
                screen.Out.EndLine();
            }

            Screen shown = first || screen.Format != OutputFormat.Csv ? screen : screen with { Header = false };
            shown.Show(parse.GetValue(Summary) ? DropsReport.SummaryOf(answer) : DropsReport.Of(answer, everywhere));
            screen.Out.Flush();
            first = false;
        }

        return ExitStatus.Done;
    }
}
