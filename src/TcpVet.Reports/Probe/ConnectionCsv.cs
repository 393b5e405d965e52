using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Probe;
using TcpVet.Probes.Connections;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>One connection as CSV, a row a look.</summary>
/// <param name="screen">Where and how.</param>
internal sealed class ConnectionCsv(Screen screen) : IConnectionSink
{
    public void First(ConnectionSight sight)
    {
        if (screen.Header)
        {
            Csv.Row(
                screen.Out, "time", "local", "peer", "state", "since_at_least_ms", "since_at_most_ms", "first_closer", "unread", "unacknowledged",
                "timer", "expires_ms", "retransmits", "keepalive", "next", "next_ms", "ends_ms");
        }

        Changed(sight);
    }

    public void Changed(ConnectionSight sight)
    {
        (_, ConnectionFacts facts, ConnectionStory story) = sight;
        Csv.Row(
            screen.Out, JsonText.Time(sight.Origin.TakenAt), facts.Local.ToString(), facts.Peer.ToString(), facts.State.Name(),
            Text(story.Since.AtLeastMs), Text(story.Since.AtMostMs), story.FirstCloser, Text(facts.Unread), Text(facts.Unacknowledged),
            story.TimerWords, Text(facts.ExpiresMs), Text(facts.Retransmits), story.Keepalive, story.Next, Text(story.NextMs),
            Text(story.EndsMs));
        screen.Out.Flush();
    }

    public void Ended(ConnectionEnd end)
    {
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
