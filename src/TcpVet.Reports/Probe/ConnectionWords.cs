using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Probe;
using TcpVet.Probes.Connections;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>One connection told in words.</summary>
/// <param name="screen">Where and how.</param>
internal sealed class ConnectionWords(Screen screen) : IConnectionSink
{
    private const int LabelWidth = 14;

    public void First(ConnectionSight sight)
    {
        (_, ConnectionFacts facts, ConnectionStory story) = sight;
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

        screen.Out.Flush();

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

    public void Changed(ConnectionSight sight)
    {
        (_, ConnectionFacts facts, ConnectionStory story) = sight;
        string timer = story.TimerWords is null ? "" : $"; {story.TimerWords}, in {Durations.Short(facts.ExpiresMs)}";
        screen.Out.Line(
            $"{Time(sight.Origin.TakenAt)} {facts.State.Name()}: {story.Meaning}; unread {facts.Unread}, unacknowledged {facts.Unacknowledged}{timer}");
        screen.Out.Flush();
    }

    public void Ended(ConnectionEnd end)
    {
        screen.Out.Line($"{Time(end.At)} gone, last seen in {end.Last.State.Name()}: {How(end)}");
        screen.Out.Flush();
    }

    /// <summary>How a connection ended, as far as its last state tells.</summary>
    public static string How(ConnectionEnd end) => end.Replaced ? "another connection has its ports now" : end.Last.State switch
    {
        TcpState.TimeWait => "TIME_WAIT was over",
        TcpState.LastAck or TcpState.Closing => "the last acknowledgement came, or the kernel gave it up",
        TcpState.FinWait2 => "the kernel forgot it, or the peer closed",
        TcpState.SynSent => "the connect failed or was given up",
        _ => "it was reset, destroyed, or closed between two looks",
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
