using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Cli.Trace;
using TcpVet.Ebpf.Loading;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet trace [FILTER]</c>: every change of state as it happens, or one line a finished connection.</summary>
internal static class TraceCommand
{
    // The programs wake the reader for many records only: this is how late a line may be.
    private const int WaitMs = 20;

    private static readonly Option<bool> Lives = new("--lives") { Description = "One line for each finished connection: time in each state, who closed first, how it ended, bytes, retransmits, round-trip time" };

    private static readonly Option<bool> Summary = new("--summary") { Description = "At the end: by service and peer, connections opened and closed, who closed first, lifetimes, failures to connect" };

    private static readonly Option<TimeSpan?> Duration = CommonOptions.Duration("--duration", "End after this time (default: until Ctrl-C)");

    private static readonly Option<int?> Count = CommonOptions.PositiveNumber("--count", "End after this many lines");

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter("Which connections, in ss's filter language: 'dport = :5432 or process = nginx'");
        Command command = new("trace", "Show every change of state as it happens; --lives: one line a finished connection (eBPF)") { filter, Lives, Summary, Duration, Count };
        foreach (Option option in (Option[])[CommonOptions.Tcp, CommonOptions.IPv4, CommonOptions.IPv6, CommonOptions.Netns, CommonOptions.Numeric])
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        TraceFilter wanted = TraceFilter.From(Selection.From(parse, filter, TcpStateSet.All));
        if (Places.FileOf(parse) is not null)
        {
            throw new RequestException("trace follows the live kernel: TCPDIAG_FILE names a record");
        }

        string? netns = parse.GetValue(CommonOptions.Netns);
        bool lives = parse.GetValue(Lives);
        IReadOnlyList<NetworkNamespace> namespaces = Places.Live(netns);
        bool all = netns == Places.Every;
        TraceContext context = new(namespaces);
        Screen screen = StandardOutput.From(parse);
        TraceSummary? summary = parse.GetValue(Summary) ? new TraceSummary() : null;
        ITraceWriter writer = Writer(screen, context, all, lives, all ? Places.Every : namespaces[0].Label);
        TraceLines lines = new(wanted, writer, summary, lives, parse.GetValue(Count));

        using Interruption interruption = new(everySignal: true);
        TraceRequest request = new(all ? 0 : (uint)namespaces[0].Identity.Inode, Transitions: !lives || summary is not null, Lives: lives || summary is not null, Resets: false);
        using TraceSession session = TraceSession.Start(request, namespaces, lines);
        context.ResetReasons = session.ResetReasons;
        Announce(session, wanted);

        ulong began = TraceSession.Now;
        Follow(session, lines, screen, context, Until(began, parse.GetValue(Duration)), interruption.Token);
        session.End();
        if (summary is not null)
        {
            summary.Lost = session.Lost;
            summary.Seconds = (TraceSession.Now - began) / 1e9;
        }

        writer.End(summary);
        screen.Out.Flush();
        Conclude(session);
        return ExitStatus.Done;
    }

    private static void Follow(TraceSession session, TraceLines lines, Screen screen, TraceContext context, ulong until, CancellationToken cancellation)
    {
        while (!lines.IsFull && !cancellation.IsCancellationRequested)
        {
            ulong now = TraceSession.Now;
            if (now >= until)
            {
                return;
            }

            session.Read((int)Math.Min(WaitMs, ((until - now) / 1_000_000) + 1));
            context.SetClock();
            screen.Out.Flush();
        }
    }

    private static ulong Until(ulong began, TimeSpan? duration) => duration is { } time ? began + ((ulong)time.Ticks * 100) : ulong.MaxValue;

    private static ITraceWriter Writer(Screen screen, TraceContext context, bool all, bool lives, string netns) => screen.Format switch
    {
        OutputFormat.Json => new TraceJson(screen.Out, context, JsonText.Opening("trace", new ReportHead(HostIdentity.Name(ProcFsRoot.Default), DateTimeOffset.UtcNow, netns)), lives ? "lives" : "transitions"),
        OutputFormat.Jsonl => new TraceJson(screen.Out, context, document: null, ""),
        OutputFormat.Csv => new TraceCsv(screen, context),
        _ => new TraceTable(screen, context, all, lives),
    };

    private static void Announce(TraceSession session, TraceFilter filter)
    {
        foreach (string hint in filter.Hints)
        {
            Messages.Warn(SafeText.Escape(hint));
        }

        foreach (KernelFeature missing in session.Missing)
        {
            Messages.Warn($"this kernel has no {missing.Name} (Linux {missing.Since}): {missing.Without}");
        }

        if (session.UnknownOwners is { } gap)
        {
            Messages.Warn(gap);
        }

        Messages.Warn("tracing, Ctrl-C ends");
    }

    // Lost is lost: whoever counts the lines must know.
    private static void Conclude(TraceSession session)
    {
        if (session.Lost > 0)
        {
            Messages.Warn($"{Quantity.Of((long)session.Lost, "record")} lost: the output was slower than the connections; narrow the filter, or write to a file");
        }

        if (session.Forgotten > 0)
        {
            Messages.Warn($"{Quantity.Of((long)session.Forgotten, "change")} of state not told: the kernel had no memory for the socket");
        }

        if (session.NotFollowed > 0)
        {
            Messages.Warn($"the end of {Quantity.Of(session.NotFollowed, "TIME_WAIT")} is not told: there were too many at once");
        }
    }
}
