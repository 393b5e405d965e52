using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Tune;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune confirm</c>: keeps what was applied.</summary>
internal static class TuneConfirmCommand
{
    private static readonly Argument<int?> Entry = TuneOptions.Entry("Which entry; without it, the one that waits");

    public static Command Create()
    {
        Command command = new("confirm", "Keep what was applied: it does not go back any more")
        {
            Entry, TuneOptions.Persist, TuneOptions.SysctlDir, TuneOptions.StateDir,
            CheckupOptions.Interval, CheckupOptions.Config, CheckupOptions.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        Screen screen = StandardOutput.From(parse);
        CheckupRequest checkup = CheckupRequests.Of(parse, Spoken.Notices());
        TuneConfirmRequest request = new(TuneOptions.StateFolder(parse), parse.GetValue(Entry), TuneOptions.PersistOf(parse));
        LoggedEntry confirmed = Measured(TuneConfirm.Run(host, request, Spoken.Notices()), checkup);
        screen.Show(EntryReport.Of("confirm", confirmed, TuneOptions.Suffix(parse)));
        return ExitStatus.Done;
    }

    private static LoggedEntry Measured(TunedEntry entry, CheckupRequest checkup)
    {
        using Interruption interruption = new();
        using WaitLine wait = new(checkup.Capture.Interval);
        return entry.Measured(checkup, wait.Notices(), interruption.Token);
    }
}
