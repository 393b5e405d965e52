using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Tune;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune log</c>: what was changed when, by whom and why, what became of it, and whether it helped.</summary>
internal static class TuneLogCommand
{
    private static readonly Argument<int?> Entry = TuneOptions.Entry("One entry, with all that is known of it");

    private static readonly Option<bool> NoMeasure = new("--no-measure") { Description = "Do not look whether what is in force helps" };

    public static Command Create()
    {
        Command command = new("log", "Show what was changed when, by whom and why, what became of it, and whether it helped")
        {
            Entry, NoMeasure, TuneOptions.StateDir, CheckupOptions.Interval, CheckupOptions.Config, CheckupOptions.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        CheckupRequest checkup = CheckupRequests.Of(parse, Spoken.Notices());
        TuneLogRequest request = new(TuneOptions.StateFolder(parse), parse.GetValue(Entry), parse.GetValue(NoMeasure) ? null : checkup);
        screen.Show(LogReport.Of(Read(HostedInvocation.HostOf(parse), request, checkup.Capture.Interval)));
        return ExitStatus.Done;
    }

    private static TuneLogAnswer Read(LiveHost host, TuneLogRequest request, TimeSpan interval)
    {
        using Interruption interruption = new();
        using WaitLine wait = new(interval);
        return TuneLog.Read(host, request, wait.Notices(), interruption.Token);
    }
}
