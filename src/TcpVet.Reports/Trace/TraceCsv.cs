using System.Globalization;
using TcpVet.Ebpf.Tracing;
using TcpVet.Model;
using TcpVet.Operations.Trace;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Trace;

/// <summary>A trace as comma-separated values; a summary goes to the table's place, behind an empty line.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="texts">Names and clocks.</param>
internal sealed class TraceCsv(Screen screen, TraceTexts texts) : ITraceSink
{
    private bool started;

    public void Write(in Transition transition)
    {
        Head("at", "netns", "pid", "process", "local_addr", "local_port", "peer_addr", "peer_port", "from", "to", "held_us", "derived");
        Csv.Row(
            screen.Out, Time(transition.At), texts.Names.Netns(transition.Netns), Pid(transition.Process), transition.Process?.Name,
            transition.Local.Addr.ToString(), Number(transition.Local.Port), transition.Peer.Addr.ToString(), Number(transition.Peer.Port),
            transition.From.Name(), transition.To.Name(), Us(transition.HeldNs), transition.Derived ? "true" : "false");
    }

    public void Write(ConnectionLife life)
    {
        Head(
            "opened_at", "closed_at", "lasted_us", "netns", "local_addr", "local_port", "peer_addr", "peer_port", "pid", "process", "direction", "first_closer",
            "ended_by", "error", "states", "bytes_in", "bytes_out", "retransmits", "rtt_us");
        Csv.Row(
            screen.Out, life.Opened is { } opened
                ? Time(opened)
                : null, Time(life.Closed), Us(life.LastedNs), texts.Names.Netns(life.Netns),
            life.Local.Addr.ToString(), Number(life.Local.Port), life.Peer.Addr.ToString(), Number(life.Peer.Port), Pid(life.Process),
            life.Process?.Name,
            life.Direction == Direction.Unknown
                ? null
                : Text(TraceWords.Of(life.Direction)), Text(TraceWords.Of(life.FirstCloser)), Text(TraceWords.Of(life.EndedBy)),
            life.Error != 0 ? TraceWords.Error(life.Error) : null, string.Join(' ', life.States.Select(step => $"{step.State.Name()}={Us(step.Ns) ?? "?"}")),
            Number(life.BytesIn), Number(life.BytesOut), Number(life.Retransmits), life.RttUs is { } rtt ? Number(rtt) : null);
    }

    public void End(TraceSummary? summary)
    {
        if (summary is not null)
        {
            TraceSummaryReport.WriteCsv(screen, summary, separated: started);
        }
    }

    private void Head(params ReadOnlySpan<string?> heads)
    {
        if (!started && screen.Header)
        {
            Csv.Row(screen.Out, heads);
        }

        started = true;
    }

    private string Time(ulong at) => texts.Names.TimeOf(at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string? Pid(ProcessRef? process) => process?.Pid.ToString(CultureInfo.InvariantCulture);

    private static string? Us(ulong? ns) => ns is { } known ? Number(known / 1000) : null;

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(ReadOnlySpan<byte> ascii) => System.Text.Encoding.ASCII.GetString(ascii);
}
