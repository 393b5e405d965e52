using System.Text.Json;
using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>One result of a probe as JSON.</summary>
internal static class ProbeJson
{
    /// <summary>Writes the members of a result.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="result">The result.</param>
    /// <param name="series">Its rounds; null when there was one.</param>
    public static void Members(Utf8JsonWriter json, ProbeResult result, ProbeSeries? series)
    {
        json.WriteString("target", result.Target);
        json.WriteString("verdict", result.Verdict.Name());
        if (result.State is { } state)
        {
            json.WriteString("state", state);
        }

        json.WriteString("why", result.Why);
        if (result.RttUs is { } rtt)
        {
            json.WriteNumber("rtt_ms", Milliseconds(rtt));
        }

        json.WriteNumber("attempts", series?.Attempts ?? result.Attempts);
        Endpoint(json, "local", result.Local);
        Endpoint(json, "peer", result.Peer);
        if (result.Reply is { } reply)
        {
            json.WriteStartObject("reply");
            json.WriteString("protocol", reply.Protocol);
            json.WriteString("summary", reply.Summary);
            json.WriteEndObject();
        }

        if (result.Icmp is { } icmp)
        {
            json.WriteStartObject("icmp");
            json.WriteNumber("type", icmp.Type);
            json.WriteNumber("code", icmp.Code);
            json.WriteString("sender", icmp.Sender.ToString());
            json.WriteEndObject();
        }

        Bound(json, result.Bound);
        if (result.Notes.Count > 0)
        {
            json.WriteStartArray("notes");
            foreach (string note in result.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
        }

        if (series is not null)
        {
            Rounds(json, series);
        }
    }

    // Only where the target is this host.
    private static void Bound(Utf8JsonWriter json, IReadOnlyList<BoundSocket> sockets)
    {
        if (sockets.Count == 0)
        {
            return;
        }

        json.WriteStartArray("bound");
        foreach (BoundSocket socket in sockets)
        {
            json.WriteStartObject();
            JsonText.Endpoint(json, "local", socket.Local);
            json.WriteNumber("queue", socket.Queue);
            Known(json, "limit", socket.Limit);
            Known(json, "drops", socket.Drops);
            json.WriteStartArray("processes");
            foreach (ProcessRef process in socket.Processes)
            {
                json.WriteStartObject();
                json.WriteNumber("pid", process.Pid);
                json.WriteString("name", process.Name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Unknown is not zero.
    private static void Known(Utf8JsonWriter json, string name, uint? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Rounds(Utf8JsonWriter json, ProbeSeries series)
    {
        json.WriteStartObject("rounds");
        json.WriteNumber("asked", series.Asked);
        json.WriteNumber("answered", series.Answered);
        json.WriteNumber("loss_percent", Math.Round(series.Loss * 100, 1));
        if (series.Trips() is { } trips)
        {
            json.WriteNumber("rtt_min_ms", Milliseconds(trips.MinUs));
            json.WriteNumber("rtt_avg_ms", Milliseconds(trips.AvgUs));
            json.WriteNumber("rtt_max_ms", Milliseconds(trips.MaxUs));
            json.WriteNumber("rtt_p99_ms", Milliseconds(trips.P99Us));
        }

        json.WriteEndObject();
    }

    private static double Milliseconds(long microseconds) => Math.Round(microseconds / 1000.0, 3);

    private static void Endpoint(Utf8JsonWriter json, string name, InetEndpoint? endpoint)
    {
        if (endpoint is { } known)
        {
            JsonText.Endpoint(json, name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
