using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Operations.Watch;
using TcpVet.Reports.Watch;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Watching;

namespace TcpVet.Reports.Tests.Watch;

/// <summary>A watch in each form, round by round.</summary>
public sealed class WatchFormTests
{
    private static readonly Finding Bad = Examined.Finding("TV101", Severity.Warning, "3 connections\e hang");

    private static readonly WatchRequest Request = new()
    {
        Checkup = new CheckupRequest { Capture = new CaptureRequest(), Settings = CheckupSettings.None },
        Every = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public void A_person_reads_a_line_an_event_and_a_summary() => Assert.Equal(
        [
            @"h\x1b[31m  Linux 6.12.0  a round every 5s from 2026-11-30 10:00:00 UTC, Ctrl-C ends",
            @"10:00:05 APPEARED warning TV101 3 connections\x1b hang",
            @"10:00:10 CLEARED  warning TV101 3 connections\x1b hang (after 5s)",
            "SUMMARY  3 rounds in 10s: 1 appeared, 1 cleared, 0 still there",
            "NEXT  tcpvet listeners",
        ],
        Written(OutputFormat.Table).Lines);

    [Fact]
    public void A_program_reads_a_row_an_event() => Assert.Equal(
        [
            "time,event,severity,code,name,title,who",
            @"2026-11-30T10:00:05.000Z,appeared,warning,TV101,a-name,3 connections\x1b hang,in /a.service",
            @"2026-11-30T10:00:10.000Z,cleared,warning,TV101,a-name,3 connections\x1b hang,in /a.service",
        ],
        Written(OutputFormat.Csv).Lines);

    [Fact]
    public void Each_round_is_an_object_and_the_first_one_tells_the_settings()
    {
        JsonElement[] rounds = [.. Written(OutputFormat.Jsonl).Lines.Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal([1, 2, 3], rounds.Select(round => round.GetProperty("round").GetInt32()));
        Assert.Equal([true, false, false], rounds.Select(round => round.TryGetProperty("config", out _)));
        Assert.All(rounds, round => Assert.Equal("tcpvet/watch/1", round.GetProperty("schema").GetString()));
        Assert.Equal("appeared", rounds[1].GetProperty("events")[0].GetProperty("event").GetString());
        Assert.Equal([0, 1, 0], rounds.Select(round => round.GetProperty("findings").GetArrayLength()));
    }

    [Fact]
    public void A_watch_that_is_stopped_at_once_says_so()
    {
        Shown shown = new(OutputFormat.Table);

        WatchForm.Of(shown.Screen, Request).End();

        Assert.Equal(["SUMMARY  stopped before the first round was over"], shown.Lines);
    }

    [Fact]
    public void A_document_that_never_ends_is_no_form() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WatchForm.Of(new Shown(OutputFormat.Json).Screen, Request));

    [Fact]
    public void The_status_counts_what_is_there() =>
        Assert.Equal("10:00:05 round 2: 1 warning; 3 TCP sockets", WatchWords.Status(Rounds()[1]));

    private static Shown Written(OutputFormat format)
    {
        Shown shown = new(format);
        WatchForm form = WatchForm.Of(shown.Screen, Request);
        foreach (WatchRound round in Rounds())
        {
            form.Round(round);
        }

        form.End();
        return shown;
    }

    private static WatchRound[] Rounds()
    {
        DateTimeOffset later = Examined.Start.AddSeconds(5);
        return
        [
            Round(1, Examined.Start, [], []),
            Round(2, later, [new FindingEvent(FindingChange.Appeared, Bad, later)], [Bad]),
            Round(3, Examined.Start.AddSeconds(10), [new FindingEvent(FindingChange.Cleared, Bad, later)], []),
        ];
    }

    private static WatchRound Round(int number, DateTimeOffset at, IReadOnlyList<FindingEvent> events, IReadOnlyList<Finding> present) =>
        new(number, Examined.Host(at), new Diagnosis(present, []), events, present);
}
