using System.CommandLine;
using System.Runtime.InteropServices;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.Checkup;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Rules;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet checkup</c>, and tcpvet without a command: census, services, findings.</summary>
internal static class CheckupCommand
{
    /// <summary>The time between the two readings when nobody asks for another.</summary>
    public static readonly TimeSpan StandardInterval = TimeSpan.FromSeconds(1);

    private static readonly Option<TimeSpan?> Interval =
        CommonOptions.Duration("--interval", "The time between the two readings that growth is told from; 0 for one reading (default 1s)");

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
        command.Add(Interval);
        command.Add(CommonOptions.FailOn);
        command.Add(Nagios);
        command.Add(CommonOptions.Netns);
        command.Add(CommonOptions.From);
        command.SetAction(Run);
    }

    /// <summary>Takes a capture as the options say, with a line of progress for a person who waits.</summary>
    public static Capture Take(ParseResult parse, TimeSpan interval, int recordSockets)
    {
        string? word = parse.GetValue(CommonOptions.Netns);
        IReadOnlyList<NetworkNamespace> namespaces = Places.Live(word);
        using CancellationTokenSource cancellation = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            try
            {
                cancellation.Cancel();
                context.Cancel = true;
            }
            catch (ObjectDisposedException)
            {
                // Disposing the registration does not wait for a handler that runs: the signal came when the capture was made, and ends the program.
            }
        });
        using Progress progress = new(interval);
        Capture capture = CaptureTaker.Take(
            namespaces, word == Places.Every ? 0 : Others(namespaces.Count), ProcFsRoot.Default,
            new CaptureOptions { Interval = interval, RecordSockets = recordSockets, Version = ProgramVersion.Text, Progress = progress.Show }, cancellation.Token);
        cancellation.Token.ThrowIfCancellationRequested();
        return capture;
    }

    private static int Run(ParseResult parse)
    {
        if (parse.UnmatchedTokens.Count > 0)
        {
            throw new UsageException($"unknown command '{parse.UnmatchedTokens[0]}'");
        }

        Screen screen = Screen.From(parse);
        Capture capture = Places.FileOf(parse) is { } file
            ? RecordFile.Read(file) ?? throw new UsageException("checkup: a raw dump (--from, TCPDIAG_FILE) holds sockets and no counters or settings; a check-up needs a capture ('tcpvet capture FILE')")
            : Take(parse, parse.GetValue(Interval) ?? StandardInterval, recordSockets: 0);
        Diagnosis diagnosis = RuleEngine.Diagnose(capture);
        if (parse.GetValue(Nagios))
        {
            return NagiosReport.Write(screen.Out, capture, diagnosis);
        }

        switch (screen.Format)
        {
            case OutputFormat.Json:
                CheckupReport.WriteJson(screen.Out, capture, diagnosis, indented: true);
                break;
            case OutputFormat.Jsonl:
                CheckupReport.WriteJson(screen.Out, capture, diagnosis, indented: false);
                break;
            case OutputFormat.Csv:
                CheckupReport.WriteCsv(screen.Out, screen.Header, diagnosis);
                break;
            default:
                CheckupReport.Write(screen, capture, diagnosis, replayed: Places.FileOf(parse) is not null);
                break;
        }

        screen.Out.Flush();
        FailLevel level = parse.GetValue(CommonOptions.FailOn);
        bool bad = diagnosis.Findings.Any(finding => level.Catches(finding.Severity));
        return bad ? ExitStatus.FoundSomething : ExitStatus.Done;
    }

    // How many namespaces there are besides is a hint, never worth failing for.
    private static int? Others(int examined)
    {
        try
        {
            return Math.Max(0, NetworkNamespaces.OfHost.All().Namespaces.Count - examined);
        }
        catch (KernelException)
        {
            return null;
        }
    }

    /// <summary>A line on standard error while a person waits; wiped when it is over.</summary>
    private sealed class Progress(TimeSpan interval) : IDisposable
    {
        private readonly bool shown = !Console.IsErrorRedirected && interval >= TimeSpan.FromSeconds(1);

        public void Show(TimeSpan left)
        {
            if (shown)
            {
                Messages.Show($"\r\e[Kwatching for {Durations.Short((long)interval.TotalMilliseconds)}, {Durations.Short((long)left.TotalMilliseconds)} left");
            }
        }

        public void Dispose()
        {
            if (shown)
            {
                Messages.Show("\r\e[K");
            }
        }
    }
}
