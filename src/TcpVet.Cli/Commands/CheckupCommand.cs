using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Checkup;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet checkup</c>, and tcpvet without a command: census, services, findings.</summary>
internal static class CheckupCommand
{
    /// <summary>The option that makes the check-up a monitoring plug-in.</summary>
    public const string NagiosName = "--nagios";

    private static readonly Option<bool> Nagios = new(NagiosName)
    {
        Description = "Print one line with performance data, and exit with 0, 1, 2 or 3 as monitoring plug-ins do",
    };

    public static Command Create()
    {
        Command command = new("checkup", "Examine this host: census, services, findings (also: tcpvet without a command)");
        AddTo(command);
        return command;
    }

    /// <summary>Makes a command a check-up: the root is one as well.</summary>
    public static void AddTo(Command command)
    {
        command.Add(CheckupOptions.Interval);
        command.Add(CheckupOptions.Samples);
        command.Add(CheckupOptions.Trace);
        command.Add(CheckupOptions.NoTrace);
        command.Add(CheckupOptions.Watch);
        command.Add(CheckupOptions.Only);
        command.Add(CheckupOptions.Ignore);
        command.Add(CheckupOptions.IgnoreFile);
        command.Add(CheckupOptions.Config);
        command.Add(CheckupOptions.Set);
        command.Add(CheckupOptions.Bind);
        command.Add(CommonOptions.FailOn);
        command.Add(Nagios);
        command.Add(CommonOptions.Verbose);
        command.Add(CommonOptions.Netns);
        command.Add(CommonOptions.From);
        command.Add(CheckupOptions.Redact);
        command.SetAction(Run);
    }

    private static int Run(ParseResult parse)
    {
        if (parse.UnmatchedTokens.Count > 0)
        {
            throw new RequestException($"unknown command '{parse.UnmatchedTokens[0]}'");
        }

        RefuseContradictions(parse);
        CheckupRequest request = CheckupRequests.Of(parse, Spoken.Notices()) with { Record = SelectionOptions.FileOf(parse) };
        FailLevel failOn = CheckupRequests.FailOn(parse, request.Settings);
        Screen screen = StandardOutput.From(parse);
        if (CheckupRequests.Watch(parse, request) is { } watch)
        {
            return CheckupWatch.Run(HostedInvocation.HostOf(parse), screen, watch, failOn);
        }

        CheckupAnswer answer = Examine(HostedInvocation.HostOf(parse), request);
        if (parse.GetValue(Nagios))
        {
            NagiosLine line = NagiosLine.Of(answer);
            screen.Out.Line(line.Text).Flush();
            return line.Status;
        }

        screen.Show(CheckupReport.Of(answer));
        bool bad = answer.Diagnosis.Findings.Any(finding => failOn.Catches(finding.Severity));
        return bad ? ExitStatus.FoundSomething : ExitStatus.Done;
    }

    private static CheckupAnswer Examine(LiveHost host, CheckupRequest request)
    {
        using Interruption interruption = new();
        using WaitLine wait = new(request.Record is null ? request.Capture.Lasts : TimeSpan.Zero);
        return HostCheckup.Run(host, request, wait.Notices(), interruption.Token);
    }

    private static void RefuseContradictions(ParseResult parse)
    {
        bool replay = SelectionOptions.FileOf(parse) is not null;
        if (CheckupOptions.WatchOf(parse) is not null)
        {
            Refuse(parse.GetValue(Nagios), "--watch and --nagios: a monitoring plug-in ends with one line; leave one of them out");
            Refuse(parse.GetValue(CheckupOptions.Redact), "--watch and --redact: stand-ins would differ from round to round; leave one of them out");
            Refuse(replay, "--watch: a record (--from, TCPDIAG_FILE) does not change; leave one of them out");
            Refuse(
                parse.GetValue(CheckupOptions.Interval) is not null,
                "--watch and --interval: the time between rounds is --watch's own, as in --watch 30s");
            Refuse(
                parse.GetValue(CommonOptions.Output) == OutputFormat.Json,
                "--watch writes one object a round: -o jsonl instead of json");
        }
        else if (replay && parse.GetValue(CheckupOptions.Bind) is { Length: > 0 })
        {
            throw new RequestException(
                "--bind: a record (--from, TCPDIAG_FILE) cannot be asked; 'tcpvet capture --bind PORT FILE' records the answer");
        }
        else if (replay && parse.GetValue(CheckupOptions.Trace) is not null)
        {
            throw new RequestException(
                "--trace: a record (--from, TCPDIAG_FILE) is silent; 'tcpvet capture --trace 10s FILE' records what the kernel tells");
        }
        else if (replay && (parse.GetValue(CheckupOptions.Samples) ?? 0) > 0)
        {
            throw new RequestException("--samples: a record (--from, TCPDIAG_FILE) has the samples that it was made with");
        }
    }

    private static void Refuse(bool contradiction, string message)
    {
        if (contradiction)
        {
            throw new RequestException(message);
        }
    }
}
