using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Probe;
using TcpVet.Probes.Connections;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>One connection as JSON: a document for one look, a line for each of several.</summary>
/// <param name="screen">Where and how.</param>
internal sealed class ConnectionJson(Screen screen) : IConnectionSink
{
    public void First(ConnectionSight sight)
    {
        if (screen.Format == OutputFormat.Json)
        {
            JsonText.Document(screen.Out, "probe", sight.Origin, json => Members(json, sight.Facts, sight.Story));
            screen.Out.Flush();
            return;
        }

        Changed(sight);
    }

    public void Changed(ConnectionSight sight)
    {
        JsonText.Line(screen.Out, json =>
        {
            JsonText.Head(json, "probe", sight.Origin);
            Members(json, sight.Facts, sight.Story);
        });
        screen.Out.Flush();
    }

    public void Ended(ConnectionEnd end)
    {
        JsonText.Line(screen.Out, json =>
        {
            json.WriteString("schema", JsonText.Schema("probe"));
            json.WriteString("taken_at", JsonText.Time(end.At));
            json.WriteString("ended_in", end.Last.State.Name());
            json.WriteString("why", ConnectionWords.How(end));
        });
        screen.Out.Flush();
    }

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
}
