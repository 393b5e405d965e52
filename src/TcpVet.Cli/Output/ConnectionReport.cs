using System.Globalization;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Connections;

namespace TcpVet.Cli.Output;

/// <summary>One connection told in words, or as JSON or CSV.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="place">Where the connection is.</param>
internal sealed class ConnectionReport(Screen screen, Place place)
{
    private const int LabelWidth = 14;

    /// <summary>Everything about it.</summary>
    public void Whole(ConnectionFacts facts, ConnectionStory story)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json:
                JsonText.Document(screen.Out, "probe", Head(), json => Members(json, facts, story));
                break;
            case OutputFormat.Jsonl:
                Line(facts, story);
                break;
            case OutputFormat.Csv:
                CsvHead();
                CsvRow(facts, story);
                break;
            default:
                Words(facts, story);
                break;
        }

        screen.Out.Flush();
    }

    /// <summary>What changed since the last look, on one line.</summary>
    public void Change(ConnectionFacts facts, ConnectionStory story)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json or OutputFormat.Jsonl:
                Line(facts, story);
                break;
            case OutputFormat.Csv:
                CsvRow(facts, story);
                break;
            default:
                string timer = story.TimerWords is null ? "" : $"; {story.TimerWords}, in {Durations.Short(facts.ExpiresMs)}";
                screen.Out.Line($"{Now()} {facts.State.Name()}: {story.Meaning}; unread {facts.Unread}, unacknowledged {facts.Unacknowledged}{timer}");
                break;
        }

        screen.Out.Flush();
    }

    /// <summary>That it has gone.</summary>
    public void Ended(ConnectionFacts last, bool replaced)
    {
        string how = replaced ? "another connection has its ports now" : last.State switch
        {
            TcpState.TimeWait => "TIME_WAIT was over",
            TcpState.LastAck or TcpState.Closing => "the last acknowledgement came, or the kernel gave it up",
            TcpState.FinWait2 => "the kernel forgot it, or the peer closed",
            TcpState.SynSent => "the connect failed or was given up",
            _ => "it was reset, destroyed, or closed between two looks",
        };
        if (screen.Format is OutputFormat.Json or OutputFormat.Jsonl)
        {
            JsonText.Line(screen.Out, json =>
            {
                json.WriteString("schema", "tcpvet/probe/1");
                json.WriteString("taken_at", JsonText.Time(TimeProvider.System.GetUtcNow()));
                json.WriteString("ended_in", last.State.Name());
                json.WriteString("why", how);
            });
        }
        else if (screen.Format != OutputFormat.Csv)
        {
            screen.Out.Line($"{Now()} gone, last seen in {last.State.Name()}: {how}");
        }

        screen.Out.Flush();
    }

    private static string Now() => TimeProvider.System.GetUtcNow().UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private ReportHead Head() => new(place.Host, TimeProvider.System.GetUtcNow(), place.Label);

    private void Line(ConnectionFacts facts, ConnectionStory story) => JsonText.Line(screen.Out, json =>
    {
        JsonText.Head(json, "probe", Head());
        Members(json, facts, story);
    });

    private void Words(ConnectionFacts facts, ConnectionStory story)
    {
        Prose prose = Prose.For(screen);
        prose.Line(0, $"{facts.Local} → {facts.Peer}", Style.Strong);
        Item("state", $"{facts.State.Name()}: {story.Meaning}");
        Item("since", Age(story.Since));
        Item("closed first", story.FirstCloser switch { "local" => "this end", "peer" => "the peer", "both" => "both ends at once", _ => "nobody yet" });
        Item("held by", facts.Processes.Count > 0 ? string.Join(", ", facts.Processes.Select(process => $"{SafeText.Escape(process.Name)}[{process.Pid}]"))
            : facts.Inode == 0 ? "no process" : "a process that this user may not see");
        Item("queues", $"{facts.Unread} unread here, {facts.Unacknowledged} not acknowledged by the peer{(facts.Unsent is > 0 and { } unsent ? $", of which {unsent} were not sent yet" : "")}");
        Item("last", $"sent {Ago(facts.LastSentMs)}, received {Ago(facts.LastReceivedMs)}, acknowledged {Ago(facts.LastAckMs)}");
        if (facts.RttUs is > 0 and { } rtt)
        {
            Item("round trip", string.Create(CultureInfo.InvariantCulture, $"{rtt / 1000.0:0.###} ms, timeout {facts.RtoUs / 1000.0:0} ms, {facts.TotalRetransmits} segments sent again in its life"));
        }

        Item("timer", story.TimerWords is null ? "none" : $"{story.TimerWords}; fires in {Durations.Short(facts.ExpiresMs)}");
        Item("keepalive", story.Keepalive ?? (facts.State is TcpState.Established or TcpState.CloseWait ? "not known while another timer runs" : "no part of this state"));
        Item("next", $"{(story.NextMs is { } next ? $"in {Durations.Short(next)}: " : "")}{story.Next}");
        if (story.EndsMs is { } ends)
        {
            Item("ends", $"in {Durations.Short(ends)} at the latest, if nothing changes");
        }

        void Item(string label, string text) => prose.Item(2, label, LabelWidth, text, Style.Dim);
    }

    private static string Age(AgeRange since) => since switch
    {
        { AtLeastMs: { } least, AtMostMs: { } most } when least == most => Durations.Short(least),
        { AtLeastMs: { } least, AtMostMs: { } most } when least <= most => $"between {Durations.Short(least)} and {Durations.Short(most)}",
        { AtLeastMs: { } least } => $"at least {Durations.Short(least)}",
        _ => "not known: the kernel does not keep it",
    };

    private static string Ago(long? milliseconds) => milliseconds is { } known ? $"{Durations.Short(known)} ago" : "not known";

    private static void Members(Utf8JsonWriter json, ConnectionFacts facts, ConnectionStory story)
    {
        json.WriteStartObject("connection");
        JsonText.Endpoint(json, "local", facts.Local);
        JsonText.Endpoint(json, "peer", facts.Peer);
        json.WriteString("state", facts.State.Name());
        json.WriteString("meaning", story.Meaning);
        json.WriteStartObject("since_ms");
        Number(json, "at_least", story.Since.AtLeastMs);
        Number(json, "at_most", story.Since.AtMostMs);
        json.WriteEndObject();
        json.WriteString("first_closer", story.FirstCloser);
        json.WriteStartArray("processes");
        foreach (ProcessRef process in facts.Processes)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Pid);
            json.WriteString("name", process.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("unread_bytes", facts.Unread);
        json.WriteNumber("unacknowledged_bytes", facts.Unacknowledged);
        Number(json, "unsent_bytes", facts.Unsent);
        Number(json, "last_sent_ms", facts.LastSentMs);
        Number(json, "last_received_ms", facts.LastReceivedMs);
        Number(json, "last_ack_ms", facts.LastAckMs);
        Number(json, "rtt_us", facts.RttUs);
        Number(json, "total_retransmits", facts.TotalRetransmits);
        json.WriteString("timer", story.TimerWords);
        Number(json, "timer_expires_ms", story.TimerWords is null ? null : facts.ExpiresMs);
        json.WriteNumber("retransmits", facts.Retransmits);
        json.WriteString("keepalive", story.Keepalive);
        json.WriteString("next", story.Next);
        Number(json, "next_ms", story.NextMs);
        Number(json, "ends_ms", story.EndsMs);
        json.WriteNumber("inode", facts.Inode);
        json.WriteNumber("cookie", facts.Cookie);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void CsvHead()
    {
        if (screen.Header)
        {
            Csv.Row(screen.Out, "time", "local", "peer", "state", "since_at_least_ms", "since_at_most_ms", "first_closer", "unread", "unacknowledged", "timer", "expires_ms", "retransmits", "keepalive", "next", "next_ms", "ends_ms");
        }
    }

    private void CsvRow(ConnectionFacts facts, ConnectionStory story) => Csv.Row(
        screen.Out, JsonText.Time(TimeProvider.System.GetUtcNow()), facts.Local.ToString(), facts.Peer.ToString(), facts.State.Name(), Text(story.Since.AtLeastMs), Text(story.Since.AtMostMs), story.FirstCloser,
        Text(facts.Unread), Text(facts.Unacknowledged), story.TimerWords, Text(facts.ExpiresMs), Text(facts.Retransmits), story.Keepalive, story.Next, Text(story.NextMs), Text(story.EndsMs));

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
