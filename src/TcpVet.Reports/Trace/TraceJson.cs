using TcpVet.Ebpf.Tracing;
using TcpVet.Model;
using TcpVet.Operations.Trace;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Trace;

/// <summary>A trace as JSON: one object a line, or inside one document.</summary>
/// <param name="output">Where to.</param>
/// <param name="texts">Names and clocks.</param>
/// <param name="document">The document's members before the records, as JSON text without the closing brace; null for one object a
/// line.</param>
/// <param name="member">The document's member that holds the records.</param>
internal sealed class TraceJson(Utf8Output output, TraceTexts texts, string? document, string member) : ITraceSink
{
    private readonly byte[] room = new byte[4096];
    private bool any;

    public void Write(in Transition transition)
    {
        LineBuilder line = new(room);
        line.Text("{\"at\":\""u8);
        TraceWords.Rfc3339(ref line, texts.Names.TimeOf(transition.At));
        line.Text("\",\"netns\":"u8);
        line.Text(texts.Quoted(texts.Names.Netns(transition.Netns)));
        Process(ref line, transition.Process);
        Endpoint(ref line, ",\"local\":{\"addr\":\""u8, transition.Local);
        Endpoint(ref line, ",\"peer\":{\"addr\":\""u8, transition.Peer);
        line.Text(",\"from\":\""u8);
        line.Text(SocketWords.State(transition.From));
        line.Text("\",\"to\":\""u8);
        line.Text(SocketWords.State(transition.To));
        Microseconds(ref line, "\",\"held_us\":"u8, transition.HeldNs);
        line.Text(transition.Derived ? ",\"derived\":true}"u8 : "}"u8);
        Put(line.Written);
    }

    public void Write(ConnectionLife life)
    {
        LineBuilder line = new(room);
        Opening(ref line, life);
        line.Text(",\"first_closer\":\""u8);
        line.Text(TraceWords.Of(life.FirstCloser));
        line.Text("\",\"ended_by\":\""u8);
        line.Text(TraceWords.Of(life.EndedBy));
        line.Text("\""u8);
        Why(ref line, life);
        line.Text(",\"states\":["u8);
        for (int i = 0; i < life.States.Count; i++)
        {
            LifeStep step = life.States[i];
            line.Text(i == 0 ? "{\"state\":\""u8 : ",{\"state\":\""u8);
            line.Text(SocketWords.State(step.State));
            Microseconds(ref line, "\",\"us\":"u8, step.Ns);
            line.Text(step.Derived ? ",\"derived\":true}"u8 : "}"u8);
        }

        line.Text("],\"bytes_in\":"u8);
        line.Number(life.BytesIn);
        line.Text(",\"bytes_out\":"u8);
        line.Number(life.BytesOut);
        line.Text(",\"retransmits\":"u8);
        line.Number(life.Retransmits);
        line.Text(",\"rtt_us\":"u8);
        if (life.RttUs is { } rtt)
        {
            line.Number(rtt);
        }
        else
        {
            line.Text("null"u8);
        }

        line.Text("}"u8);
        Put(line.Written);
    }

    public void End(TraceSummary? summary)
    {
        if (document is null)
        {
            if (summary is not null)
            {
                JsonText.Line(output, json =>
                {
                    json.WriteString("schema", "tcpvet/trace-summary/1");
                    TraceSummaryReport.Members(json, summary);
                });
            }

            return;
        }

        if (!any)
        {
            Start();
        }

        output.Text("\n]"u8);
        if (summary is not null)
        {
            string members = TraceSummaryReport.Json(summary);
            output.Text(",\"summary\":"u8).Text(members);
        }

        output.Text("}"u8).EndLine();
    }

    private void Opening(ref LineBuilder line, ConnectionLife life)
    {
        line.Text("{\"opened_at\":"u8);
        if (life.Opened is { } opened)
        {
            line.Text("\""u8);
            TraceWords.Rfc3339(ref line, texts.Names.TimeOf(opened));
            line.Text("\""u8);
        }
        else
        {
            line.Text("null"u8);
        }

        line.Text(",\"closed_at\":\""u8);
        TraceWords.Rfc3339(ref line, texts.Names.TimeOf(life.Closed));
        Microseconds(ref line, "\",\"lasted_us\":"u8, life.LastedNs);
        line.Text(",\"netns\":"u8);
        line.Text(texts.Quoted(texts.Names.Netns(life.Netns)));
        Endpoint(ref line, ",\"local\":{\"addr\":\""u8, life.Local);
        Endpoint(ref line, ",\"peer\":{\"addr\":\""u8, life.Peer);
        Process(ref line, life.Process);
        if (life.IsListeners)
        {
            line.Text(",\"process_of\":\"listener\""u8);
        }

        if (life.Direction == Direction.Unknown)
        {
            line.Text(",\"direction\":null"u8);
            return;
        }

        line.Text(",\"direction\":\""u8);
        line.Text(TraceWords.Of(life.Direction));
        line.Text("\""u8);
    }

    private void Why(ref LineBuilder line, ConnectionLife life)
    {
        if (life.Error != 0)
        {
            line.Text(",\"error\":\""u8);
            line.Text(TraceWords.Error(life.Error));
            line.Text("\""u8);
        }

        if (life.ResetReasonName is { } reason)
        {
            line.Text(",\"reset_reason\":"u8);
            line.Text(texts.Quoted(reason));
        }
    }

    private void Process(ref LineBuilder line, ProcessRef? process)
    {
        if (process is not null)
        {
            line.Text(",\"process\":{\"pid\":"u8);
            line.Number((ulong)process.Pid);
            line.Text(",\"name\":"u8);
            line.Text(texts.Quoted(process.Name));
            line.Text("}"u8);
        }
    }

    private static void Endpoint(ref LineBuilder line, ReadOnlySpan<byte> head, InetEndpoint endpoint)
    {
        line.Text(head);
        line.Address(endpoint.Addr);
        line.Text("\",\"port\":"u8);
        line.Number(endpoint.Port);
        line.Text("}"u8);
    }

    private static void Microseconds(ref LineBuilder line, ReadOnlySpan<byte> head, ulong? ns)
    {
        line.Text(head);
        if (ns is { } known)
        {
            line.Number(known / 1000);
        }
        else
        {
            line.Text("null"u8);
        }
    }

    private void Put(ReadOnlySpan<byte> line)
    {
        if (document is null)
        {
            output.Text(line).EndLine();
            return;
        }

        if (any)
        {
            output.Text(",\n"u8);
        }
        else
        {
            Start();
        }

        any = true;
        output.Text(line);
    }

    private void Start() => output.Text(document!).Text(",\""u8).Text(member).Text("\":[\n"u8);
}
